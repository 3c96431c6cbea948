"""How often a household and its worker mean to meet, and how long they have not. Pure: days in, days out.

A stop (a pause, a suspension) is a period, both its days in it, an empty end open: its days do not count.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from accompaniment.enums import Rhythm
from programmes.definition import Definition
from programmes.enums import CadenceNature, CadenceSubject, Period

ONE_DAY = datetime.timedelta(days=1)
# « Tous les 15 jours », as the documents count; a month is its longest.
DAYS = {Rhythm.WEEKLY: 7, Rhythm.FORTNIGHTLY: 15, Rhythm.MONTHLY: 31, Rhythm.YEARLY: 366}
DAYS_OF_PERIOD = {Period.DAY: 1, Period.WEEK: 7, Period.MONTH: 31, Period.QUARTER: 92, Period.YEAR: 366}

Stop = tuple[datetime.date, datetime.date | None]


@dataclass(frozen=True)
class Clock:
    """`since`: the last held contact, or the first day. `days`: those that count since.

    `due_on` is None while an open stop holds the clock, and where nothing says how often they meet (`every`).
    """

    since: datetime.date
    days: int
    every: int | None
    due_on: datetime.date | None
    stopped: bool
    late_by: int

    @property
    def late(self):
        """While a stop holds the clock, nobody is expected to meet."""
        return self.late_by > 0 and not self.stopped


def intended_days(definition: Definition) -> int | None:
    """What the programme intends; None where it says nothing of it."""
    for cadence in definition.cadences:
        if cadence.subject == CadenceSubject.INDIVIDUAL and cadence.nature == CadenceNature.INTENDED:
            return max(1, DAYS_OF_PERIOD[cadence.period] * cadence.every // cadence.at_least)
    return None


def days_between(
    rhythm: str, definition: Definition, intensive_until: datetime.date | None, today: datetime.date
) -> int | None:
    """At most how many days from one meeting to the next: the household's own rhythm, or the programme's; closer
    together at the start."""
    usual = DAYS[rhythm] if rhythm else intended_days(definition)
    if intensive_until is not None and today <= intensive_until:
        return min(usual or DAYS[Rhythm.WEEKLY], DAYS[Rhythm.WEEKLY])
    return usual


def joined(stops: Iterable[Stop]) -> list[Stop]:
    """The same days, in order, as periods that do not touch."""
    found = []
    for first, last in sorted(stops, key=lambda stop: stop[0]):
        if found and (found[-1][1] is None or first <= found[-1][1] + ONE_DAY):
            before = found[-1][1]
            found[-1] = (found[-1][0], None if before is None or last is None else max(before, last))
        else:
            found.append((first, last))
    return found


def counted_days(since: datetime.date, until: datetime.date, stops: Iterable[Stop]) -> int:
    """Days after `since`, up to `until`, without those that a stop holds."""
    total = max(0, (until - since).days)
    for first, last in joined(stops):
        begin = max(first, since + ONE_DAY)
        end = until if last is None else min(last, until)
        total -= max(0, (end - begin).days + 1)
    return total


def due_after(since: datetime.date, every: int, stops: Iterable[Stop]) -> datetime.date | None:
    """The day on which `every` days have counted."""
    due = since + datetime.timedelta(days=every)
    for first, last in joined(stops):
        begin = max(first, since + ONE_DAY)
        if begin > due:
            break
        if last is None:
            return None
        if last >= begin:
            due += last - begin + ONE_DAY
    return due


def clock(*, since: datetime.date, every: int | None, stops: Iterable[Stop], today: datetime.date) -> Clock:
    periods = joined(stops)
    days = counted_days(since, today, periods)
    return Clock(
        since=since,
        days=days,
        every=every,
        due_on=due_after(since, every, periods) if every else None,
        stopped=any(first <= today and (last is None or today <= last) for first, last in periods),
        late_by=max(0, days - every) if every else 0,
    )


@dataclass(frozen=True)
class Compliance:
    """Of the intervals between two meetings, how many kept the rhythm."""

    kept: int
    total: int

    def __add__(self, other):
        return Compliance(self.kept + other.kept, self.total + other.total)

    @property
    def rate(self) -> float | None:
        return self.kept / self.total if self.total else None


def compliance(
    *,
    starts_on: datetime.date,
    contacts: Iterable[datetime.date],
    every: int,
    stops: Iterable[Stop],
    since: datetime.date,
    until: datetime.date,
) -> Compliance:
    """Each interval that ends between `since` and `until`; the one that goes on counts once it is missed."""
    periods = joined(stops)
    kept = total = 0
    last = starts_on
    for day in sorted({day for day in contacts if starts_on <= day <= until}):
        if day >= since:
            total += 1
            kept += counted_days(last, day, periods) <= every
        last = day
    if counted_days(last, until, periods) > every:
        total += 1
    return Compliance(kept, total)
