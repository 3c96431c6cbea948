"""A caseload changes hands: all of it or nothing, said to the two, the meetings with it where it is asked."""

import datetime
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Accompaniment
from accompaniment.services.transfers import transfer_files
from accounts.enums import Role
from accounts.models import Notice
from referrals.models import Attendance
from tenants.models import Assignment, Household
from tests.accompaniment.stay import refusal
from tests.factories.accompaniment import FAR, AccompanimentFactory
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory
from tests.forms import post_form
from tests.texts import text_of

DAY = datetime.timedelta(days=1)


@pytest.fixture
def team(db):
    convention = ConventionFactory(ends_on=FAR)
    house = convention.operator
    made = SimpleNamespace(
        convention=convention,
        nadia=MembershipFactory(organisation=house, user__first_name="Nadia", user__last_name="Le Goff"),
        paul=MembershipFactory(organisation=house, user__first_name="Paul", user__last_name="Bodin"),
        head=MembershipFactory(organisation=house, role=Role.SERVICE_HEAD),
    )
    made.mesures = [AccompanimentFactory(convention=convention, worker=made.nadia) for _ in range(3)]
    made.households = [each.household for each in made.mesures]
    made.meeting = AppointmentFactory(household=made.households[0], operator=house)
    Attendance.objects.create(appointment=made.meeting, membership=made.nadia)
    return made


def given(team, today, **others):
    return {"source": team.nadia, "worker": team.paul, "on": today, "reason": "Départ", "by": team.head} | others


def writes(member):
    return set(Accompaniment.objects.writable_by(member))


def expected(meeting):
    return [each.membership for each in meeting.attendances.all()]


def told(member):
    return list(Notice.objects.filter(membership=member).values_list("code", flat=True))


def test_the_whole_caseload_at_once(team, today):
    moved = transfer_files(**given(team, today))
    assert moved == sorted(team.households, key=lambda each: each.pk)
    assert writes(team.paul) == set(team.mesures)
    assert writes(team.nadia) == set()
    assert set(Household.objects.visible_to(team.nadia)) == set(team.households), "read thirty days more"
    assert expected(team.meeting) == [team.paul]
    assert (told(team.paul), told(team.nadia)) == (["caseload_confided"], ["caseload_taken_over"])


def test_whoever_had_a_file_is_told_until_when_she_reads_it(team, today, log_in):
    transfer_files(**given(team, today))
    address = team.households[0].get_absolute_url()
    for member, told_so in ((team.nadia, True), (team.paul, False), (team.head, False)):
        page = text_of(log_in(member).get(address))
        assert ("sans plus y écrire. Suivi maintenant par Paul Bodin." in page) is told_so, member


def test_some_of_them_from_a_day_that_is_past_the_meetings_left_as_they_are(team, today):
    day = today - 10 * DAY
    transfer_files(**given(team, today, households=team.households[:1], on=day, with_meetings=False))
    before = Assignment.objects.get(household=team.households[0], membership=team.nadia)
    assert (before.ends_on, before.read_until, before.end_reason) == (day - DAY, day + 30 * DAY, "Départ")
    assert writes(team.nadia) == set(team.mesures[1:])
    assert expected(team.meeting) == [team.nadia]


class TestRefused:
    def test_a_closed_account(self, team, today):
        type(team.paul.user).objects.filter(pk=team.paul.user_id).update(is_active=False, closed_at=timezone.now())
        words, field = refusal(transfer_files, **given(team, today))
        assert "son compte est fermé" in words
        assert field == "worker"
        assert writes(team.nadia) == set(team.mesures)

    def test_a_role_that_is_over(self, team, today):
        type(team.paul).objects.filter(pk=team.paul.pk).update(ends_on=today - DAY)
        assert "son rôle a pris fin" in refusal(transfer_files, **given(team, today))[0]

    def test_another_house(self, team, today):
        other = MembershipFactory(role=Role.SOCIAL_WORKER)
        assert "ne travaille pas" in refusal(transfer_files, **given(team, today, worker=other))[0]
        head = MembershipFactory(role=Role.SERVICE_HEAD)
        assert "ne travaille pas" in refusal(transfer_files, **given(team, today, by=head))[0]

    def test_the_same_worker(self, team, today):
        assert "déjà à cette personne" in refusal(transfer_files, **given(team, today, worker=team.nadia))[0]

    def test_nobody(self, team, today):
        assert refusal(transfer_files, **given(team, today, worker=None))[1] == "worker"

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 201])
    def test_without_a_reason_or_with_a_novel(self, team, today, reason):
        assert refusal(transfer_files, **given(team, today, reason=reason))[1] == "reason"

    def test_a_day_to_come_or_before_she_had_them(self, team, today):
        assert refusal(transfer_files, **given(team, today, on=today + DAY))[1] == "on"
        words, field = refusal(transfer_files, **given(team, today, on=team.mesures[0].starts_on - DAY))
        assert "ne lui était pas encore confié" in words
        assert field == "on"

    def test_none_or_one_that_is_not_hers(self, team, today):
        assert refusal(transfer_files, **given(team, today, households=[]))[1] == "households"
        his = AccompanimentFactory(convention=team.convention, worker=team.paul).household
        words, _ = refusal(transfer_files, **given(team, today, households=[team.households[0], his]))
        assert "a changé de mains" in words
        assert writes(team.nadia) == set(team.mesures), "nothing was moved"

    def test_a_worker_does_not(self, team, today):
        assert "pas possible dans votre rôle" in refusal(transfer_files, **given(team, today, by=team.nadia))[0]


class TestPage:
    def url(self, team):
        return reverse("accompaniment:transfer", args=[team.nadia.pk])

    def test_all_are_chosen_beforehand_and_what_is_planned_is_listed(self, team, today, log_in):
        client = log_in(team.head)
        opened = client.get(self.url(team))
        words = text_of(opened)
        assert all(each.name in words for each in team.households)
        assert "Rendez-vous à venir" in words
        done = post_form(client, self.url(team), opened, worker=str(team.paul.pk), reason="Départ")
        assert done.status_code == 302
        assert done.url == reverse("accompaniment:team_load")
        assert writes(team.paul) == set(team.mesures)
        assert "3 dossiers sont confiés" in text_of(client.get(done.url))

    def test_a_refusal_keeps_what_was_typed(self, team, today, log_in):
        client = log_in(team.head)
        day = (today + DAY).isoformat()
        again = post_form(client, self.url(team), worker=str(team.paul.pk), reason="Départ en retraite", on=day)
        assert again.status_code == 200
        assert "Un suivi se confie aujourd’hui" in text_of(again)
        assert "Départ en retraite" in again.content.decode()

    def test_nothing_to_hand_over_is_not_there(self, team, log_in):
        url = reverse("accompaniment:transfer", args=[team.paul.pk])
        assert log_in(team.head).get(url).status_code == 404
