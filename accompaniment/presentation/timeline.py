"""All that happened in a file, on one line of time: each source gives the few rows that a page may show.

A row stands at its day, then at its key: keys follow the order in which things were written, whatever their table. A
page begins after the place of the last row shown, so the last page is as quick as the first.
"""

import datetime
import heapq
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils.text import Truncator

from accompaniment.enums import MesureState, ReviewState
from accompaniment.models import Accompaniment, Conclusions, Exchange, Interview, Objective, Phase, Publication, Review
from accompaniment.presentation.interviews import told
from accounts.enums import OPERATOR_ROLES
from accounts.matrix import allows
from referrals.enums import AppointmentState, MinutesState
from referrals.models import Adhesion, Appointment, Referral, TripartiteMeeting
from referrals.rules.moments import PARIS

SIZE = 25
# Of a text on the line; its own page has it whole.
LONGEST = 600


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
    """What is asked: after which place, from which day to which, how many."""

    after: Place | None
    since: datetime.date | None
    until: datetime.date | None
    size: int

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


@dataclass(frozen=True)
class Source:
    """One kind of row: its name in an address, its words, the right that opens it, how it is read."""

    code: str
    label: str
    action: str
    read: Callable


def name_of(membership):
    return str(membership.user) if membership else ""


def interviews(household, actor, window):
    found = Interview.objects.visible_to(actor, of=household).filter(household=household)
    lines = told(window.of(found.select_related("author__user").defer("others")))
    keys = [line.interview.pk for line in lines if line.published]
    texts = (
        dict(Publication.objects.standing().filter(interview__in=keys).values_list("interview", "text")) if keys else {}
    )
    return [
        Event(
            line.interview.on,
            line.interview.pk,
            line.interview.get_kind_display(),
            url=line.interview.get_absolute_url(),
            by=", ".join(filter(None, [name_of(line.interview.author), line.when])),
            badge=line.badge,
            tone=line.tone,
            tags=line.tags,
            levels=levels_of(line.interview, texts),
            mine=line.interview.author_id == actor.pk,
        )
        for line in lines
    ]


def levels_of(interview, texts):
    """What the landlord reads, then what the team does. A private note is on no line."""
    told_apart = (("published", texts.get(interview.pk, "")), ("team", interview.team_text))
    return [(reader, Truncator(text).chars(LONGEST, truncate=" […]")) for reader, text in told_apart if text]


def publications(household, actor, window):
    """To the landlord alone: at the operator, what is published stands with its interview or its objective."""
    if actor.role in OPERATOR_ROLES:
        return []
    found = Publication.objects.visible_to(actor, of=household).filter(household=household)
    return [
        Event(one.on, one.pk, one.title, text=one.text, by=name_of(one.author))
        for one in window.of(found.select_related("author__user"))
    ]


def exchanges(household, actor, window):
    found = Exchange.objects.visible_to(actor, of=household).filter(household=household)
    return [
        Event(
            one.on,
            one.pk,
            one.get_way_display(),
            text=one.text,
            url=one.get_absolute_url(),
            by=name_of(one.written_by),
            badge=one.get_state_display() if one.state != "noted" else "",
        )
        for one in window.of(found.select_related("written_by__user"))
    ]


def meetings(household, actor, window):
    found = TripartiteMeeting.objects.visible_to(actor, of=household).filter(household=household)
    return [
        Event(
            one.held_on,
            one.pk,
            one.get_kind_display(),
            url=one.get_absolute_url(),
            badge=one.get_state_display() if one.state != MinutesState.OPEN else "",
        )
        for one in window.of(found.exclude(state=MinutesState.CANCELLED).defer("household_words"), "held_on")
    ]


