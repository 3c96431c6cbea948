"""How long households have not been met: read for many mesures at once, in a constant number of statements.

`readings_of` reckons the clock of each: all that is needed to count them and to put them in order. What a page shows of
some of them stands in accompaniment.presentation.caseload.
"""

import datetime
from dataclasses import dataclass, field

from django.db.models import Q

from accompaniment.enums import InterviewKind, InterviewOutcome, MesureState, Pace, Side
from accompaniment.models import Interview, Pause, Phase, Suspension
from accompaniment.presentation.contacts import last_contacts
from accompaniment.rules.cadence import Clock, clock, days_between
from accompaniment.rules.pace import pace_of, urgency
from programmes.models import ProgrammeVersion
from tenants.enums import AssignmentKind
from tenants.models import Assignment

COLUMNS = ("pk", "household", "starts_on", "rhythm", "intensive_until", "programme_version")


@dataclass(frozen=True)
class Reading:
    """One mesure and its clock. `last`: the day of the last held contact, if there was one."""

    mesure: object
    household: object
    starts_on: datetime.date
    last: datetime.date | None
    clock: Clock
    pace: Pace
    stops: list = field(repr=False)


def readings_of(mesures, today) -> list[Reading]:
    """Of these mesures, late first: five statements, however many they are."""
    rows = list(mesures.order_by().values_list(*COLUMNS, named=True))
    keys = [row.pk for row in rows]
    lasts, stops = last_contacts(keys), stops_of(keys)
    versions = ProgrammeVersion.objects.in_bulk({row.programme_version for row in rows})
    found = []
    for row in rows:
        definition = versions[row.programme_version].content
        last = lasts.get(row.pk)
        held = stops.get(row.pk, [])
        every = days_between(row.rhythm, definition, row.intensive_until, today)
        its = clock(since=last or row.starts_on, every=every, stops=held, today=today)
        found.append(Reading(row.pk, row.household, row.starts_on, last, its, pace_of(its, today), held))
    return sorted(found, key=lambda reading: (urgency(reading.clock, today), reading.mesure))


def stops_of(keys) -> dict:
    """{key of the mesure: its pauses and suspensions}."""
    found = {}
    paused = Pause.objects.filter(accompaniment__in=keys).order_by()
    suspended = Suspension.objects.filter(phase__accompaniment__in=keys).order_by()
    for rows, owner in ((paused, "accompaniment"), (suspended, "phase__accompaniment")):
        for mesure, first, last in rows.values_list(owner, "starts_on", "ends_on"):
            found.setdefault(mesure, []).append((first, last))
    return found


def begun(mesures, today):
    """Open, their first day come."""
    return mesures.filter(state=MesureState.OPEN, starts_on__lte=today)


def phases_on(keys, today) -> dict:
    """{key of the mesure: its phase of the day}."""
    running = Q(ends_on=None) | Q(ends_on__gte=today)
    rows = Phase.objects.filter(running, starts_on__lte=today, accompaniment__in=keys)
    return {row.accompaniment_id: row for row in rows.order_by()}


def efforts():
    """What was done to reach somebody: attempts, letters, meetings to which the household did not come."""
    tried = Q(kind__in=(InterviewKind.ATTEMPT, InterviewKind.LETTER))
    missed = Q(outcome=InterviewOutcome.MISSED, outcome_by=Side.HOUSEHOLD)
    return Interview.objects.standing().filter(tried | missed)


def privileged_now(operator):
    """Whose a household is at the operator; on the day on which it changed hands, the one who takes over."""
    theirs = Assignment.objects.filter(membership__organisation=operator, kind=AssignmentKind.PRIVILEGED)
    return theirs.filter(ends_on=None)


def beside_now(operator, today):
    """Second workers and covers, of the day."""
    theirs = Assignment.objects.open_on(today).filter(membership__organisation=operator)
    return theirs.exclude(kind=AssignmentKind.PRIVILEGED)
