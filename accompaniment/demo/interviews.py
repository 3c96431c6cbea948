"""The meetings of each mesure of the demonstration, every fortnight: held, missed, attempted, some of them published.

Written many at once; what PostgreSQL holds, it holds here too. The same for the same mesures.
"""

import datetime
import random
from dataclasses import dataclass, field

from django.utils import timezone

from accompaniment.demo.words import ALERTS, CANCELLED, EXCHANGES, NOTES, TALKS
from accompaniment.enums import (
    AttemptResult,
    AttemptWay,
    ExchangeState,
    ExchangeWay,
    InterviewKind,
    InterviewOutcome,
    Side,
)
from accompaniment.models import Exchange, Interview, PrivateNote, Publication
from accounts.enums import Role
from accounts.models import Membership
from core.models import TransitionEntry
from referrals.enums import PlaceKind
from tenants.models import Assignment

KINDS = (
    (InterviewKind.HOME_VISIT, PlaceKind.HOME, 60),
    (InterviewKind.INTERVIEW, PlaceKind.ASSOCIATION, 50),
    (InterviewKind.HOME_VISIT, PlaceKind.HOME, 45),
    (InterviewKind.CALL, "", 20),
    (InterviewKind.OUTING, PlaceKind.ELSEWHERE, 90),
)
# Of a hundred fortnights: what did not take place as meant.
MISSED, CANCELLED_BEFORE, TRIED, WROTE = 12, 5, 8, 2
NIGHT = datetime.time(18, 15)


@dataclass
class Written:
    interviews: list = field(default_factory=list)
    present: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    publications: list = field(default_factory=list)
    exchanges: list = field(default_factory=list)
    entries: list = field(default_factory=list)

    def keep(self):
        Interview.objects.bulk_create(self.interviews, batch_size=500)
        Interview.persons.through.objects.bulk_create(self.present, batch_size=1000)
        PrivateNote.objects.bulk_create(self.notes)
        Publication.objects.bulk_create(self.publications, batch_size=500)
        Exchange.objects.bulk_create(self.exchanges, batch_size=500)
        TransitionEntry.objects.bulk_create(self.entries)


def load_interviews(mesures, today):
    """`mesures`: a queryset, with their phases; those that have entries already are left as they are."""
    rows = mesures.filter(interviews=None).select_related("household", "convention", "programme_version")
    rows = list(rows.prefetch_related("household__persons", "phases__suspensions").order_by("starts_on", "number"))
    workers, advisors = workers_of(rows), advisors_of(rows)
    written = Written()
    for rank, mesure in enumerate(rows):
        worker = workers.get((mesure.household_id, mesure.convention.operator_id))
        if worker:
            meet(written, mesure, worker, today)
            speak(written, mesure, worker, advisors[mesure.convention.landlord_id], today, rank)
    written.keep()


def workers_of(mesures):
    """{(household, operator): who had it first}."""
    found = Assignment.objects.filter(household__in=[each.household_id for each in mesures]).select_related(
        "membership"
    )
    known = {}
    for each in found.order_by("-starts_on", "pk"):
        known[each.household_id, each.membership.organisation_id] = each.membership
    return known


def advisors_of(mesures):
    known = {each.convention.landlord_id: [] for each in mesures}
    for member in Membership.objects.filter(organisation__in=known, role=Role.ADVISOR).order_by("pk"):
        known[member.organisation_id].append(member)
    return known


def meet(written, mesure, worker, today):
    chance = random.Random(mesure.number)
    themes = [one.code for one in mesure.programme_version.content.individual_themes if one.code in TALKS]
    away = [span for phase in mesure.phases.all() for span in phase.suspensions.all()]
    # The last days stay open: somebody is to be met.
    last = mesure.ends_on or today - datetime.timedelta(days=chance.choice((1, 3, 5, 9, 12, 19)))
    day, rank = mesure.starts_on + datetime.timedelta(days=chance.randint(2, 6)), 0
    while day <= last:
        if day.weekday() < 5 and not any(one.starts_on <= day <= (one.ends_on or today) for one in away):
            note(written, mesure, worker, day, rank, chance, themes)
            rank += 1
        day += datetime.timedelta(days=chance.choice((13, 14, 14, 15, 15, 17)) if day.weekday() < 5 else 2)


