"""All that happened in a file, on one line of time: each source gives the few rows that a page may show.

A row stands at its day, then at its key: keys follow the order in which things were written, whatever their table. A
page begins after the place of the last row shown, so the last page is as quick as the first.

    def groups(household, actor, window):
        found = Attendance.objects.visible_to(actor, of=household).annotate(…)
        return [Event(one.on, one.pk, "Rencontre collective") for one in window.of(found)]

    SOURCES = (Source("collectif", "Rencontres collectives", "attendance.read", groups),)

named in settings.HOUSEHOLD_TIMELINE, in the order of the filter. A source begins with a `visible_to`, and asks the same
queries however many rows there are. One row may be told twice, at its first day and at its last: never twice on one
day, its place would be one.
"""

import datetime
import heapq
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.matrix import allows
from core.models import TransitionEntry

SIZE = 25


@dataclass(frozen=True)
class Place:
    """Where a page ends: a day and a key, as an address may hold them."""

    day: datetime.date
    key: uuid.UUID

    def __str__(self):
        return f"{self.day:%Y%m%d}-{self.key}"

    @classmethod
    def read(cls, written):
        """None for what is not one: typed, cut off, absent."""
        day, _, key = (written or "").partition("-")
        try:
            return cls(datetime.datetime.strptime(day, "%Y%m%d").date(), uuid.UUID(key))
        except ValueError:
            return None


@dataclass(frozen=True)
class Event:
    """`text`: what both houses read of it; `levels`: (who reads, text) of an entry, each told apart on the screen."""

    day: datetime.date
    key: uuid.UUID
    title: str
    text: str = ""
    url: str = ""
    by: str = ""
    badge: str = ""
    tone: str = ""
    tags: list = field(default_factory=list)
    levels: list = field(default_factory=list)
    mine: bool = False

    @property
    def place(self):
        return Place(self.day, self.key)


@dataclass(frozen=True)
class Window:
    """What is asked: after which place, from which day to which, how many; `today` is that of the reader."""

    after: Place | None
    since: datetime.date | None
    until: datetime.date | None
    size: int
    today: datetime.date

    def of(self, found, day="on"):
        """The latest rows of a source within it."""
        if self.after:
            same_day = Q(**{day: self.after.day}, pk__lt=self.after.key)
            found = found.filter(Q(**{f"{day}__lt": self.after.day}) | same_day)
        if self.since:
            found = found.filter(**{f"{day}__gte": self.since})
        if self.until:
            found = found.filter(**{f"{day}__lte": self.until})
        return found.order_by(f"-{day}", "-pk")[: self.size]

    def at(self, found, moment):
        """The same of rows that bear a moment: their day is `day`."""
        zone = timezone.get_current_timezone()
        return self.of(found.annotate(day=TruncDate(moment, tzinfo=zone)), "day")

    def ended(self, found, end, start):
        """The same of the last days that have come, but where the first was the last: that is told once."""
        return self.of(found.filter(**{f"{end}__lte": self.today}).exclude(**{end: F(start)}), end)

    def steps(self, told, table, *, silent=()):
        """(what took it, the step, its words), of things by key (`told`) of one table of transitions.

        `silent`: steps that another row of the line tells.
        """
        if not told:
            return []
        subject = next(iter(told.values()))._meta.label_lower
        words = {step.action: table.told(step.action) for step in table if step.action not in silent}
        found = TransitionEntry.objects.filter(subject_type=subject, subject_id__in=list(told), action__in=words)
        rows = self.at(found.select_related("user"), "at")
        return [(told[row.subject_id], row, words[row.action]) for row in rows]


@dataclass(frozen=True)
class Source:
    """One kind of row: its name in an address, its words, the right that opens it, how it is read."""

    code: str
    label: str
    action: str
    read: Callable


@dataclass(frozen=True)
class Timeline:
    events: list
    # Where the next page begins; None at the end.
    following: Place | None


def name_of(membership):
    return str(membership.user) if membership else ""


def sources_for(actor) -> list[Source]:
    """What this reader may meet on the line, for the filter."""
    sources = [source for path in settings.HOUSEHOLD_TIMELINE for source in import_string(path)]
    return [source for source in sources if allows(actor.role, source.action)]


def timeline_of(household, actor, today, *, after=None, codes=(), since=None, until=None, size=SIZE) -> Timeline:
    """The latest events after a place. `codes`: of these kinds only."""
    window = Window(after, since, until, size + 1, today)
    chosen = [source for source in sources_for(actor) if not codes or source.code in codes]
    events = [event for source in chosen for event in source.read(household, actor, window)]
    latest = heapq.nlargest(size + 1, events, key=lambda event: (event.day, event.key))
    following = latest[size - 1].place if len(latest) > size else None
    return Timeline(latest[:size], following)