def appointments(household, actor, window):
    """Those that nothing tells yet: an entry or minutes say the rest. An absence is the operator's to know."""
    found = Appointment.objects.visible_to(actor, of=household).filter(household=household)
    found = found.filter(interview=None, tripartite_meeting=None).annotate(day=TruncDate("starts_at", tzinfo=PARIS))
    if actor.role not in OPERATOR_ROLES:
        found = found.exclude(state=AppointmentState.MISSED)
    return [
        Event(one.day, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in window.of(found, "day")
    ]


def referrals(household, actor, window):
    found = Referral.objects.visible_to(actor, of=household).filter(household=household, sent_at__isnull=False)
    found = found.annotate(day=TruncDate("sent_at", tzinfo=PARIS)).select_related("advisor__user")
    return [
        Event(
            one.day,
            one.pk,
            f"Fiche de liaison {one.number}",
            url=one.get_absolute_url(),
            by=name_of(one.advisor),
            badge=one.get_state_display(),
        )
        for one in window.of(found, "day")
    ]


def adhesions(household, actor, window):
    found = Adhesion.objects.visible_to(actor, of=household).filter(household=household)
    return [
        Event(
            one.on,
            one.pk,
            f"{one.get_kind_display()} : {'adhésion' if one.given else 'refus'}",
            badge="Retirée" if one.withdrawn_on else "",
        )
        for one in window.of(found.kept())
    ]


def phases(household, actor, window):
    mesures = Accompaniment.objects.visible_to(actor, of=household).filter(household=household)
    found = Phase.objects.filter(accompaniment__in=mesures).select_related("accompaniment")
    return [
        Event(
            one.starts_on,
            one.pk,
            f"Début : {one.get_kind_display()}",
            url=one.accompaniment.get_absolute_url(),
            badge=one.accompaniment.get_state_display() if one.accompaniment.state == MesureState.CLOSED else "",
        )
        for one in window.of(found, "starts_on")
    ]


def conclusions(household, actor, window):
    """Once they are published: what both houses read of a diagnostic."""
    found = Conclusions.objects.visible_to(actor).filter(accompaniment__household=household)
    found = found.filter(published_at__isnull=False).annotate(day=TruncDate("published_at", tzinfo=PARIS))
    return [
        Event(
            one.day,
            one.pk,
            "Conclusions du diagnostic",
            url=one.get_absolute_url(),
            badge=one.get_orientation_display(),
        )
        for one in window.of(found.only("published_at", "orientation"), "day")
    ]


def objectives(household, actor, window):
    found = Objective.objects.visible_to(actor).filter(accompaniment__household=household)
    return [
        Event(one.agreed_on, one.pk, "Objectif convenu", text=one.text, badge=one.get_state_display())
        for one in window.of(found, "agreed_on")
    ]


def reviews(household, actor, window):
    found = Review.objects.visible_to(actor).filter(accompaniment__household=household)
    return [
        Event(one.on, one.pk, one.get_kind_display(), url=one.get_absolute_url(), badge=one.get_state_display())
        for one in window.of(found.exclude(state=ReviewState.CANCELLED).only("on", "kind", "state"))
    ]


SOURCES = (
    Source("entretiens", "Entretiens", "team_text.read", interviews),
    Source("publies", "Textes publiés", "published.read", publications),
    Source("echanges", "Échanges", "exchanges.read", exchanges),
    Source("rencontres", "Rencontres tripartites", "tripartite.read", meetings),
    Source("rendez-vous", "Rendez-vous", "appointments.read", appointments),
    Source("fiches", "Fiches", "referrals.read", referrals),
    Source("adhesions", "Adhésions", "adhesions.read", adhesions),
    Source("phases", "Phases", "mesures.read", phases),
    Source("diagnostics", "Diagnostics", "conclusions.read", conclusions),
    Source("objectifs", "Objectifs", "team_text.read", objectives),
    Source("bilans", "Bilans", "reviews.read", reviews),
)


@dataclass(frozen=True)
class Timeline:
    events: list
    # Where the next page begins; None at the end.
    following: Place | None


def sources_for(actor):
    """What this reader may meet on the line, for the filter."""
    return [source for source in SOURCES if allows(actor.role, source.action)]


def timeline_of(household, actor, *, after=None, codes=(), since=None, until=None, size=SIZE) -> Timeline:
    """The latest events after a place. `codes`: of these kinds only."""
    window = Window(after, since, until, size + 1)
    chosen = [source for source in sources_for(actor) if not codes or source.code in codes]
    events = [event for source in chosen for event in source.read(household, actor, window)]
    latest = heapq.nlargest(size + 1, events, key=lambda event: (event.day, event.key))
    following = latest[size - 1].place if len(latest) > size else None
    return Timeline(latest[:size], following)
