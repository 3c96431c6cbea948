"""Told to a worker who handed the file over: she reads it a while longer, and writes in it no more."""

from accounts.enums import Role
from core.composed import Composed
from core.wording import near_date, sentence
from tenants.models import Assignment
from tenants.panels import Panel, Pending
from tenants.panels.brief import ASSIGNED

READ_UNTIL = Composed(
    lambda household, membership, day: (
        Assignment.objects.readable_on(day)
        .filter(household=household, membership=membership, read_until__isnull=False)
        .order_by("-read_until", "pk")
    )
)


def reading_panel(household, actor, today):
    if actor.role != Role.SOCIAL_WORKER or household.is_writable_by(actor):
        return None
    handed_over = next(iter(READ_UNTIL(household=household.pk, membership=actor.pk, day=today)), None)
    if handed_over is None:
        return None
    hands = sentence([str(each.membership.user) for each in ASSIGNED(household=household.pk, day=today)])
    return Panel(
        "Lecture",
        pending=Pending(
            f"Vous lisez ce dossier jusqu’au {near_date(handed_over.read_until, today)}, sans plus y écrire.",
            f"Suivi maintenant par {hands}." if hands else "",
            tone="info",
        ),
    )
