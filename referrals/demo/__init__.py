"""The demonstration's referrals: what became of 103 proposals in five years, and those under way today.

The rows are written as the services would have left them, on the days on which they would have; what PostgreSQL holds,
it holds here too. Loading twice changes nothing.
"""

import datetime
import random
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership
from programmes.models import Convention
from referrals.demo.story import Story
from referrals.enums import PlaceKind, SlotState
from referrals.models import Slot
from tenants.services.index import index_all

# Outcomes of what is over, then one household for each state under way: (state, days since it was sent).
OVER = {"adhered": 78, "refusal": 9, "no_answer": 2, "redirected": 4, "withdrawn": 2}
UNDER_WAY = (
    ("draft", 0),
    ("sent", 1),
    ("sent", 9),
    ("received", 4),
    ("received", 21),
    ("information_requested", 8),
    ("meeting_planned", 6),
    ("meeting_planned", 12),
)


@dataclass(frozen=True)
class Plan:
    """What one convention has seen."""

    reference: str
    landlord: str
    since_days: int
    over: dict
    under_way: tuple
    first_household: int = 0


PLANS = (
    Plan("LNH-REMOB", "lnh", 5 * 365 - 20, OVER, UNDER_WAY),
    Plan(
        "LNH-VISITES",
        "lnh",
        300,
        {"adhered": 22, "refusal": 2, "no_answer": 3, "redirected": 2, "withdrawn": 1},
        (("announced", 0), ("announced", 5), *UNDER_WAY[1:4], *UNDER_WAY[5:7]),
        first_household=110,
    ),
    Plan(
        "PONANT-VISITES",
        "ponant",
        400,
        {"adhered": 8, "refusal": 1, "no_answer": 1, "redirected": 1, "withdrawn": 0},
        (("draft", 0), ("announced", 3), ("sent", 2), ("received", 5), ("meeting_planned", 7)),
    ),
)


@dataclass
class Team:
    """Who writes in the demonstration, of one convention."""

    convention: Convention
    workers: list
    head: Membership
    taken: set = field(default_factory=set)


@transaction.atomic
def load_referrals(households, conventions, today):
    """`households` by landlord (tenants.demo), `conventions` by reference (programmes.demo)."""
    for plan in PLANS:
        convention = conventions[plan.reference]
        if not convention.referrals.exists():
            load_plan(plan, team_of(convention), households[plan.landlord][plan.first_household :], today)
    for found in households.values():
        index_all(found)
    for operator in dict.fromkeys(convention.operator for convention in conventions.values()):
        load_slots(operator, today)


def team_of(convention):
    members = Membership.objects.filter(organisation=convention.operator).order_by("pk")
    workers = [member for member in members if member.role == Role.SOCIAL_WORKER]
    head = next(member for member in members if member.role == Role.SERVICE_HEAD)
    return Team(convention, workers, head)


def load_plan(plan, team, households, today):
    chance = random.Random(plan.reference)
    outcomes = [outcome for outcome, number in plan.over.items() for _ in range(number)]
    chance.shuffle(outcomes)
    eligible = iter(households)
    span = plan.since_days - 45
    for rank, outcome in enumerate(outcomes):
        days_ago = plan.since_days - span * rank // max(len(outcomes) - 1, 1)
        Story(chance, rank, team, next(eligible), today, days_ago).tell(outcome)
    for rank, (state, days_ago) in enumerate(plan.under_way):
        Story(chance, rank, team, next(eligible), today, days_ago).tell(state)


def load_slots(operator, today):
    """Two mornings a week for three weeks, for each worker."""
    workers = Membership.objects.filter(organisation=operator, role=Role.SOCIAL_WORKER).order_by("pk")
    if Slot.objects.filter(membership__in=workers, state=SlotState.OPEN).exists():
        return
    monday = today + datetime.timedelta(days=7 - today.weekday())
    for rank, worker in enumerate(workers):
        for week in range(3):
            for day in (rank % 2, 3):
                morning = datetime.datetime.combine(
                    monday + datetime.timedelta(weeks=week, days=day), datetime.time(9 + rank % 2, 30)
                )
                starts_at = timezone.make_aware(morning)
                Slot.objects.create(
                    membership=worker,
                    starts_at=starts_at,
                    ends_at=starts_at + datetime.timedelta(hours=1),
                    place_kind=PlaceKind.ASSOCIATION if rank % 2 else PlaceKind.LANDLORD,
                )
