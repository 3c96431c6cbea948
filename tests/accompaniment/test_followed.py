"""The landlord's list of the households that are accompanied: numbers and dates, never what was said or missed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import InterviewOutcome, Side
from accompaniment.presentation.contacts import contacts_by_month, contacts_of_each
from accounts.models import AccessLogEntry
from referrals.enums import AppointmentKind
from tests.accompaniment.pairs import everybody_else, the_team
from tests.accompaniment.test_progress import everything_inside
from tests.factories.accompaniment import (
    AccompanimentFactory,
    InterviewFactory,
    PublicationFactory,
    SuspensionFactory,
    closed_mesure,
)
from tests.factories.referrals import AppointmentFactory
from tests.texts import plain, text_of

pytestmark = pytest.mark.django_db
ADDRESS = reverse("accompaniment:followed")
DAY = datetime.timedelta(days=1)
TODAY = timezone.localdate()


@pytest.fixture
def team():
    return the_team()


def page(log_in, member, **query):
    response = log_in(member).get(ADDRESS, query)
    assert response.status_code == 200
    return response


def names(response):
    return [line["name"] for line in response.context["lines"]]


def another(team, **given):
    return AccompanimentFactory(convention=team.convention, household__landlord=team.convention.landlord, **given)


def test_contacts_of_each_are_the_one_count(team):
    mesure, first = team.mesure, datetime.date(2015, 4, 1)
    for day in (2, 9, 28):
        InterviewFactory(accompaniment=mesure, on=datetime.date(2015, 4, day))
    InterviewFactory(accompaniment=mesure, on=datetime.date(2015, 5, 5))
    missed = {"outcome": InterviewOutcome.MISSED, "outcome_by": Side.HOUSEHOLD}
    InterviewFactory(accompaniment=mesure, on=datetime.date(2015, 5, 6), **missed)
    other, last = another(team), datetime.date(2015, 5, 31)
    InterviewFactory(accompaniment=other, on=datetime.date(2015, 5, 7))
    found = contacts_of_each([mesure, other], first, last)
    assert found[mesure.pk] == contacts_by_month(mesure.household, mesure.convention, first, last)
    assert sum(found[mesure.pk].values()) == 4
    assert found[other.pk] == {datetime.date(2015, 5, 1): 1}


def test_it_tells_where_each_stands_and_leads_to_it(team, log_in):
    InterviewFactory(accompaniment=team.mesure, on=TODAY)
    PublicationFactory(interview=InterviewFactory(accompaniment=team.mesure, on=TODAY.replace(day=1) - DAY))
    start = timezone.now() + 20 * DAY
    AppointmentFactory(
        household=team.household,
        operator=team.convention.operator,
        kind=AppointmentKind.TRIPARTITE_QUARTERLY,
        starts_at=start,
        ends_at=start + datetime.timedelta(hours=1),
    )
    response = page(log_in, team.advisor)
    words = plain(text_of(response))
    for told in (
        "Accompagnement",
        "1 contact tenu ce mois-ci, 1 le mois dernier.",
        "Prochaine rencontre tripartite le",
        "Dernière publication le",
    ):
        assert told in words
    assert reverse("accompaniment:progress", args=[team.household.pk]) in response.content.decode()
    assert f'href="{ADDRESS}" aria-current="page"' in response.content.decode()


def test_a_mesure_that_is_over_and_those_of_others_are_not_there(team, log_in):
    closed_mesure(convention=team.convention)
    AccompanimentFactory()
    assert names(page(log_in, team.advisor)) == [team.household.name]


@pytest.mark.parametrize("who", ["advisor", "manager"])
def test_nothing_of_what_is_inside(team, who, log_in):
    everything_inside(team)
    words = text_of(page(log_in, getattr(team, who)))
    assert "Suspendue" in words
    hidden = [f"Secret{number}" for number in range(1, 9)]
    hidden += ["ospital", "Budget", "anqu", "bsen", "Tentative", "n’est pas venu", "bjectif"]
    assert [word for word in hidden if word in words] == []


def test_the_manager_reads_no_text_nor_that_there_is_one(team, log_in):
    PublicationFactory(interview=InterviewFactory(accompaniment=team.mesure))
    response = page(log_in, team.manager, publie="rien")
    assert names(response) == [team.household.name]
    assert "ubli" not in text_of(response).replace("publics", "")


def test_filters(team, log_in):
    told, held, between = another(team), another(team), another(team, phase=False)
    PublicationFactory(interview=InterviewFactory(accompaniment=told))
    SuspensionFactory(phase=held.phases.get(), starts_on=TODAY - DAY, ends_on=None)

    def kept(**query):
        return set(names(page(log_in, team.advisor, **query)))

    name = {each: each.household.name for each in (team.mesure, told, held, between)}
    assert kept() == set(name.values())
    assert kept(phase="suspendue") == {name[held]}
    assert kept(phase="support") == {name[team.mesure], name[told]}
    assert kept(phase="entre") == {name[between]}
    assert kept(publie="oui") == {name[told]}
    assert kept(publie="rien", phase="support") == {name[team.mesure]}
    assert kept(phase="nowhere", publie="nothing") == set(name.values())
    empty = text_of(page(log_in, team.advisor, phase="diagnostic"))
    assert "Aucun suivi ne répond à ces filtres" in empty


def test_a_guarded_household_stands_there_by_its_number(team, log_in):
    team.household.guarded, team.household.guarded_for = True, team.advisor
    team.household.save()
    response = page(log_in, team.advisor)
    assert names(response) == [f"Dossier {team.household.number}"]
    assert team.household.name not in text_of(response)
    assert names(page(log_in, team.manager)) == []


def test_it_is_the_landlords_and_leaves_a_trace(team, log_in):
    others = [one for one in everybody_else(team) if one not in (team.advisor, team.manager)]
    for actor in (team.worker, team.head, *others):
        assert log_in(actor).get(ADDRESS).status_code == 404
    page(log_in, team.advisor)
    assert AccessLogEntry.objects.filter(action="progress.read").count() == 1


def test_as_many_queries_however_many_there_are(team, log_in):
    client = log_in(team.advisor)

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(ADDRESS).status_code == 200
        return len(found)

    def one_more(mesure):
        SuspensionFactory(phase=mesure.phases.get(), starts_on=TODAY - DAY, ends_on=None)
        PublicationFactory(interview=InterviewFactory(accompaniment=mesure, on=TODAY))

    one_more(team.mesure)
    queries()
    few = queries()
    for _ in range(5):
        one_more(another(team))
    assert queries() == few
