"""What the page of a household shows of its appointments."""

from django.urls import reverse
from django.utils import timezone

from accounts.matrix import allows
from referrals.enums import AppointmentState
from referrals.models import Appointment
from referrals.rules.moments import in_words
from tenants.models import Household
from tenants.panels import MAIN, Panel, Pending

# The next ones, and what is behind.
COMING, PAST = 3, 2


def appointment_panel(household, actor, today):
    if not allows(actor.role, "appointments.read"):
        return None
    now = timezone.now()
    within = Appointment.objects.visible_to(actor).filter(household=household)
    coming = list(within.standing().filter(ends_at__gte=now).order_by("starts_at", "pk")[:COMING])
    past = list(within.exclude(pk__in=[one.pk for one in coming]).order_by("-starts_at", "-pk")[:PAST])
    may_write = allows(actor.role, "appointments.write") and Household.objects.in_hands_of(actor).contains(household)
    if not coming and not past and not may_write:
        return None
    return Panel(
        "Rendez-vous",
        "referrals/_appointment_panel.html",
        {
            "rows": [(one, in_words(one.starts_at)) for one in [*coming, *past]],
            "fix_url": reverse("referrals:appointment_fix", args=[household.pk]) if may_write else "",
            "book_url": reverse("referrals:slot_book", args=[household.pk]) if may_write else "",
        },
        place=MAIN,
        pending=pending_of(past, may_write, now),
    )


def pending_of(past, may_write, now):
    """What has gone by and nobody said how."""
    for one in past if may_write else ():
        if one.state == AppointmentState.PLANNED and one.ends_at < now:
            title = f"Le rendez-vous du {in_words(one.starts_at)} a-t-il eu lieu ?"
            return Pending(title, "Notez-le, ou dites qui n’est pas venu.", one.get_absolute_url(), "Répondre")
    return None
