"""A week or a month of appointments, for one person or a team."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, OPERATOR_ROLES, Role
from accounts.models import Membership
from core.wording import DAYS, FIRM, day_number, month_name, plain_date, title_date
from referrals.enums import AppointmentKind, AppointmentState, PlaceKind
from referrals.models import Appointment, Attendance, Slot
from referrals.presentation.collisions import colliding
from referrals.presentation.deadlines import deadlines_between
from referrals.rules.moments import day_bounds, day_of
from tenants.guarding import contacts_read
from tenants.models import Household

WEEK, MONTH = "semaine", "mois"
TEAM = "equipe"
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True)
class Period:
    """Whole weeks, Monday to Sunday. `kind`: WEEK or MONTH; `key`: as the address says it."""

    kind: str
    first: dt.date
    last: dt.date
    key: str
    title: str
    previous_key: str
    next_key: str
    # Of the month; of a week, its Monday.
    anchor: dt.date

    @property
    def days(self):
        return [self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def period_of(data, today):
    """What the address asks for; what it does not say, or says wrongly, is this week."""
    if data.get(MONTH):
        first = parse_month(data[MONTH])
        return month_period(first or today.replace(day=1))
    return week_period(parse_week(data.get(WEEK, "")) or monday_of(today))


def parse_week(text):
    found = re.fullmatch(r"(\d{4})-W(\d{1,2})", text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        return None
    try:
        return dt.date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None


def parse_month(text):
    found = re.fullmatch(r"(\d{4})-(\d{1,2})", text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR or not 1 <= int(found[2]) <= 12:
        return None
    return dt.date(int(found[1]), int(found[2]), 1)


def monday_of(day):
    return day - dt.timedelta(days=day.weekday())


def week_key(day):
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def month_key(day):
    return f"{day:%Y-%m}"


def week_period(monday):
    sunday, week = monday + dt.timedelta(days=6), dt.timedelta(days=7)
    title = f"Semaine du {plain_date(monday)}"
    return Period(
        WEEK, monday, sunday, week_key(monday), title, week_key(monday - week), week_key(monday + week), monday
    )


def month_period(first):
    following = (first + dt.timedelta(days=31)).replace(day=1)
    last = following - dt.timedelta(days=1)
    name = month_name(first)
    return Period(
        MONTH,
        monday_of(first),
        monday_of(last) + dt.timedelta(days=6),
        month_key(first),
        f"{name[0].upper()}{name[1:]}",
        month_key(first - dt.timedelta(days=1)),
        month_key(following),
        first,
    )


# Short, for a column of a week.
KINDS = {
    AppointmentKind.TRIPARTITE_START: "Démarrage",
    AppointmentKind.TRIPARTITE_INTERMEDIATE: "Tripartite intermédiaire",
    AppointmentKind.TRIPARTITE_QUARTERLY: "Tripartite trimestrielle",
    AppointmentKind.TRIPARTITE_FINAL: "Tripartite finale",
    AppointmentKind.FIRST_VISIT: "Première visite",
    AppointmentKind.MEETING: "Rendez-vous",
}
PLACES = {
    PlaceKind.ASSOCIATION: "association",
    PlaceKind.HOME: "domicile",
    PlaceKind.LANDLORD: "agence",
    PlaceKind.ELSEWHERE: "ailleurs",
}


@dataclass
class Entry:
    """An appointment as this actor may read it."""

    appointment: Appointment
    named: bool
    masked: bool = False
    who: list = field(default_factory=list)
    collisions: list = field(default_factory=list)

    @property
    def starts_at(self):
        return self.appointment.starts_at

    @property
    def brief(self):
        """« Démarrage, association »"""
        return f"{KINDS[self.appointment.kind]}, {PLACES[self.appointment.place_kind]}"

    @property
    def title(self):
        household = self.appointment.household
        return household.name if self.named else f"Dossier{FIRM}{household.number}"


@dataclass
class Day:
    """`moments`: (entry, None) or (None, free slot), as they come."""

    day: dt.date
    entries: list
    slots: list
    deadlines: list
    today: bool
    outside: bool

    @property
    def moments(self):
        pairs = [*[(entry, None) for entry in self.entries], *[(None, slot) for slot in self.slots]]
        return sorted(pairs, key=lambda pair: (pair[0] or pair[1]).starts_at)

    @property
    def short_title(self):
        return f"{DAYS[self.day.weekday()][:3]}. {day_number(self.day)}"

    @property
    def title(self):
        return title_date(self.day)

    @property
    def empty(self):
        return not (self.entries or self.slots or self.deadlines)


def team_of(actor, today):
    """Whose agendas one may open, oneself first: of the operator its workers, of the landlord its advisors.

    Whoever has two roles has one agenda.
    """
    roles = OPERATOR_ROLES if actor.role in OPERATOR_ROLES else LANDLORD_ROLES
    found = Membership.objects.open_on(today).filter(organisation=actor.organisation_id, role__in=roles)
    found = found.filter(user__is_active=True).select_related("user").order_by("user__last_name", "user__first_name")
    people = {actor.user_id: actor}
    for membership in sorted(found, key=lambda one: roles.index(one.role)):
        people.setdefault(membership.user_id, membership)
    return [one for one in dict.fromkeys([actor, *(people[each.user_id] for each in found)]) if one in found]


def offering_workers(actor, today):
    """For whom the actor may offer slots: herself; a head, any of the team."""
    found = Membership.objects.open_on(today).filter(user__is_active=True).select_related("user")
    if actor.role == Role.SERVICE_HEAD:
        return found.filter(organisation=actor.organisation_id, role__in=OPERATOR_ROLES)
    return found.filter(pk=actor.pk)


def whose(data, actor, team):
    """The member whose agenda is asked for; None is the team. A manager begins with the team."""
    asked = data.get("qui", "")
    if asked == TEAM or (not asked and actor.role == Role.LANDLORD_MANAGER):
        return None
    try:
        key = uuid.UUID(asked) if asked else actor.pk
    except ValueError:
        key = actor.pk
    return next((member for member in team if member.pk == key), actor)


def appointments_in(period, actor, *, member, team):
    """What stands in these weeks; cancelled ones are left to their household's page."""
    start, end = day_bounds(period.first, period.last)
    found = Appointment.objects.visible_to(actor).between(start, end).exclude(state=AppointmentState.CANCELLED)
    people = [one.user_id for one in ([member] if member else team)]
    expecting = found.expecting_people(people, actor.organisation_id)
    if member is None and actor.role in OPERATOR_ROLES:
        # What nobody is expected at is the team's concern as well.
        expecting = found.filter(operator=actor.organisation_id)
    attendances = Attendance.objects.select_related("membership__user")
    return list(
        expecting.select_related("household__landlord").prefetch_related(Prefetch("attendances", queryset=attendances))
    )


