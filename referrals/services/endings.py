"""What a fiche that ends lets go of: its open questions, a correction, the meeting ahead, the hands it was in."""

from django.utils import timezone

from core.trail import move
from referrals.enums import AppointmentState, ReferralState, RequestState
from referrals.models import InformationRequest, Referral, Sheet
from referrals.rules import IN_HAND, REQUESTS
from referrals.services.appointments import cancel_appointment
from tenants.services.entrusting import end_assignments


def let_go(referral, *, meeting_cancelled, by):
    """After its last step, within its transaction. `meeting_cancelled`: why, as those who are expected read it."""
    now = timezone.now()
    closer = by if REQUESTS.find("close").allows(by.role) else None
    for request in InformationRequest.objects.filter(referral=referral, state=RequestState.OPEN):
        move(request, REQUESTS, "close", by=closer)
    for correction in Sheet.objects.in_preparation().filter(referral=referral, number__gt=1):
        correction.dropped_at = now
        correction.save(update_fields=["dropped_at"])
    appointment = referral.appointment
    if appointment and appointment.state == AppointmentState.PLANNED and appointment.starts_at > now:
        cancel_appointment(appointment=appointment, reason=meeting_cancelled, by=by)
    if referral.worker_id and not still_in_hand(referral):
        operator, today = referral.convention.operator_id, timezone.localdate(now)
        end_assignments(household=referral.household, operator=operator, on=today, by=None)


def still_in_hand(referral):
    """Another fiche of the household is in the same operator's hands, or one led to an adhesion."""
    operator = referral.convention.operator_id
    same = Referral.objects.filter(household=referral.household_id, convention__operator=operator)
    return same.exclude(pk=referral.pk).filter(state__in=[*IN_HAND, ReferralState.ADHERED]).exists()
