"""One stay of one household of the demonstration: how long it lasts, what interrupts it, how it ends."""

import datetime
from dataclasses import dataclass

from accompaniment.demo.decisions import closed, decide_withdrawals, prolonged
from accompaniment.demo.mesure_words import AWAY, PAUSED
from accompaniment.demo.written import READ_AFTER, at
from accompaniment.enums import ClosingState, MesureState, PauseReason, PhaseOutcome, SuspensionReason
from accompaniment.models import Accompaniment, Pause, Phase, Suspension
from accompaniment.rules import MESURES
from accompaniment.rules.mesures import add_months, limit_of, term_of
from programmes.enums import ExitReason, PhaseKind
from tenants.enums import AssignmentKind
from tenants.models import Assignment

DAY = datetime.timedelta(days=1)
# (how it ends, after how many months), one after the other: the ten reasons, eleven months on the whole.
ENDS = (
    (ExitReason.OBJECTIVES_REACHED, 14),
    (ExitReason.AUTONOMY, 12),
    (ExitReason.END_OF_TERM, 12),
    (ExitReason.RELAYED, 12),
    (ExitReason.DROPPED_OUT, 4),
    (ExitReason.OBJECTIVES_REACHED, 16),
    (ExitReason.REHOUSED, 11),
    (ExitReason.END_OF_TERM, 18),
    (ExitReason.ADHESION_WITHDRAWN, 6),
    (ExitReason.AUTONOMY, 12),
    (ExitReason.RELAYED, 12),
    (ExitReason.EVICTED, 8),
    (ExitReason.OBJECTIVES_REACHED, 15),
    (ExitReason.DOES_NOT_FIT, 3),
    (ExitReason.END_OF_TERM, 12),
    (ExitReason.DECEASED, 7),
)
COMES_BACK = (ExitReason.AUTONOMY, ExitReason.RELAYED, ExitReason.END_OF_TERM)
# An end that waits for the head, one that is to be taken up again: of which of the latest.
ENDING = {9: ClosingState.PROPOSED, 11: ClosingState.SENT_BACK}
# What a diagnostic gives, one after the other, and how the mesure then ends.
ORIENTATIONS = (
    (PhaseOutcome.COMMON_LAW, ExitReason.RELAYED),
    (PhaseOutcome.NO_FOLLOW_UP, ExitReason.END_OF_TERM),
    (PhaseOutcome.COMMON_LAW, ExitReason.RELAYED),
    (PhaseOutcome.OTHER_PROGRAMME, ExitReason.DOES_NOT_FIT),
    (PhaseOutcome.SUPPORT, ExitReason.OBJECTIVES_REACHED),
    (PhaseOutcome.COMMON_LAW, ExitReason.RELAYED),
    (PhaseOutcome.NO_FOLLOW_UP, ExitReason.END_OF_TERM),
    (PhaseOutcome.COMMON_LAW, ExitReason.RELAYED),
    (PhaseOutcome.INTERRUPTED, ExitReason.DROPPED_OUT),
    (PhaseOutcome.COMMON_LAW, ExitReason.REHOUSED),
)


@dataclass
class Stay:
    chance: object
    rank: int
    total: int
    referral: object
    version: object
    today: datetime.date

    def __post_init__(self):
        self.convention, self.household = self.referral.convention, self.referral.household
        self.worker = self.referral.worker
        given = [each for each in self.referral.adhesions.all() if each.given and each.cancelled_at is None]
        self.adhered_on = max(each.on for each in given)
        self.mesure = None

    @property
    def backwards(self):
        """The latest has 0."""
        return self.total - 1 - self.rank

    def open(self, written, starts_on, *, term=None, previous=None):
        self.mesure = written.add(
            Accompaniment(
                household=self.household,
                convention=self.convention,
                programme_version=self.version,
                referral=self.referral,
                number=written.number(starts_on),
                starts_on=starts_on,
                term_on=term,
                previous=previous,
                opened_by=self.worker,
                created_at=at(starts_on, 16),
            )
        )
        written.step(self.mesure, MESURES, "open", by=self.worker, day=starts_on, hour=16)

    def phase(self, written, kind, first, last=None, **values):
        return written.add(Phase(accompaniment=self.mesure, kind=kind, starts_on=first, ends_on=last, **values))

    def close(self, written, on, reason):
        self.mesure.state, self.mesure.ends_on, self.mesure.exit_reason = MesureState.CLOSED, on, reason
        closed(self, written, on, reason)

    def hand_over(self, written, workers, ends_on):
        """It stays in hand until its end; every ninth changed hands after four months."""
        in_place = Assignment.objects.filter(household=self.household, kind=AssignmentKind.PRIVILEGED)
        first = in_place.filter(membership=self.worker).order_by("starts_on").first()
        if first is None:
            return
        handed = self.mesure.starts_on + 120 * DAY
        if self.rank % 9 == 4 and handed < (ends_on or self.today) and len(workers) > 1:
            follows = workers[(workers.index(self.worker) + 1) % len(workers)]
            in_hand = Assignment(household=self.household, membership=follows, starts_on=handed)
            end_on(in_hand, ends_on)
            written.new_hands.append(in_hand)
            end_on(first, handed - DAY)
        else:
            end_on(first, ends_on)
        written.hands.append(first)


def end_on(assignment, day):
    assignment.ends_on = day
    assignment.read_until = day + READ_AFTER if day else None


