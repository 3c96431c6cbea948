"""Ways round the wall that were tried once: each stays closed."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.services.publications import publish_objective
from accounts.enums import Role
from accounts.models import AccessLogEntry
from core.errors import DomainError
from core.visits import AUTOSAVE_HEADER
from referrals.enums import AppointmentKind, AppointmentState, Party
from referrals.models import Appointment, Attendance
from referrals.queue import queue_items
from referrals.services.appointments import cancel_appointment, check_household_is_free
from tests.accompaniment.pairs import the_team
from tests.factories.accompaniment import InterviewFactory, ObjectiveFactory, ReviewFactory
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory
from tests.factories.tenants import AssignmentFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def team():
    return the_team()


def fixed(team, kind, *expected, hours, **given):
    starts_at = timezone.now() + hours * HOUR
    one = AppointmentFactory(
        household=team.household, operator=team.convention.operator, kind=kind, starts_at=starts_at, **given
    )
    for member in expected:
        Attendance.objects.create(appointment=one, membership=member)
    return one


def set_state(one, state):
    missed_by = Party.TENANT if state == AppointmentState.MISSED else ""
    Appointment.objects.filter(pk=one.pk).update(state=state, missed_by=missed_by)


@pytest.mark.parametrize("name", ["tenants:household", "accompaniment:timeline", "accompaniment:interviews"])
def test_no_header_hides_a_look(log_in, team, name):
    client = log_in(team.worker)
    before = AccessLogEntry.objects.count()
    answer = client.get(reverse(name, args=[team.household.pk]), headers={AUTOSAVE_HEADER: "1"})
    assert answer.status_code == 200
    assert AccessLogEntry.objects.count() > before


def test_whoever_reads_the_line_of_a_file_is_traced_for_what_stands_on_it(log_in, team):
    InterviewFactory(accompaniment=team.mesure)
    for member, action in ((team.worker, "team_text.read"), (team.advisor, "mesures.read")):
        log_in(member).get(reverse("accompaniment:timeline", args=[team.household.pk]))
        assert AccessLogEntry.objects.filter(user=member.user).latest("at").action == action


@pytest.mark.parametrize("kind", [AppointmentKind.MEETING, AppointmentKind.FIRST_VISIT])
@pytest.mark.parametrize("fixed_by", ["worker", "advisor"])
def test_what_became_of_an_appointment_of_the_association_is_never_told(log_in, team, kind, fixed_by):
    """Held, missed or not answered: the landlord meets the same pages, and none of them is about it."""
    one = fixed(team, kind, team.worker, hours=-3, created_by=getattr(team, fixed_by))
    client, seen = log_in(team.advisor), []
    for state in (AppointmentState.PLANNED, AppointmentState.HELD, AppointmentState.MISSED):
        set_state(one, state)
        assert client.get(one.get_absolute_url()).status_code == 404
        assert not Appointment.objects.writable_by(team.advisor).exists()
        seen.append([one.url for one in queue_items(team.advisor, timezone.localdate())])
    assert seen[0] == seen[1] == seen[2]


def test_before_it_begins_who_fixed_it_reads_it(log_in, team):
    one = fixed(team, AppointmentKind.MEETING, team.worker, hours=3, created_by=team.advisor)
    assert log_in(team.advisor).get(one.get_absolute_url()).status_code == 200
    beside = fixed(team, AppointmentKind.MEETING, team.worker, hours=30, created_by=team.worker)
    assert log_in(team.advisor).get(beside.get_absolute_url()).status_code == 404


def test_a_meeting_of_the_three_at_which_she_was_is_a_shared_fact(log_in, team):
    one = fixed(team, AppointmentKind.TRIPARTITE_INTERMEDIATE, team.worker, team.advisor, hours=-3)
    set_state(one, AppointmentState.MISSED)
    assert "Manqué par" in log_in(team.advisor).get(one.get_absolute_url()).content.decode()


def test_hours_asked_one_by_one_do_not_give_the_workers_agenda(team):
    beside = fixed(team, AppointmentKind.MEETING, team.worker, hours=30, created_by=team.worker)
    tried = Appointment(
        household=team.household,
        operator=team.convention.operator,
        kind=AppointmentKind.MEETING,
        starts_at=beside.starts_at,
        ends_at=beside.ends_at,
    )
    check_household_is_free(tried, team.advisor)
    with pytest.raises(DomainError, match="déjà un rendez-vous"):
        check_household_is_free(tried, team.worker)


def test_why_an_appointment_is_cancelled_says_nothing_of_health(log_in, team):
    one = fixed(team, AppointmentKind.FIRST_VISIT, team.worker, hours=30, created_by=team.worker)
    page = log_in(team.worker).get(reverse("referrals:appointment_cancel", args=[one.pk])).content.decode()
    assert "Le bailleur et l’association lisent ce motif" in page
    with pytest.raises(DomainError, match="santé"):
        cancel_appointment(appointment=one, reason="Hospitalisée depuis lundi", by=team.worker)


def test_an_objective_is_published_by_whoever_holds_its_own_mesure(team):
    objective = ObjectiveFactory(accompaniment=team.mesure)
    elsewhere = MembershipFactory(role=Role.SOCIAL_WORKER)
    AssignmentFactory(household=team.household, membership=elsewhere)
    with pytest.raises(DomainError):
        publish_objective(objective=objective, text="Mettre en place un plan d’apurement.", by=elsewhere)


def test_a_word_of_health_is_pointed_at_before_a_text_leaves(log_in, team):
    """A warning, no refusal: « troubles du voisinage » are nobody's illness."""
    told, client = "peut en dire quelque chose", log_in(team.worker)
    url = reverse("accompaniment:interview_publish", args=[InterviewFactory(accompaniment=team.mesure).pk])
    assert told in post_form(client, url, text="Il retourne à l’hôpital lundi.").content.decode()
    assert told not in post_form(client, url, text="Le loyer de mai est payé.").content.decode()
    review = ReviewFactory(accompaniment=team.mesure)
    for text, warned in (("Il reprend son traitement.", True), ("Il reprend le paiement.", False)):
        type(review).objects.filter(pk=review.pk).update(worker_view=text)
        assert (told in client.get(review.get_absolute_url()).content.decode()) is warned
