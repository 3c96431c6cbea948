"""What the tab « Historique » tells of what comes before a mesure: checks, conversations, appointments, minutes."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from referrals.enums import AppointmentKind, MeetingKind, Party, TenantAnswer
from referrals.models import Attendance
from referrals.services.appointments import cancel_appointment, miss_appointment
from tests.factories.referrals import AppointmentFactory, PreliminaryMeetingFactory, TripartiteMeetingFactory
from tests.factories.tenants import ScreeningFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db


def history_for(log_in, pair, role, household=None):
    client = log_in(pair.members[role])
    return text_of(client.get(reverse("tenants:history", args=[(household or pair.household).pk])))


def test_a_check_is_told_to_both_houses(log_in, world):
    ours = world.ours
    label = ours.screening.programme_version.label
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER, Role.SERVICE_HEAD):
        assert f"Éligibilité vérifiée (éligible) : {label}" in history_for(log_in, ours, role), role


def test_a_check_that_did_not_pass_stays_at_the_landlord(log_in, world):
    ours = world.ours
    version = ours.screening.programme_version
    ScreeningFactory(household=ours.household, programme_version=version, by=ours.members[Role.ADVISOR], passed=False)
    assert "non éligible" in history_for(log_in, ours, Role.ADVISOR)
    assert "non éligible" not in history_for(log_in, ours, Role.SOCIAL_WORKER)


def test_a_conversation_and_what_changed_of_it_is_the_landlords_alone(log_in, world):
    ours = world.ours
    meeting = ours.preliminary_meeting
    meeting.answer, meeting.remarks = TenantAnswer.NEEDS_TIME, "Il en parlera à sa sœur."
    meeting.save()
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER):
        words = history_for(log_in, ours, role)
        assert "Entretien préalable : du 2 mars 2015" in words
        assert "Entretien préalable : modification" in words
        assert "Changé : réponse du locataire, ce que dit le locataire" in words
        assert "à sa sœur" not in words
    for role in (Role.SOCIAL_WORKER, Role.SERVICE_HEAD):
        assert "Entretien préalable" not in history_for(log_in, ours, role)


@pytest.fixture
def fixed(world):
    """Fixed by the worker, for herself; in an hour."""

    def fixed(kind, *, with_advisor=False):
        ours = world.ours
        worker, advisor = ours.members[Role.SOCIAL_WORKER], ours.members[Role.ADVISOR]
        starts_at = timezone.now() - datetime.timedelta(hours=2)
        one = AppointmentFactory(
            household=ours.household, operator=ours.operator, kind=kind, starts_at=starts_at, created_by=worker
        )
        for membership in [worker, advisor] if with_advisor else [worker]:
            Attendance.objects.create(appointment=one, membership=membership)
        return one

    return fixed


def test_an_absence_is_told_to_the_operator_and_not_to_the_landlord(log_in, world, fixed):
    ours = world.ours
    miss_appointment(
        appointment=fixed(AppointmentKind.FIRST_VISIT), missed_by=Party.TENANT, by=ours.members[Role.SOCIAL_WORKER]
    )
    assert "Rendez-vous manqué" in history_for(log_in, ours, Role.SOCIAL_WORKER)
    assert "Rendez-vous manqué" in history_for(log_in, ours, Role.SERVICE_HEAD)
    for role in (Role.ADVISOR, Role.LANDLORD_MANAGER):
        assert "manqué" not in history_for(log_in, ours, role)


def test_an_absence_from_a_meeting_of_the_three_is_known_to_who_was_there(log_in, world, fixed):
    ours = world.ours
    one = fixed(AppointmentKind.TRIPARTITE_INTERMEDIATE, with_advisor=True)
    miss_appointment(appointment=one, missed_by=Party.TENANT, by=ours.members[Role.SOCIAL_WORKER])
    assert "Rendez-vous manqué" in history_for(log_in, ours, Role.ADVISOR)


def test_why_an_appointment_is_cancelled_is_told_to_whom_it_was_shared_with(log_in, world, fixed):
    ours = world.ours
    worker = ours.members[Role.SOCIAL_WORKER]
    cancel_appointment(appointment=fixed(AppointmentKind.FIRST_VISIT), reason="Formation ce jour-là", by=worker)
    assert "Formation ce jour-là" in history_for(log_in, ours, Role.SERVICE_HEAD)
    words = history_for(log_in, ours, Role.ADVISOR)
    assert "Rendez-vous annulé" in words
    assert "Formation ce jour-là" not in words


def test_as_many_queries_for_many_of_each(log_in, world):
    ours = world.ours
    shared = {"household": ours.household, "convention": ours.convention}
    advisor = ours.members[Role.ADVISOR]
    client = log_in(advisor)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("tenants:history", args=[ours.household.pk])).status_code == 200
        return len(found)

    queries()
    few = queries()
    for kind in (MeetingKind.INTERMEDIATE, MeetingKind.QUARTERLY, MeetingKind.FINAL):
        TripartiteMeetingFactory(**shared, kind=kind)
        PreliminaryMeetingFactory(**shared, advisor=advisor)
        AppointmentFactory(household=ours.household, operator=ours.operator)
        ScreeningFactory(
            household=ours.household, programme_version=ours.screening.programme_version, by=advisor, passed=True
        )
    assert queries() == few
