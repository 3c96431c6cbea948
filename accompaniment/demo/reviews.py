"""The bilans of the demonstration: halfway and at the end, as the services would have left them on their days.

Of the mesures that go on, the latest ones show each state. A mesure that ended has its final bilan, or its end says why
not. Loading twice changes nothing.
"""

import datetime
import random
from dataclasses import dataclass, field

from django.db import transaction

from accompaniment.demo import review_words as words
from accompaniment.demo.objectives import workers_of
from accompaniment.demo.written import at
from accompaniment.enums import ClosingState, MesureState, Moment, ReviewKind, ReviewState, SignatureWay
from accompaniment.models import (
    Closing,
    Review,
    ReviewEffect,
    ReviewInside,
    ReviewSignature,
    ReviewSituation,
)
from accompaniment.presentation.recorded import inside_facts, shared_facts, situations_of
from accompaniment.rules import REVIEWS
from accompaniment.rules.reviews import inside_only
from accounts.enums import Role
from accounts.models import Membership
from core.models import TransitionEntry
from programmes.enums import PhaseKind
from referrals.demo.answers import signature
from referrals.demo.papers import drawn
from referrals.enums import AttachmentKind, MinutesState, Party
from referrals.models import Attachment

DAY = datetime.timedelta(days=1)
HALF_WAY = 165 * DAY
# Before an end as near as that, the final one is enough.
LEFT_AFTER = 60 * DAY
DRAFT, SUBMITTED, SENT_BACK = ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.SENT_BACK
VALIDATED, SIGNED = ReviewState.VALIDATED, ReviewState.SIGNED
# Of the mesures that go on, the latest that came to their half: where their bilan stands. The others have theirs.
UNDER_WAY = (DRAFT, SUBMITTED, SENT_BACK, VALIDATED, None)
# An end that waits, or is to be taken up again, with its bilan.
OF_AN_END = {ClosingState.VALIDATED: SIGNED, ClosingState.PROPOSED: VALIDATED, ClosingState.SENT_BACK: SENT_BACK}
# What a state came through: (action, days after the bilan, whether the head did it).
STEPS = {
    DRAFT: (),
    SUBMITTED: (("submit", 1, False),),
    SENT_BACK: (("submit", 1, False), ("send_back", 2, True)),
    VALIDATED: (("submit", 1, False), ("validate", 2, True)),
    SIGNED: (("submit", 1, False), ("validate", 2, True), ("sign", 3, False)),
}
PARTS = ("household", "convention", "programme_version", "previous", "referral__advisor__user", "opened_by")


@dataclass
class Written:
    reviews: list = field(default_factory=list)
    # Reviews with what they become once their parts are there.
    ends: list = field(default_factory=list)
    parts: list = field(default_factory=list)
    closings: list = field(default_factory=list)

    def keep(self):
        """What belongs to a bilan comes before it is validated, its signatures after."""
        Review.objects.bulk_create(self.reviews)
        for model in (ReviewSituation, ReviewInside, ReviewEffect):
            self.create(model)
        for review, values in self.ends:
            for name, value in values.items():
                setattr(review, name, value)
        Review.objects.bulk_update(self.reviews, ["state", "validated_at", "signed_at"])
        for model in (Attachment, ReviewSignature, TransitionEntry):
            self.create(model)
        Closing.objects.bulk_update(self.closings, ["review", "without_review"])

    def create(self, model):
        model.objects.bulk_create([row for row in self.parts if isinstance(row, model)])


@transaction.atomic
def load_reviews(mesures, today):
    """`mesures`: a queryset, with what was noted of them; a convention that has bilans already is left as it is."""
    begun = Review.objects.values("accompaniment__convention")
    rows = (
        mesures.filter(phases__kind=PhaseKind.SUPPORT).exclude(convention__in=begun).select_related(*PARTS).distinct()
    )
    rows = rows.prefetch_related("household__persons", "household__tripartite_meetings", "closings")
    rows = sorted(rows, key=lambda one: (one.starts_on, one.number))
    written, workers, heads = Written(), workers_of(rows), heads_of(rows)
    for rank, mesure in enumerate(rows):
        people = workers.get((mesure.household_id, mesure.convention.operator_id)), heads[mesure.convention.operator_id]
        if all(people):
            at_the_end(written, Bilans(mesure, rank, *people, today))
    running = [each for each in rows if each.state == MesureState.OPEN and half_of(each, today)]
    latest = {each.pk: state for each, state in zip(reversed(running), UNDER_WAY, strict=False)}
    for rank, mesure in enumerate(rows):
        people = workers.get((mesure.household_id, mesure.convention.operator_id)), heads[mesure.convention.operator_id]
        state = latest.get(mesure.pk, SIGNED)
        if state and all(people) and half_of(mesure, today):
            half_way(written, Bilans(mesure, rank, *people, today), state)
    written.keep()


