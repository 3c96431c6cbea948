"""What was decided of the demonstration's mesures: prolonged, closed, gone on with after a withdrawal."""

import datetime

from accompaniment.demo.mesure_words import (
    GOES_ON,
    NOTES,
    PROLONGED,
    REFUSED,
    STOPS,
    TO_REDO,
)
from accompaniment.demo.review_words import DIAGNOSED, WITHOUT
from accompaniment.demo.written import at
from accompaniment.enums import ClosingState, DecisionState, ExtensionState, MesureState
from accompaniment.models import Closing, Extension, WithdrawalDecision
from accompaniment.rules import CLOSINGS, DECISIONS, EXTENSIONS, MESURES
from accompaniment.rules.mesures import add_months
from accounts.enums import Role
from accounts.models import Membership
from programmes.enums import AdhesionKind, ExitReason, WithdrawalOutcome
from referrals.enums import MeetingKind
from referrals.models import Adhesion

DAY = datetime.timedelta(days=1)


def head_of(written):
    """The first head of the operator, read once."""
    if not hasattr(written, "head"):
        heads = Membership.objects.filter(organisation=written.convention.operator, role=Role.SERVICE_HEAD)
        written.head = heads.select_related("user").order_by("pk").first()
    return written.head


def prolonged(stay, written):
    """Beyond twelve months: agreed before the term. One waits for the landlord, one was refused."""
    meeting = meeting_before_term(stay)
    ahead = (stay.term - stay.today).days
    if meeting is None or (stay.ends_on and stay.ends_on <= stay.term) or ahead > 60:
        return
    refused = stay.ends_on is None and stay.backwards == 13
    waits = stay.ends_on is None and ahead >= 0
    until = max(add_months(stay.term, 6), stay.ends_on or stay.term)
    extension = written.add(
        Extension(
            accompaniment=stay.mesure,
            meeting=meeting,
            until=until,
            reason=PROLONGED[stay.rank % len(PROLONGED)],
            proposed_by=stay.worker,
            proposed_at=at(meeting.held_on, 17),
        )
    )
    written.step(extension, EXTENSIONS, "propose", by=stay.worker, day=meeting.held_on, hour=17)
    if not waits:
        answer(stay, written, extension, meeting.held_on + 6 * DAY, refused=refused)


def meeting_before_term(stay):
    theirs = [each for each in stay.household.tripartite_meetings.all() if each.convention_id == stay.convention.pk]
    held = [each for each in theirs if each.kind != MeetingKind.START]
    within = [each for each in held if stay.starts_on < each.held_on <= min(stay.term, stay.today - 7 * DAY)]
    return max(within, key=lambda each: each.held_on, default=None)


def answer(stay, written, extension, day, *, refused):
    extension.answered_by, extension.answered_on = stay.referral.advisor, day
    extension.state = ExtensionState.REFUSED if refused else ExtensionState.AGREED
    if not refused:
        stay.mesure.term_on = extension.until
    written.step(
        extension,
        EXTENSIONS,
        "refuse" if refused else "agree",
        by=stay.referral.advisor,
        day=day,
        source=ExtensionState.PROPOSED,
        reason=REFUSED if refused else "",
    )


def closed(stay, written, on, reason, *, state=None):
    """Proposed by the worker, validated by the head two days later. `state`: where it still is, if not there.

    Why it ends without a bilan is taken back where there is one (accompaniment.demo.reviews)."""
    closing = written.add(
        Closing(
            accompaniment=stay.mesure,
            on=on,
            exit_reason=reason,
            note=NOTES[reason],
            without_review=WITHOUT.get(reason, DIAGNOSED),
            proposed_by=stay.worker,
            proposed_at=at(on, 11),
        )
    )
    written.step(closing, CLOSINGS, "propose", by=stay.worker, day=on, hour=11)
    head, then = head_of(written), min(on + 2 * DAY, stay.today)
    if state == ClosingState.SENT_BACK:
        closing.state = state
        source = ClosingState.PROPOSED
        written.step(closing, CLOSINGS, "send_back", by=head, day=then, source=source, reason=TO_REDO, hour=15)
    elif state is None:
        closing.state = ClosingState.VALIDATED
        written.step(closing, CLOSINGS, "validate", by=head, day=then, source=ClosingState.PROPOSED, hour=15)
        written.step(stay.mesure, MESURES, "close", by=head, day=then, source=MesureState.OPEN, hour=15)
        if reason == ExitReason.ADHESION_WITHDRAWN:
            take_back(stay, written, on)


def take_back(stay, written, on):
    """The household took its adhesion back; what followed was decided."""
    individual = [each for each in stay.referral.adhesions.all() if each.given and each.kind == AdhesionKind.INDIVIDUAL]
    Adhesion.objects.filter(pk__in=[each.pk for each in individual]).update(withdrawn_on=on, withdrawal_reason=STOPS)
    decision(stay, written, individual[0], on, WithdrawalOutcome.CLOSE, STOPS)


def decide_withdrawals(stay, written):
    """Who left the group goes on alone; the latest waits for its decision."""
    collective = [each for each in stay.referral.adhesions.all() if each.kind == AdhesionKind.COLLECTIVE]
    left = [each for each in collective if each.withdrawn_on]
    if left and (stay.ends_on is None or left[0].withdrawn_on <= stay.ends_on):
        decision(stay, written, left[-1], left[-1].withdrawn_on, WithdrawalOutcome.CONTINUE_INDIVIDUAL, GOES_ON)


def decision(stay, written, adhesion, on, outcome, reason):
    made = written.add(
        WithdrawalDecision(
            accompaniment=stay.mesure,
            adhesion=adhesion,
            outcome=outcome,
            reason=reason,
            state=DecisionState.VALIDATED,
            proposed_by=stay.worker,
            proposed_at=at(on, 9),
        )
    )
    written.step(made, DECISIONS, "propose", by=stay.worker, day=on, hour=9)
    then = min(on + DAY, stay.today)
    written.step(made, DECISIONS, "validate", by=head_of(written), day=then, source=DecisionState.PROPOSED)
