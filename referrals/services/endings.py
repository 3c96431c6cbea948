"""What a fiche that ends lets go of: its open questions, a correction, the meeting ahead, the hands it was in."""

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from core.trail import move
from referrals.enums import AppointmentState, ReferralState, RequestState
from referrals.models import InformationRequest, Referral, Sheet
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
    if referral.sent_at:
        let_go_of_household(referral.household, referral.convention.operator_id, timezone.localdate(now))


def let_go_of_household(household, operator, today):
    """Out of the workers' hands, and of the operator's, where nothing asks it to act for the household any more."""
    fiches = Referral.objects.filter(household=household, convention__operator=operator)
    followed, read_until = follow_up(household, operator, today)
    if followed or fiches.filter(state__in=IN_HAND).exists():
        return
    if fiches.filter(state=ReferralState.SENT).exists():
        end_assignments(household=household, operator=operator, on=today, by=None)
    else:
        end_entrustment(household=household, operator=operator, on=today, read_until=read_until)


def follow_up(household, operator, today):
    """What an application above knows of it."""
    return import_string(settings.FOLLOW_UP)(household, operator, today)
