"""What the file of a household tells of its meetings, their commitments and its adhesions."""

from django.db.models import Exists, OuterRef

from accounts.enums import OPERATOR_ROLES, Role
from accounts.matrix import allows
from referrals.enums import AppointmentState, CommitmentOutcome, MinutesState
from referrals.models import Appointment, Attendance, Commitment, TripartiteMeeting
from referrals.presentation.adhesions import board_said, boards_of
from referrals.presentation.of_household import referrals_of
from referrals.presentation.of_referral import meetings_within
from referrals.rules.meetings import KIND_OF, commitment_standing
from tenants.models import AskedOf

SHOWN = 30
TONES = {MinutesState.OPEN: "soon", MinutesState.SEALED: "done", MinutesState.CANCELLED: ""}


def meetings_told(household, actor, today):
    within = TripartiteMeeting.objects.visible_to(actor, of=household)
    writes = allows(actor.role, "tripartite.write") and household.is_writable_by(actor)
    return {
        "meetings": [(one, TONES[one.state]) for one in within.select_related("convention__operator")[:SHOWN]],
        "missed": list(missed_meetings(household, actor)),
        "commitments": commitments_told(household, actor, today),
        "boards": boards_told(household, actor, today),
        "writes_minutes": writes,
    }


def missed_meetings(household, actor):
    """Whom a meeting waited for in vain. The operator reads all of them. An absence is never told to the landlord,
    but where somebody of its own was expected at the three parties' meeting: she was there, it is a shared fact."""
    found = Appointment.objects.filter(household=household, state=AppointmentState.MISSED, kind__in=KIND_OF)
    if actor.role not in OPERATOR_ROLES:
        theirs = Attendance.objects.filter(
            appointment=OuterRef("pk"), membership__organisation=actor.organisation_id, membership__role=Role.ADVISOR
        )
        found = found.filter(Exists(theirs))
    return found.order_by("-starts_at", "pk")[:SHOWN]


@AskedOf
def sealed_meetings(household, reader):
    within = TripartiteMeeting.objects.visible_to(reader, of=household).filter(state=MinutesState.SEALED)
    return within.order_by().values_list("pk", flat=True)


def commitments_told(household, actor, today, *, pending_only=False):
    """Of sealed minutes: those that wait first, the nearest first, with what one reads of each."""
    # Their keys first: in one statement the planner may go through everybody's meetings for each commitment.
    sealed = sealed_meetings(household, actor)
    if not sealed:
        return []
    found = Commitment.objects.filter(meeting__in=sealed)
    if pending_only:
        found = found.filter(outcome=CommitmentOutcome.PENDING)
    rows = list(found.select_related("meeting").order_by("due_on", "meeting__held_on", "pk")[:SHOWN])
    rows.sort(key=lambda one: one.outcome != CommitmentOutcome.PENDING)
    return [(one, *commitment_standing(one.outcome, one.due_on, today)) for one in rows]


def boards_told(household, actor, today):
    """[(referral, board)] of those that came so far that somebody answered, or may."""
    if not allows(actor.role, "adhesions.read"):
        return []
    received = [one for one in referrals_of(household, actor) if one.received_at]
    received.sort(key=lambda one: one.sent_at or one.received_at, reverse=True)
    told = boards_of(household, received, actor, today)
    return [(one, board) for one, board in told if board.answerable or board.answered]


def meetings_of_referral(referral, actor, definition):
    """For the page of a referral: its meetings, its adhesions and what comes next of them."""
    if referral.received_at is None:
        return {"meetings": [], "board": None}
    within = meetings_within(actor, referral=referral.pk)
    writes = referral.household.is_writable_by(actor)
    return {
        "meetings": [(one, TONES[one.state]) for one in within],
        "board": board_said(referral, definition, actor) if allows(actor.role, "adhesions.read") else None,
        "writes_adhesions": writes and allows(actor.role, "adhesions.write"),
        "writes_minutes": writes and allows(actor.role, "tripartite.write"),
    }
