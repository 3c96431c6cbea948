"""What a fiche that ends lets go of: its open questions, a correction, the meeting ahead, the hands it was in."""

from django.utils import timezone

from core.trail import move
from referrals.enums import AppointmentState, ReferralState, RequestState
from referrals.models import Adhesion, InformationRequest, Referral, Sheet
from referrals.rules import IN_HAND, REQUESTS
from referrals.services.appointments import cancel_appointment
from tenants.services.entrusting import end_assignments, end_entrustment


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
    let_go_of_household(referral, timezone.localdate(now))


def let_go_of_household(referral, today):
    """Out of the workers' hands, and of the operator's where nothing else asks it to read the file."""
    if referral.sent_at is None:
        return
    household, operator = referral.household, referral.convention.operator_id
    others = Referral.objects.filter(household=household, convention__operator=operator).exclude(pk=referral.pk)
    waiting = others.filter(state=ReferralState.SENT).exists()
    if has_reason_to_follow(household, operator, others):
        return
    if waiting:
        end_assignments(household=household, operator=operator, on=today, by=None)
    else:
        end_entrustment(household=household, operator=operator, on=today)


def has_reason_to_follow(household, operator, others):
    """Another fiche is in its hands, or one led to an adhesion; or somebody's yes stands."""
    if others.filter(state__in=[*IN_HAND, ReferralState.ADHERED]).exists():
        return True
    return Adhesion.objects.standing().filter(household=household, convention__operator=operator).exists()
