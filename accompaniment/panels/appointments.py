"""What the page of an appointment offers once it has begun: the entry of the follow-up that it becomes."""

from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Accompaniment, Interview
from accounts.matrix import allows
from referrals.enums import AppointmentState
from referrals.panels import FollowUp
from referrals.rules.meetings import KIND_OF
from tenants.models import Household


def follow_up(appointment, actor):
    """For the worker who has the household, where a mesure ran on that day; a meeting of the three has its minutes."""
    if appointment.kind in KIND_OF or not allows(actor.role, "contacts.write"):
        return None
    noted = Interview.objects.visible_to(actor).filter(appointment=appointment).only("pk").first()
    if noted:
        return FollowUp(noted_url=noted.get_absolute_url())
    over = appointment.state == AppointmentState.CANCELLED or appointment.starts_at > timezone.now()
    if over or not Household.objects.writable_by(actor).filter(pk=appointment.household_id).exists():
        return None
    day = timezone.localdate(appointment.starts_at)
    if not Accompaniment.objects.writable_by(actor).filter(household=appointment.household_id).open_on(day).exists():
        return None
    return FollowUp(
        note_url=reverse("accompaniment:appointment_entry", args=[appointment.pk]),
        missed_url=reverse("accompaniment:appointment_missed", args=[appointment.pk]),
    )
