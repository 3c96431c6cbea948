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
from programmes.enums import OccupancyStatus
from programmes.models import Convention
from referrals.demo.story import Story
from referrals.demo.support import load_support
from referrals.enums import PlaceKind, SlotState
from referrals.models import Slot
from tenants.enums import AssignmentKind
from tenants.models import Assignment, GuardedContact, Occupancy, RentDebt
from tenants.rules import DAYS_READ_AFTER_HANDING_OVER
from tenants.services.guarding import mark
from tenants.services.index import index_all

# Outcomes of what is over, then one household for each state under way: (state, days since it was sent). 103 tenants
# were spoken to of the action.
OVER = {"adhered": 72, "refusal": 8, "no_answer": 2, "redirected": 4, "withdrawn": 2, "refuses": 4}
# Of an action that grows: below 1, the later years saw more than the first.
GROWTH = 0.75
UNDER_WAY = (
    ("draft", 0),
    ("sent", 1),
    ("sent", 9),
    ("received", 4),
    ("received", 21),
    ("information_requested", 8),
    ("meeting_planned", 6),
    ("meeting_planned", 12),
    ("thinks", 0),
    ("thinks", 12),
    ("agreed", 1),
    ("eligible", 0),
    ("not_eligible", 4),
    ("not_eligible", 30),
)


@dataclass(frozen=True)
class Plan:
    """What one convention has seen."""

    reference: str
    landlord: str
    since_days: int
    over: dict
    under_way: tuple
    # Some of the households are just moving in.
    arrivals: bool = False
    # More households each year.
    grows: bool = False
    # One of those who adhered last is in danger.
    guarded: bool = False


PLANS = (
    Plan("LNH-REMOB", "lnh", 5 * 365 - 20, OVER, UNDER_WAY, grows=True, guarded=True),
    Plan(
        "LNH-VISITES",
        "lnh",
        300,
        {"adhered": 55, "refusal": 2, "no_answer": 3, "redirected": 2, "withdrawn": 1},
        (("announced", 0), ("announced", 5), *UNDER_WAY[1:4], *UNDER_WAY[5:7]),
        arrivals=True,
    ),
    Plan(
        "PONANT-VISITES",
        "ponant",
        400,
        {"adhered": 8, "refusal": 1, "no_answer": 1, "redirected": 1, "withdrawn": 0},
        (("draft", 0), ("announced", 3), ("sent", 2), ("received", 5), ("meeting_planned", 7)),
        arrivals=True,
    ),
)


@dataclass
class Team:
    """Who writes in the demonstration, of one convention."""

    convention: Convention
    workers: list
    head: Membership
    known: dict = field(default_factory=dict)

    def __post_init__(self):
        self.version = self.convention.programme.current_version
        self.programme = self.version.content

    def advisor_of(self, household):
        """The first of its sector; of all, where the sector has none."""
        if household.sector_id not in self.known:
            of_house = Membership.objects.filter(organisation=household.landlord_id, role=Role.ADVISOR).order_by("pk")
            found = of_house.filter(sectors=household.sector_id).first() or of_house.first()
            self.known[household.sector_id] = found
        return self.known[household.sector_id]


class Households:
    """Of one landlord, each taken once: tenants, those of them without a debt who may have moved in, applicants."""

    def __init__(self, households, today):
        of_them = {household.pk: household for household in households}
        now = dict(Occupancy.objects.open_on(today).filter(household__in=of_them).values_list("household", "status"))
        owing = set(RentDebt.objects.filter(household__in=of_them).values_list("household", flat=True))
        self.applicants = [each for each in households if now[each.pk] == OccupancyStatus.APPLICANT]
        self.tenants = [each for each in households if now[each.pk] == OccupancyStatus.TENANT]
        self.arrived = [each for each in self.tenants if each.pk not in owing]
        self.taken = set()

    @property
    def has_applicants(self):
        return any(each.pk not in self.taken for each in self.applicants)

    def take(self, *kinds):
        """The first that is free, of the first of these kinds that still has one."""
        free = (each for kind in kinds for each in getattr(self, kind) if each.pk not in self.taken)
        found = next(free)
        self.taken.add(found.pk)
        return found


@transaction.atomic
def load_referrals(households, conventions, today):
    """`households` by landlord (tenants.demo), `conventions` by reference (programmes.demo)."""
    pools = {landlord: Households(found, today) for landlord, found in households.items()}
    for plan in PLANS:
        convention = conventions[plan.reference]
        if not convention.referrals.exists():
            stories = load_plan(plan, team_of(convention), pools[plan.landlord], today)
            adhered = [story for story in stories if hasattr(story, "meeting")]
            load_support(adhered)
            load_colleagues(adhered, team_of(convention), today)
            if plan.guarded:
                guard(adhered[-1], today)
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
    span, stories = plan.since_days - 70, []
    for rank, outcome in enumerate(outcomes):
        share = (rank / max(len(outcomes) - 1, 1)) ** (GROWTH if plan.grows else 1)
        days_ago = plan.since_days - int(span * share)
        arriving = plan.arrivals and rank % 3 == 0
        household = households.take("arrived", "tenants") if arriving else households.take("tenants")
        stories.append(Story(chance, rank, team, household, today, days_ago, arriving))
        stories[-1].tell(outcome)
    for rank, (state, days_ago) in enumerate(plan.under_way):
        arriving = plan.arrivals and rank % 2 == 0 and households.has_applicants
        household = households.take("applicants" if arriving else "tenants")
        Story(chance, rank, team, household, today, days_ago, arriving).tell(state)
    return stories


def load_colleagues(adhered, team, today):
    """Of those who adhered last: one is followed by two, another is covered while her worker is away."""
    reasons = {AssignmentKind.SECOND: "Visites à deux, à la demande du ménage.", AssignmentKind.COVER: "Congés d’été."}
    for story, (kind, reason) in zip(adhered[-3:-1], reasons.items(), strict=False):
        colleague = next((worker for worker in team.workers if worker != story.worker), None)
        if colleague is None:
            continue
        covers = kind == AssignmentKind.COVER
        last = today + datetime.timedelta(days=19)
        Assignment.objects.create(
            household=story.household,
            membership=colleague,
            kind=kind,
            starts_on=today + datetime.timedelta(days=5) if covers else story.received_on,
            ends_on=last if covers else None,
            read_until=last + datetime.timedelta(days=DAYS_READ_AFTER_HANDING_OVER) if covers else None,
            reason=reason,
        )


def guard(story, today):
    """Somebody in danger: how she may be reached, and one person of the landlord who knows."""
    person = story.household.persons.filter(holds_lease=True).order_by("birth_date", "pk").first()
    GuardedContact.objects.create(
        household=story.household,
        person=person,
        safe_channel="À son travail, par le standard : demander à lui parler au sujet de la formation.",
        safe_hours="Le mardi et le jeudi, de 12 h à 14 h.",
        since=today - datetime.timedelta(days=20),
    )
    mark(story.household, guarded=True, guarded_for=story.advisor)


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
