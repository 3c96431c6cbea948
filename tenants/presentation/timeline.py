"""All that happened in a file, on one line of time: each source gives the few rows that a page may show.

A row stands at its day, then at its key: keys follow the order in which things were written, whatever their table. A
page begins after the place of the last row shown, so the last page is as quick as the first.

    @Rows
    def attendances(household, reader, window):
        return window.of(Attendance.objects.visible_to(reader, of=household).annotate(…))

    def groups(household, actor, window):
        return [Event(one.on, one.pk, "Rencontre collective") for one in attendances(household, actor, window)]

    SOURCES = (Source("collectif", "Rencontres collectives", "attendance.read", groups),)

named in settings.HOUSEHOLD_TIMELINE, in the order of the filter. A source begins with a `visible_to`, and asks the same
queries however many rows there are; what a household has few of is read whole, and kept or not by `window.keeps`. One
row may be told twice, at its first day and at its last: never twice on one day, its place would be one.
"""

import datetime
import heapq
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.matrix import allows
from core.composed import Composed
from core.models import TransitionEntry
from tenants.models.asked import FoundHousehold, open_places
from tenants.models.readers import Reader, reader_of

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

    @property
    def shape(self):
        """What changes the statement itself."""
        return self.size, self.after is not None, self.since is not None, self.until is not None

    @property
    def places(self):
        """What changes from one look to the next."""
        after = {"after_day": self.after.day, "after_key": self.after.key} if self.after else {}
        ends = {name: day for name, day in (("since", self.since), ("until", self.until)) if day}
        return after | ends

    def keeps(self, day, key):
        """Whether a row of this day and key stands within it."""
        if day is None:
            return False
        before = self.after is None or (day, key) < (self.after.day, self.after.key)
        return before and (not self.since or day >= self.since) and (not self.until or day <= self.until)

    def both_ends(self, rows, first, last):
        """(begun, ended): the rows whose first day is within it, and those whose last day is, once it has come. Where
        they are one day, it is told once."""
        days = [(one, getattr(one, first), getattr(one, last)) for one in rows]
        begun = [one for one, start, _ in days if self.keeps(start, one.pk)]
        ended = [one for one, start, end in days if end and start != end <= self.today and self.keeps(end, one.pk)]
        return begun, ended

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

    def steps(self, within, words):
        """Of these things, the steps that have `words`: {action: words}."""
        subject = within.model._meta.label_lower
        found = TransitionEntry.objects.filter(subject_type=subject, subject_id__in=within.values("pk"))
        return self.at(found.filter(action__in=list(words)).select_related("user"), "at")


class Rows:
    """A statement of a source, composed once for each role and each shape of window (core.composed); see above."""

    def __init__(self, build):
        self.build = build
        self.composed = Composed(self._with_stand_ins)

    def __call__(self, household, actor, window):
        reader = self._reader(household, actor)
        if household.read_by != actor.pk:
            return list(self.build(household, reader, window))
        return self.composed(
            reader.role,
            reader.open_portfolios,
            window.shape,
            household=household.pk,
            landlord=household.landlord_id,
            **open_places(reader),
            **window.places,
        )

    def _reader(self, household, actor):
        answers = household.answers if household.answers is not None else {}
        if "reader" not in answers:
            answers["reader"] = reader_of(actor)
        return answers["reader"]

    def _with_stand_ins(
        self, role, opened, shape, *, household, landlord, membership, user, organisation, today, **window
    ):
        found = FoundHousehold(pk=household, landlord_id=landlord, read_by=membership)
        after = Place(window["after_day"], window["after_key"]) if "after_day" in window else None
        asked = Window(after, window.get("since"), window.get("until"), shape[0], today)
        return self.build(found, Reader(role, membership, user, organisation, today, opened), asked)


def words_of(table, *, silent):
    """{action: its words}, but of steps that another row of the line tells."""
    return {step.action: table.told(step.action) for step in table if step.action not in silent}


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
