"""Who looked at a file: to the head her service, to the dpo what concerns her house, by a number; never a content."""

import datetime

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Interview
from accompaniment.presentation.looks import keys_of, parts_of_a_file
from accounts.enums import Role
from accounts.services import record_access
from tenants.models import HouseholdPart
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import AccompanimentFactory, InterviewFactory, SuspensionFactory
from tests.factories.accounts import MembershipFactory
from tests.texts import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return the_team()


def look(by, subject, household, action="team_text.read"):
    return record_access(by=by, action=action, subject=subject, owner=household.landlord)


def of_file(team):
    return reverse("accompaniment:looks", args=[team.household.pk])


def by_number(client, number, **asked):
    return client.get(reverse("accompaniment:looks_by_number"), {"dossier": number, **asked})


def names(response):
    return {entry.user.last_name for entry in response.context["page"].rows}


def test_every_part_of_a_file_is_known():
    known = {model for model, _ in parts_of_a_file()}
    assert [model for model in apps.get_models() if issubclass(model, HouseholdPart) and model not in known] == []


def test_the_keys_are_those_of_the_file_and_of_no_other(team):
    mine = InterviewFactory(accompaniment=team.mesure)
    suspension = SuspensionFactory(phase=team.mesure.phases.get())
    other = InterviewFactory(accompaniment=AccompanimentFactory(convention=team.convention))
    keys = set(keys_of(team.household))
    assert {team.household.pk, team.mesure.pk, mine.pk, suspension.pk} <= keys
    assert not {other.pk, other.household_id, other.accompaniment_id} & keys


def test_the_head_reads_who_when_and_what_of_her_service(team, log_in):
    said = InterviewFactory(accompaniment=team.mesure, team_text="Secret1")
    look(team.worker, said, team.household)
    look(team.advisor, team.household, team.household, action="households.read")
    other = AccompanimentFactory(convention=team.convention)
    look(team.colleague, other.household, other.household)
    response = log_in(team.head).get(of_file(team))
    words = text_of(response)
    assert str(team.worker.user) in words
    assert team.worker.get_role_display().lower() in words
    assert Interview._meta.verbose_name.capitalize() in words
    assert "Suivi : texte d’équipe" in words
    assert "Riou" not in words
    assert "Bodin" not in words
    assert "Secret1" not in words


def test_the_dpo_of_each_house_reads_what_concerns_it(team, log_in):
    look(team.worker, team.household, team.household)
    look(team.advisor, team.household, team.household)
    ours = MembershipFactory(role=Role.DPO, organisation=team.convention.operator)
    theirs = MembershipFactory(role=Role.DPO, organisation=team.convention.landlord)
    number = team.household.number
    told = names(by_number(log_in(ours), number))
    assert team.worker.user.last_name in told
    assert "Riou" not in told
    response = by_number(log_in(theirs), number)
    assert names(response) >= {team.worker.user.last_name, "Riou"}
    assert team.household.name not in text_of(response)


def test_a_number_of_another_house_is_no_number(team, log_in):
    look(team.worker, team.household, team.household)
    stranger = MembershipFactory(role=Role.DPO)
    for number in (team.household.number, "2015-9999", "   ", "x" * 400, "'; --"):
        response = by_number(log_in(stranger), number)
        assert response.status_code == 200
        assert "page" not in response.context
    assert "Aucun dossier de votre organisation" in text_of(by_number(log_in(stranger), team.household.number))


def test_a_period_and_a_person_narrow_it(team, log_in):
    look(team.worker, team.household, team.household)
    look(team.head, team.household, team.household)
    client = log_in(team.head)
    assert names(client.get(of_file(team), {"personne": "tanguy"})) == {"Tanguy"}
    tomorrow = (timezone.localdate() + datetime.timedelta(days=1)).isoformat()
    assert names(client.get(of_file(team), {"du": tomorrow})) == set()
    dpo = MembershipFactory(role=Role.DPO, organisation=team.convention.operator)
    narrowed = by_number(log_in(dpo), team.household.number, personne="tanguy")
    assert names(narrowed) == {"Tanguy"}
    kept = narrowed.content.decode()
    assert f'name="dossier" value="{team.household.number}"' in kept


def test_nobody_else_reads_it(team, log_in):
    look(team.worker, team.household, team.household)
    other_head = MembershipFactory(role=Role.SERVICE_HEAD)
    for actor in (team.worker, other_head, *everybody_else(team)):
        assert log_in(actor).get(of_file(team)).status_code == 404
    for actor in (team.worker, team.advisor, team.manager):
        assert by_number(log_in(actor), team.household.number).status_code == 404


def test_as_many_queries_however_many_looks(team, log_in):
    client = log_in(team.head)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(of_file(team)).status_code == 200
        return len(found)

    look(team.worker, team.household, team.household)
    queries()
    few = queries()
    for interview in InterviewFactory.create_batch(5, accompaniment=team.mesure):
        look(team.worker, interview, team.household)
    assert queries() == few
