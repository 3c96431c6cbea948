"""The tripartite meetings of a stay: those in which its bilans are held, and where one decides to go on."""

from referrals.enums import MeetingKind, MinutesState
from referrals.models import TripartiteMeeting

NOT_OF_THE_STAY = "Cette rencontre n’est pas de celles de ce ménage depuis le début de la mesure."


def meetings_of_stay(mesure):
    """Held since it began, the latest first: neither the one that led to it, nor those of an earlier stay."""
    within = TripartiteMeeting.objects.filter(household=mesure.household_id, convention=mesure.convention_id)
    held = within.filter(held_on__gt=mesure.starts_on).exclude(kind=MeetingKind.START)
    if mesure.ends_on:
        held = held.filter(held_on__lte=mesure.ends_on)
    return held.exclude(state=MinutesState.CANCELLED).order_by("-held_on", "-created_at")
