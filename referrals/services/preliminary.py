"""The preliminary meeting is written down, in front of the tenant, and its slot booked with it or not at all."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.matrix import allows
from core.errors import DomainError
from core.models import StaleVersion
from referrals.enums import AppointmentKind, AppointmentState, TenantAnswer
from referrals.models import PreliminaryMeeting, Referral
from referrals.rules.moments import in_words
from referrals.rules.preliminary import preliminary_sheet, wrong_answer, wrong_day
from referrals.services.appointments import book_slot
from tenants.models import Household

SENT = "La fiche de liaison est partie : cet entretien ne change plus."
NOT_YOURS = "L’entretien préalable est tenu par une conseillère du bailleur, dans une de ses conventions."
FIELDS = ("held_on", "points", "answer", "refusal_reason", "leaflet_given", "wishes", "remarks")


@transaction.atomic
def save_preliminary_meeting(*, meeting, values, slot=None, by) -> PreliminaryMeeting:
    """Keep what was said. `meeting`: a new one, with its household and convention, or one to be changed."""
    # One at a time for a household: two windows do not book two slots.
    Household.objects.hold(meeting.household_id)
    household, convention = meeting.household, meeting.convention
    writable = allows(by.role, "preliminary.write") and Household.objects.writable_by(by).contains(household)
    if not writable or not by.organisation_id == household.landlord_id == convention.landlord_id:
        raise DomainError(NOT_YOURS)
    kept = PreliminaryMeeting.objects.filter(pk=meeting.pk).select_related("appointment").first()
    if kept and kept.version != meeting.version:
        raise StaleVersion
    if kept and is_closed(kept):
        raise DomainError(SENT)
    for name in FIELDS:
        setattr(meeting, name, values[name])
    if meeting.answer != TenantAnswer.REFUSES:
        meeting.refusal_reason = ""
    standing = standing_appointment(kept) if kept else None
    check(meeting, books=slot is not None, standing=standing)
    if kept is None:
        meeting.advisor = by
    if slot is not None:
        kind = AppointmentKind.TRIPARTITE_START
        meeting.appointment = book_slot(slot=slot, household=household, convention=convention, kind=kind, by=by)
    meeting.clean_fields()
    meeting.save()
    return meeting


def check(meeting, *, books, standing):
    convention = meeting.convention
    problem = wrong_day(
        meeting.held_on, today=timezone.localdate(), first=convention.starts_on, last=convention.ends_on
    )
    if problem:
        raise DomainError(problem, field="held_on")
    sheet = sheet_of(meeting)
    if set(meeting.points) - set(range(1, len(sheet.points) + 1 if sheet else 1)):
        raise DomainError("Un des points cochés n’est pas de cet argumentaire : rechargez la page.", field="points")
    booked = in_words(standing.starts_at) if standing else ""
    wrong = wrong_answer(meeting.answer, reason=meeting.refusal_reason, books=books, booked=booked)
    if wrong:
        field, sentence = wrong
        raise DomainError(sentence, field=field)


def sheet_of(meeting):
    """The argument sheet as it was on the day of the conversation."""
    return preliminary_sheet(meeting.convention.programme.version_on(meeting.held_on).content)


def standing_appointment(meeting):
    """What is booked and still to be held."""
    booked = meeting.appointment
    return booked if booked and booked.state == AppointmentState.PLANNED else None


def is_closed(meeting):
    """Its sheet was sent: what was agreed is in it."""
    of_this = Q(preliminary_meeting=meeting) | Q(
        household=meeting.household_id, convention=meeting.convention_id, created_at__gte=meeting.created_at
    )
    return Referral.objects.filter(of_this, sent_at__isnull=False).exists()