def slots_in(period, actor, *, member):
    """Those of the operator's own that may still be booked."""
    if actor.role not in OPERATOR_ROLES:
        return []
    start, end = day_bounds(period.first, period.last)
    found = Slot.objects.visible_to(actor).bookable(timezone.now()).filter(starts_at__gte=start, starts_at__lt=end)
    return list((found.filter(membership=member) if member else found).select_related("membership__user"))


def entries_of(appointments, actor):
    """Each as the actor may read it: named where she reads the household, and a guarded one where it concerns her."""
    households = {appointment.household for appointment in appointments}
    keys = {household.pk for household in households}
    read = set(Household.objects.visible_to(actor).filter(pk__in=keys).values_list("pk", flat=True))
    read &= contacts_read(actor, households)
    together = colliding(appointments)
    return [
        Entry(
            each,
            named=each.household_id in read,
            masked=each.household.guarded and each.household_id not in read,
            who=[attendance.membership for attendance in each.attendances.all()],
            collisions=together.get(each.pk, []),
        )
        for each in appointments
    ]


def deadlines_in(period, actor, *, member, today):
    """In one's own agenda what one has in hand; to a head, in that of her team."""
    shown = member is None if actor.role == Role.SERVICE_HEAD else member == actor
    return deadlines_between(period.first, period.last, actor, today) if shown else []


def days_of(period, entries, slots, today, deadlines=()):
    """Each day with what begins on it, and what is due."""
    return [
        Day(
            day,
            [entry for entry in entries if day_of(entry.appointment.starts_at) == day],
            [slot for slot in slots if day_of(slot.starts_at) == day],
            [deadline for deadline in deadlines if deadline.on == day],
            day == today,
            period.kind == MONTH and day.month != period.anchor.month,
        )
        for day in period.days
    ]