class Support(Stay):
    """A year of support as the action means it, longer where it was prolonged."""

    def __post_init__(self):
        super().__post_init__()
        self.reason, months = ENDS[self.rank % len(ENDS)]
        self.starts_on = self.adhered_on
        self.term = term_of(self.starts_on, 12)
        ends_on = add_months(self.starts_on, months) - (1 + self.rank % 17) * DAY
        self.ends_on = ends_on if ends_on < self.today else None

    @property
    def may_come_back(self):
        return self.ends_on is not None and self.reason in COMES_BACK and self.ends_on < self.today - 300 * DAY

    def write(self, written, workers):
        self.open(written, self.starts_on, term=self.term)
        self.support = self.phase(written, PhaseKind.SUPPORT, self.starts_on, self.ends_on)
        lasts = ((self.ends_on or self.today) - self.starts_on).days
        prolonged(self, written)
        if lasts > 330 and self.rank % 7 == 2:
            self.suspend(written, self.starts_on + 150 * DAY, self.starts_on + 205 * DAY)
        elif self.ends_on is None and self.backwards == 6:
            self.suspend(written, self.today - 20 * DAY, None)
        if lasts > 200 and self.rank % 3 == 0:
            self.pause(written)
        decide_withdrawals(self, written)
        if self.ends_on:
            self.close(written, self.ends_on, self.reason)
        elif self.backwards in ENDING:
            closed(self, written, self.today - 2 * DAY, ExitReason.AUTONOMY, state=ENDING[self.backwards])
        self.hand_over(written, workers, self.ends_on)

    def suspend(self, written, first, last):
        reasons = list(SuspensionReason.values)
        number = self.rank % len(AWAY)
        written.add(
            Suspension(phase=self.support, starts_on=first, ends_on=last, reason=reasons[number], note=AWAY[number])
        )
        written.step(self.mesure, MESURES, "suspend", by=self.worker, day=first, source=MesureState.OPEN)
        if last:
            written.step(self.mesure, MESURES, "resume", by=self.worker, day=last + DAY, source=MesureState.OPEN)

    def pause(self, written):
        first = self.starts_on + 100 * DAY
        number = self.rank % len(PAUSED)
        written.add(
            Pause(
                accompaniment=self.mesure,
                starts_on=first,
                ends_on=first + 14 * DAY,
                reason=PauseReason.HOUSEHOLD_AWAY,
                note=PAUSED[number],
            )
        )
        written.step(self.mesure, MESURES, "pause", by=self.worker, day=first, source=MesureState.OPEN)


@dataclass
class Return(Support):
    """Ten months after an exit: a new mesure that the earlier one precedes; the first of them goes on."""

    after: Support = None

    def __post_init__(self):
        super().__post_init__()
        self.starts_on = self.after.ends_on + 270 * DAY
        self.term = term_of(self.starts_on, 12)
        ends_on = add_months(self.starts_on, 8)
        self.ends_on = ends_on if ends_on < self.today else None

    def write(self, written, workers):
        if self.starts_on > self.today:
            return
        self.open(written, self.starts_on, term=self.term, previous=self.after.mesure)
        self.support = self.phase(written, PhaseKind.SUPPORT, self.starts_on, self.ends_on)
        if self.ends_on:
            self.close(written, self.ends_on, ExitReason.OBJECTIVES_REACHED)
        in_hand = Assignment(household=self.household, membership=self.worker, starts_on=self.starts_on)
        end_on(in_hand, self.ends_on)
        written.new_hands.append(in_hand)


class Visit(Stay):
    """A diagnostic within two months, a few of them late; then what it gave. The latest go on."""

    def write(self, written, workers):
        recent = self.backwards < max(2, self.total // 9)
        starts_on = self.adhered_on + (25 - 3 * self.backwards if recent else 3) * DAY
        lasts = 66 if self.rank % 11 == 5 else 30 + 7 * (self.rank % 5)
        months = self.version.content.phase(PhaseKind.DIAGNOSTIC).limit_months
        limit = limit_of(starts_on, months, self.proposal_deadline(starts_on))
        last = starts_on + lasts * DAY
        self.open(written, starts_on)
        if recent or last >= self.today:
            self.phase(written, PhaseKind.DIAGNOSTIC, starts_on, limit_on=limit)
            self.hand_over(written, workers, None)
            return
        outcome, reason = ORIENTATIONS[self.rank % len(ORIENTATIONS)]
        self.phase(written, PhaseKind.DIAGNOSTIC, starts_on, last, limit_on=limit, outcome=outcome)
        ends_on = self.follow_up(written, last) if outcome == PhaseOutcome.SUPPORT else last
        if ends_on:
            self.close(written, ends_on, reason)
        self.hand_over(written, workers, ends_on)

    def follow_up(self, written, last):
        """Some months of support by the operator; what began lately goes on."""
        first = last + DAY
        ends_on = add_months(first, 4)
        ends_on = ends_on if ends_on < self.today else None
        self.phase(written, PhaseKind.SUPPORT, first, ends_on)
        written.step(self.mesure, MESURES, "start_phase", by=self.worker, day=first, source=MesureState.OPEN)
        return ends_on

    def proposal_deadline(self, on):
        offers = self.household.occupancies.filter(proposal_deadline__gte=on).order_by("proposal_deadline")
        return offers.values_list("proposal_deadline", flat=True).first()
