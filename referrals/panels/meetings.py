"""What the page of a household shows of its meetings, its commitments and its adhesions."""

from django.urls import reverse

from accounts.matrix import allows
from core.wording import plain_date
from referrals.enums import MinutesState
from referrals.models import TripartiteMeeting
from referrals.presentation.meetings import TONES, boards_told, commitments_told
from referrals.rules import MINUTES
from tenants.models import AskedOf
from tenants.panels import MAIN, Panel, Pending
from tenants.presentation.history import MOST_EVENTS

SHOWN = 3


@AskedOf
def latest_meetings(household, reader):
    return TripartiteMeeting.objects.visible_to(reader, of=household)[: SHOWN + 1]


def meetings_panel(household, actor, today):
    if not allows(actor.role, "tripartite.read"):
        return None
    found = latest_meetings(household, actor)
    if not found:
        return None
    return Panel(
        "Rencontres et engagements",
        "referrals/_meetings_panel.html",
        {
            "meetings": [(one, TONES[one.state]) for one in found[:SHOWN]],
            "commitments": commitments_told(household, actor, today, pending_only=True)[: 2 * SHOWN],
        },
        place=MAIN,
        more_url=reverse("referrals:meetings", args=[household.pk]),
        more_label="Tout lire",
        pending=minutes_to_finish(found, household, actor),
    )


def minutes_to_finish(found, household, actor):
    """Minutes that were begun and wait for their signature, for whoever writes them."""
    begun = next((one for one in found if one.state == MinutesState.OPEN), None)
    if begun is None or not allows(actor.role, "tripartite.write"):
        return None
    if not household.is_writable_by(actor):
        return None
    return Pending(
        "Un compte rendu est en cours d’écriture.",
        f"{begun}, le {plain_date(begun.held_on)}.",
        begun.get_absolute_url(),
        "Ouvrir le compte rendu",
        tone="info",
    )


def adhesions_panel(household, actor, today):
    boards = boards_told(household, actor, today)
    if not boards:
        return None
    return Panel("Adhésions", "referrals/_adhesions_panel.html", {"boards": boards})


def minutes_trail(household, actor):
    """The steps of the minutes that the three share, for the history of the file."""
    if not allows(actor.role, "tripartite.read"):
        return []
    texts = ("place", "problems", "improvements", "household_words", "remarks")
    found = TripartiteMeeting.objects.visible_to(actor, of=household).filter(household=household).defer(*texts)
    rows = found.order_by("-created_at", "pk")[:MOST_EVENTS]
    return [(one, MINUTES, f"{one.get_kind_display().lower()} du {plain_date(one.held_on)}") for one in rows]