def heads_of(mesures):
    operators = {each.convention.operator_id: None for each in mesures}
    found = Membership.objects.filter(organisation__in=operators, role=Role.SERVICE_HEAD).order_by("-pk")
    return operators | {each.organisation_id: each for each in found}


def half_of(mesure, today):
    """The day of its half, where it came to it."""
    on = mesure.starts_on + HALF_WAY
    last = mesure.ends_on - LEFT_AFTER if mesure.ends_on else today
    return on if on <= last else None


@dataclass
class Bilans:
    """Whoever holds and signs them, of one mesure."""

    mesure: object
    rank: int
    worker: object
    head: object
    today: datetime.date

    def __post_init__(self):
        self.chance = random.Random(f"bilans {self.mesure.convention.reference} {self.mesure.number}")

    def of(self, lines):
        return lines[self.rank % len(lines)]

    def meeting_near(self, day, first, last):
        """The meeting of the three in which it was held, the nearest to that day."""
        held = [each for each in self.mesure.household.tripartite_meetings.all() if self.stands(each, first, last)]
        return min(held, key=lambda each: abs((each.held_on - day).days), default=None)

    def stands(self, meeting, first, last):
        mine = meeting.convention_id == self.mesure.convention_id and meeting.state != MinutesState.CANCELLED
        return mine and first <= meeting.held_on <= last


def at_the_end(written, bilans):
    """The final one, of an end that does not say why there is none."""
    mesure = bilans.mesure
    closing = next((each for each in mesure.closings.all() if each.exit_reason in words.ENDING), None)
    if closing is None:
        return
    first, last = max(mesure.starts_on + DAY, closing.on - 40 * DAY), closing.on - 4 * DAY
    meeting = bilans.meeting_near(last, first, last)
    on = meeting.held_on if meeting else open_day(last - bilans.rank % 9 * DAY)
    closing.review = held(written, bilans, ReviewKind.FINAL, on, meeting, OF_AN_END[closing.state], closing)
    closing.without_review = ""
    written.closings.append(closing)


def half_way(written, bilans, state):
    day = half_of(bilans.mesure, bilans.today)
    meeting = bilans.meeting_near(day, day - 45 * DAY, day + 14 * DAY)
    if state not in (VALIDATED, SIGNED):
        # It is being written these days.
        lately = bilans.today - 12 * DAY
        meeting = bilans.meeting_near(lately, lately - 10 * DAY, lately)
        day = lately
    on = meeting.held_on if meeting else open_day(day)
    held(written, bilans, ReviewKind.INTERMEDIATE, on, meeting, state)


def open_day(day):
    return day - max(0, day.weekday() - 4) * DAY


def held(written, bilans, kind, on, meeting, state, closing=None):
    review = Review(
        accompaniment=bilans.mesure,
        kind=kind,
        meeting=meeting,
        on=on,
        tenant_words=(meeting.household_words if meeting else "") or bilans.of(words.TENANT_WORDS),
        done=bilans.of(words.DONE),
        worker_view="" if state == DRAFT else bilans.of(words.WORKER_VIEWS),
        landlord_view="" if state in (DRAFT, SENT_BACK) else bilans.of(words.LANDLORD_VIEWS),
        next_steps=next_steps(bilans, state, closing),
        author=bilans.worker,
        created_at=at(on, 15),
    )
    written.reviews.append(review)
    if state != DRAFT:
        review.recorded = shared_facts(review)
        written.parts += list(inside_of(review, bilans)) + list(situations(review, bilans))
        written.parts += list(effects_of(review, bilans, answers_of(closing)))
    written.ends.append((review, dates_of(on, state)))
    written.parts += list(trail_of(review, bilans, state))
    if state in (VALIDATED, SIGNED):
        written.parts += list(signatures_of(review, bilans, state))
    return review


