"""Minutes of a tripartite meeting: opened, written together, sealed when they are signed."""

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from core.errors import DomainError
from core.trail import check_and_trace, move
from programmes.models import Convention
from referrals.enums import (
    AppointmentKind,
    AppointmentState,
    CommitmentOutcome,
    MeetingKind,
    MinutesState,
    Party,
    ReferralState,
)
from referrals.models import Adhesion, Commitment, Participant, Referral, TripartiteMeeting
from referrals.rules import MINUTES
from referrals.services.appointments import hold_appointment
from tenants.models import Household

KIND_OF = {
    AppointmentKind.TRIPARTITE_START: MeetingKind.START,
    AppointmentKind.FIRST_VISIT: MeetingKind.START,
    AppointmentKind.TRIPARTITE_INTERMEDIATE: MeetingKind.INTERMEDIATE,
    AppointmentKind.TRIPARTITE_QUARTERLY: MeetingKind.QUARTERLY,
    AppointmentKind.TRIPARTITE_FINAL: MeetingKind.FINAL,
}
NOT_YOURS = "Le compte rendu s’écrit par la conseillère ou le travailleur social du ménage."
SEALED = "Ce compte rendu est signé : il ne change plus."


@transaction.atomic
def open_minutes_of_appointment(*, appointment, by):
    """The appointment took place: its minutes begin with what is known. Asked twice, the same minutes."""
    begun = TripartiteMeeting.objects.filter(appointment=appointment).first()
    if begun:
        return begun
    kind = KIND_OF.get(appointment.kind)
    if kind is None:
        raise DomainError("Ce rendez-vous n’est pas une rencontre tripartite : il n’a pas de compte rendu.")
    if appointment.state == AppointmentState.PLANNED:
        hold_appointment(appointment=appointment, by=by)
    if appointment.state != AppointmentState.HELD:
        raise DomainError("Ce rendez-vous n’a pas eu lieu : il n’a pas de compte rendu.")
    convention, referral = framework_of(appointment)
    attendees = [line.membership for line in appointment.attendances.select_related("membership__user")]
    return open_minutes(
        household=appointment.household,
        convention=convention,
        referral=referral,
        appointment=appointment,
        kind=kind,
        held_on=timezone.localdate(appointment.starts_at),
        place_kind=appointment.place_kind,
        place=appointment.place,
        attendees=attendees,
        by=by,
    )


def framework_of(appointment):
    """The referral that waited for the appointment, and the convention it belongs to."""
    of_household = Referral.objects.filter(
        household=appointment.household_id, convention__operator=appointment.operator_id, sent_at__isnull=False
    ).select_related("convention")
    referral = of_household.filter(appointment=appointment).first() or of_household.order_by("-sent_at").first()
    if referral:
        return referral.convention, referral
    found = Convention.objects.filter(
        operator=appointment.operator_id, landlord=appointment.household.landlord_id
    ).order_by("-starts_on")
    if not found:
        raise DomainError("Aucune convention ne lie ce bailleur et cette association.")
    return found[0], None


@transaction.atomic
def open_minutes(*, household, convention, kind, held_on, attendees, by, referral=None, appointment=None, **place):
    """A meeting that was held, with or without an appointment."""
    require_written_by(household, by)
    if referral and referral.state == ReferralState.DRAFT:
        raise DomainError("La fiche de liaison n’est pas envoyée : la rencontre vient ensuite.")
    if held_on > timezone.localdate():
        raise DomainError("Cette rencontre n’a pas encore eu lieu.", field="held_on")
    if referral and referral.sent_at and held_on < timezone.localdate(referral.sent_at):
        sent_on = timezone.localdate(referral.sent_at)
        message = f"La fiche de liaison a été envoyée le {sent_on:%d/%m/%Y} : la rencontre vient ensuite."
        raise DomainError(message, field="held_on")
    sheet = referral.sheets.filter(issued_at__isnull=False).first() if referral else None
    meeting = TripartiteMeeting.objects.create(
        household=household,
        convention=convention,
        referral=referral,
        appointment=appointment,
        kind=kind,
        held_on=held_on,
        problems=sheet.problems if sheet and kind == MeetingKind.START else "",
        improvements=sheet.improvements if sheet and kind == MeetingKind.START else "",
        created_by=by,
        **place,
    )
    check_and_trace(meeting, MINUTES, "open", source="", by=by)
    Participant.objects.bulk_create([*expected(meeting, attendees), *of_household(meeting)])
    return meeting


