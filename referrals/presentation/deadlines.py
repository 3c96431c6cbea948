"""What is due on a day, beside what is fixed at an hour: settings.AGENDA_DEADLINES, each application its own."""

import datetime
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.enums import LANDLORD_ROLES
from accounts.matrix import allows
from referrals.enums import CommitmentOutcome, MinutesState, Party
from referrals.models import Commitment
from tenants.models import Household


@dataclass(frozen=True)
class Deadline:
    on: datetime.date
    what: str
    household: Household
    url: str


def deadlines_between(first, last, actor, today):
    """Of what this actor has in hand."""
    readers = [import_string(path) for path in settings.AGENDA_DEADLINES]
    found = [deadline for read in readers for deadline in read(actor, first, last, today)]
    return sorted(found, key=lambda one: (one.on, one.what, one.household.number))


def commitments(actor, first, last, today):
    """What one's own side promised at a meeting of the three, and nobody said yet whether it was kept."""
    if not allows(actor.role, "tripartite.write"):
        return []
    party = Party.LANDLORD if actor.role in LANDLORD_ROLES else Party.OPERATOR
    found = Commitment.objects.filter(
        meeting__household__in=Household.objects.in_hands_of(actor),
        meeting__state=MinutesState.SEALED,
        party=party,
        outcome=CommitmentOutcome.PENDING,
        due_on__range=(first, last),
    )
    parts = found.select_related("meeting__household__landlord").defer("text", "note", "meeting__household_words")
    return [
        Deadline(one.due_on, "Engagement à tenir", one.meeting.household, one.meeting.get_absolute_url())
        for one in parts
    ]