def next_steps(bilans, state, closing):
    if state == DRAFT:
        return ""
    return words.ENDING[closing.exit_reason] if closing else bilans.of(words.GOING_ON)


def dates_of(on, state):
    values = {"state": state}
    if state in (VALIDATED, SIGNED):
        values["validated_at"] = at(on + 2 * DAY, 14)
    if state == SIGNED:
        values["signed_at"] = at(on + 3 * DAY, 16)
    return values


def trail_of(review, bilans, state):
    source = ""
    for action, after, of_head in (("start", 0, False), *STEPS[state]):
        target = REVIEWS.find(action).leads_to(source)
        by = bilans.head if of_head else bilans.worker
        yield TransitionEntry(
            at=at(review.on + after * DAY, 15 if after == 0 else 14 if of_head else 16),
            subject_type=Review._meta.label_lower,
            subject_id=review.pk,
            action=action,
            source=source,
            target=target,
            reason=words.SENT_BACK if action == "send_back" else "",
            user_id=by.user_id,
            membership_id=by.pk,
        )
        source = target


def inside_of(review, bilans):
    yield ReviewInside(
        review=review,
        analysis=bilans.of(words.ANALYSES),
        health=bilans.of(words.HEALTH),
        autonomy=bilans.of(words.AUTONOMY),
        recorded=inside_facts(review),
    )


def situations(review, bilans):
    entry, later = bilans.of(words.PAYMENTS)
    for one in situations_of(review):
        one.payments = entry if one.moment == Moment.ENTRY else later
        yield one


def answers_of(closing):
    if closing is None:
        return words.AT_HALF_WAY
    return words.REACHED if closing.exit_reason in words.WELL_ENDED else words.AT_THE_END


def effects_of(review, bilans, answers):
    """Each of them at the end; halfway, some."""
    final = review.kind == ReviewKind.FINAL
    for rank, effect in enumerate(bilans.mesure.programme_version.content.effects):
        if not final and rank % 2:
            continue
        answer = bilans.chance.choice(answers)
        inside = inside_only(effect)
        note = "" if inside or rank % 3 else words.EFFECT_NOTES[answer]
        yield ReviewEffect(review=review, code=effect.code, answer=answer, note=note, operator_only=inside)


def signatures_of(review, bilans, state):
    """The three; of one that waits, the landlord has not signed yet."""
    on = min(review.on + 3 * DAY, bilans.today)
    paper = None
    if bilans.rank % 4 == 1:
        paper = signed_paper(review, bilans)
        yield paper
    for party, name in signers(bilans):
        if state == SIGNED or party != Party.LANDLORD:
            yield signed(review, bilans, party, name, on, paper)


def signers(bilans):
    persons = [each for each in bilans.mesure.household.persons.all() if each.holds_lease and each.left_on is None]
    holders = sorted(persons, key=lambda each: (each.birth_date or datetime.date.max, each.pk))
    yield Party.TENANT, str(holders[0]) if holders else str(bilans.mesure.household)
    yield Party.LANDLORD, str(bilans.mesure.referral.advisor.user)
    yield Party.OPERATOR, str(bilans.worker.user)


def signed(review, bilans, party, name, on, paper):
    way = SignatureWay.PAPER if paper else SignatureWay.SCREEN
    if party == Party.TENANT and bilans.rank % 11 == 3:
        way = SignatureWay.WITNESS
    return ReviewSignature(
        review=review,
        party=party,
        name=name,
        way=way,
        on=on,
        strokes=signature(bilans.chance) if way == SignatureWay.SCREEN else None,
        signed_paper=paper if way == SignatureWay.PAPER else None,
        witness=words.WITNESS if way == SignatureWay.WITNESS else "",
        recorded_by=bilans.worker,
        created_at=at(on, 16),
    )


def signed_paper(review, bilans):
    return Attachment(
        nature=AttachmentKind.SIGNED,
        household=bilans.mesure.household,
        convention=bilans.mesure.convention,
        **drawn("bilan signé").values(by=bilans.worker),
    )