def expected(meeting, attendees):
    sides = {meeting.convention.landlord_id: Party.LANDLORD, meeting.convention.operator_id: Party.OPERATOR}
    return [
        Participant(
            meeting=meeting,
            party=sides[member.organisation_id],
            membership=member,
            name=member.user.get_full_name(),
            quality=member.role_label,
        )
        for member in attendees
        if member.organisation_id in sides
    ]


def of_household(meeting):
    """Those who hold the lease, or the one of reference."""
    present = list(meeting.household.persons.present())
    holders = [person for person in present if person.holds_lease] or present[:1]
    return [Participant(meeting=meeting, party=Party.TENANT, name=person.full_name) for person in holders]


def earlier_commitments(meeting):
    """What was promised at the meetings before and has not been answered for yet, or was at this one."""
    before = Commitment.objects.filter(
        meeting__household=meeting.household_id,
        meeting__convention=meeting.convention_id,
        meeting__state=MinutesState.SEALED,
        meeting__held_on__lte=meeting.held_on,
    ).exclude(meeting=meeting)
    waiting = before.filter(outcome=CommitmentOutcome.PENDING) | before.filter(reviewed_at=meeting)
    return waiting.select_related("meeting").order_by("meeting__held_on", "party", "pk")


@transaction.atomic
def review_commitment(*, commitment, outcome, note, meeting, by):
    """Kept or missed, as the three say it at the meeting."""
    require_open(meeting, by)
    locked = Commitment.objects.select_for_update(of=["self"]).get(pk=commitment.pk)
    if not earlier_commitments(meeting).filter(pk=locked.pk).exists():
        raise DomainError("Cet engagement a déjà reçu sa réponse à une autre rencontre.")
    locked.outcome, locked.note = outcome, note.strip()
    locked.reviewed_at = meeting if outcome != CommitmentOutcome.PENDING else None
    locked.save(update_fields=["outcome", "note", "reviewed_at"])
    return locked


@transaction.atomic
def seal_minutes(*, meeting, by):
    """Signed by the three: nothing in them changes any more."""
    require_open(meeting, by)
    present = set(meeting.participants.filter(present=True).values_list("party", flat=True))
    if Party.TENANT not in present or Party.OPERATOR not in present:
        raise DomainError("Un compte rendu se signe avec le ménage et l’association : cochez qui était là.")
    if not (meeting.problems.strip() or meeting.remarks.strip()):
        raise DomainError("Écrivez au moins ce dont vous avez parlé avant de signer.", field="problems")
    move(meeting, MINUTES, "seal", by=by, values={"sealed_at": timezone.now()})
    return meeting


@transaction.atomic
def cancel_minutes(*, meeting, reason, by):
    """Wrong ones stay readable, marked as such."""
    require_written_by(meeting.household, by)
    if Adhesion.objects.filter(meeting=meeting, given=True, withdrawn_on=None).exists():
        raise DomainError("Des adhésions ont été données à cette rencontre : elle ne s’annule pas.")
    move(meeting, MINUTES, "cancel", by=by, given={"reason": reason})
    return meeting


def require_open(meeting, by):
    require_written_by(meeting.household, by)
    state = TripartiteMeeting._base_manager.select_for_update().values_list("state", flat=True).get(pk=meeting.pk)
    if state != MinutesState.OPEN:
        raise DomainError(SEALED)


def require_written_by(household, by):
    if not allows(by.role, "tripartite.write") or not Household.objects.writable_by(by).contains(household):
        raise DomainError(NOT_YOURS)