def note(written, mesure, worker, day, rank, chance, themes):
    one = Interview(
        household=mesure.household,
        convention=mesure.convention,
        accompaniment=mesure,
        author=worker,
        on=day,
        created_at=timezone.make_aware(datetime.datetime.combine(day, NIGHT)),
        **what_happened(chance),
    )
    written.interviews.append(one)
    if one.kind == InterviewKind.ATTEMPT or one.outcome != InterviewOutcome.HELD:
        return
    one.at = datetime.time(chance.choice((9, 10, 11, 14, 15, 16)), chance.choice((0, 15, 30)))
    theme = chance.choice(themes)
    one.team_text, told = chance.choice(TALKS[theme])
    if one.kind == InterviewKind.LETTER:
        one.at, one.team_text = None, "Courrier envoyé : rappel du prochain rendez-vous, et de quoi y apporter."
        return
    one.themes = sorted({theme, chance.choice(themes)})
    here = [person for person in mesure.household.persons.all() if person.left_on is None]
    written.present += [Interview.persons.through(interview=one, person=person) for person in here[:1]]
    if rank and rank % 17 == 0:
        one.cancelled_at, one.cancel_reason = one.created_at, CANCELLED
    elif told and rank % 2 == 0:
        written.publications.append(publication_of(one, told))
    if rank % 9 == 4:
        written.notes.append(PrivateNote(interview=one, author=worker, text=NOTES[rank % len(NOTES)]))


def what_happened(chance):
    draw = chance.randrange(100)
    kind, place, length = chance.choice(KINDS)
    if draw < MISSED:
        return {"kind": kind, "place_kind": place, "outcome": InterviewOutcome.MISSED, "outcome_by": Side.HOUSEHOLD}
    draw -= MISSED
    if draw < CANCELLED_BEFORE:
        by = chance.choice((Side.HOUSEHOLD, Side.WORKER))
        return {"kind": kind, "place_kind": place, "outcome": InterviewOutcome.CANCELLED, "outcome_by": by}
    draw -= CANCELLED_BEFORE
    if draw < TRIED:
        way = chance.choice((AttemptWay.CALL, AttemptWay.DOORSTEP, AttemptWay.TEXT))
        results = (AttemptResult.NO_ANSWER, AttemptResult.MESSAGE_LEFT, AttemptResult.CALL_BACK)
        return {"kind": InterviewKind.ATTEMPT, "attempt_way": way, "attempt_result": chance.choice(results)}
    if draw < TRIED + WROTE:
        return {"kind": InterviewKind.LETTER}
    return {"kind": kind, "place_kind": place, "minutes": length + chance.choice((0, 5, 10, 15))}


def publication_of(interview, text):
    return Publication(
        household=interview.household,
        convention=interview.convention,
        interview=interview,
        on=interview.on,
        title=interview.get_kind_display(),
        text=text,
        author=interview.author,
        published_at=interview.created_at,
    )


def speak(written, mesure, worker, advisors, today, rank):
    """Some exchanges of each mesure; of every fourth, an alert; the last ones still wait for their answer."""
    shared = {"household": mesure.household, "convention": mesure.convention, "agreed_on": mesure.starts_on}
    last = mesure.ends_on or today
    days = max((last - mesure.starts_on).days, 1)
    advisor = advisors[rank % len(advisors)] if advisors else None
    for number, text in enumerate(EXCHANGES[: 1 + rank % len(EXCHANGES)]):
        on = mesure.starts_on + datetime.timedelta(days=days * (number + 1) // 5)
        by = advisor if advisor and number % 2 else worker
        written.exchanges.append(
            Exchange(
                **shared, way=(ExchangeWay.CALL, ExchangeWay.MESSAGE)[number % 2], on=on, text=text, **signed(by, on)
            )
        )
    if advisor and rank % 4 == 0:
        alert(written, shared, advisor, worker, mesure, today, rank)


def alert(written, shared, advisor, worker, mesure, today, rank):
    asked, answered = ALERTS[rank // 4 % len(ALERTS)]
    if not answered and mesure.ends_on:
        return
    on = min(mesure.ends_on or today, today) - datetime.timedelta(days=4 if not answered else 20)
    if on < mesure.starts_on:
        return
    state = ExchangeState.ANSWERED if answered else ExchangeState.OPEN
    raised = Exchange(**shared, way=ExchangeWay.ALERT, state=state, on=on, text=asked, **signed(advisor, on))
    written.exchanges.append(raised)
    written.entries.append(step_of(raised, "alert", "", ExchangeState.OPEN, advisor, on))
    if answered:
        later = on + datetime.timedelta(days=2)
        reply = Exchange(
            **shared, way=ExchangeWay.MESSAGE, on=later, text=answered, answers=raised, **signed(worker, later)
        )
        written.exchanges.append(reply)
        written.entries.append(step_of(raised, "answer", ExchangeState.OPEN, ExchangeState.ANSWERED, worker, later))


def signed(by, on):
    return {"written_by": by, "created_at": timezone.make_aware(datetime.datetime.combine(on, NIGHT))}


def step_of(exchange, action, source, target, by, on):
    return TransitionEntry(
        at=timezone.make_aware(datetime.datetime.combine(on, NIGHT)),
        subject_type=exchange._meta.label_lower,
        subject_id=exchange.pk,
        action=action,
        source=source,
        target=target,
        user_id=by.user_id,
        membership_id=by.pk,
    )
