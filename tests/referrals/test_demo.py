"""The demonstration shows every state, and what its households lived through holds together."""

import pytest
from django.db.models import Count, Q

from core.working_days import is_working_day
from programmes.enums import OccupancyStatus
from programmes.models import Convention
from referrals.enums import (
    AdhesionWay,
    AppointmentKind,
    AppointmentState,
    AttachmentKind,
    CommitmentOutcome,
    DeclineKind,
    MeetingKind,
    MinutesState,
    ReferralState,
    RequestState,
    StartMode,
    TenantAnswer,
)
from referrals.models import (
    Adhesion,
    Appointment,
    Attachment,
    Commitment,
    InformationRequest,
    PreliminaryMeeting,
    Referral,
    Sheet,
    Slot,
    TripartiteMeeting,
)
from tenants.enums import Guardianship, MergeState
from tenants.models import Household, HouseholdLink, Merge, Occupancy, Person, Screening
from tenants.rules.screening import admits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


def seen(queryset, name):
    return set(queryset.order_by().values_list(name, flat=True))


def test_it_is_as_large_as_the_action_was():
    of_the_action = Convention.objects.get(reference="LNH-REMOB")
    spoken_to = PreliminaryMeeting.objects.filter(convention=of_the_action)
    assert spoken_to.values("household").distinct().count() == 103, "103 tenants were offered the action"
    years = {day.year for day in seen(spoken_to, "held_on")}
    assert len(years) >= 5


def test_it_shows_every_state(today):
    assert seen(Referral.objects, "state") == set(ReferralState)
    assert seen(Referral.objects.filter(state=ReferralState.DECLINED), "decline_kind") == set(DeclineKind)
    assert Referral.objects.late_on(today).exists()
    assert Referral.objects.filter(sheets__start_mode=StartMode.LETTER, decline_kind=DeclineKind.NO_ANSWER).exists()
    assert seen(PreliminaryMeeting.objects, "answer") == set(TenantAnswer)
    assert seen(Appointment.objects, "state") >= {
        AppointmentState.PLANNED,
        AppointmentState.HELD,
        AppointmentState.MISSED,
    }
    assert seen(TripartiteMeeting.objects, "kind") == set(MeetingKind)
    assert seen(Commitment.objects, "outcome") == set(CommitmentOutcome)
    assert seen(Adhesion.objects.filter(given=True), "way") == {
        AdhesionWay.PAPER,
        AdhesionWay.SCREEN,
        AdhesionWay.WITNESS,
    }
    assert seen(InformationRequest.objects, "state") >= {RequestState.OPEN, RequestState.ANSWERED}
    assert seen(Attachment.objects, "nature") == set(AttachmentKind)
    assert seen(Occupancy.objects, "status") == set(OccupancyStatus)
    assert seen(Screening.objects, "passed") == {True, False}
    assert Slot.objects.exists()


def test_it_shows_what_is_rare():
    assert Sheet.objects.filter(number=2, issued_at__isnull=False).exists()
    assert Appointment.objects.filter(rescheduled_from__state=AppointmentState.MISSED).exists()
    assert Appointment.objects.standing().exclude(kind=AppointmentKind.TRIPARTITE_START).exists()
    assert Adhesion.objects.filter(withdrawn_on__isnull=False).exists()
    assert Adhesion.objects.filter(given=False).exists()
    assert Adhesion.objects.exclude(cosigned_by="").exists()
    assert Person.objects.exclude(guardianship=Guardianship.NONE).exists()
    assert Household.objects.filter(guarded=True, guarded_for__isnull=False, guards__lifted_on=None).count() == 1
    assert Merge.objects.filter(state=MergeState.PROPOSED).exists()
    assert HouseholdLink.objects.exists()
    several = Household.objects.annotate(holders=Count("persons", filter=Q(persons__holds_lease=True)))
    assert several.filter(holders__gte=2, adhesions__isnull=False).exists()


def test_it_holds_together(today):
    for referral in Referral.objects.select_related("convention__programme", "household").filter(sent_at__isnull=False):
        sent_on = referral.sent_at.date()
        homes = list(referral.household.occupancies.open_on(sent_on))
        assert homes, f"{referral}: nobody knows where this household lives"
        assert admits(referral.convention.programme.current_version.content, homes[0].status), referral
    waiting = Commitment.objects.filter(outcome=CommitmentOutcome.PENDING, meeting__state=MinutesState.SEALED)
    assert all((today - day).days < 400 for day in seen(waiting, "meeting__held_on")), "answered for at the next one"
    moments = seen(Appointment.objects, "starts_at")
    assert all(is_working_day(moment.date()) for moment in moments if moment.date() != today)
    twice = Appointment.objects.standing().values("household", "starts_at").annotate(times=Count("pk"))
    assert not twice.filter(times__gt=1).exists()
