"""The list of households: searched without a name in an address, filtered, walked, each look traced."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessLogEntry
from tenants.models import Household
from tenants.services.index import index_all
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.tenants import (
    AssignmentFactory,
    EntrustmentFactory,
    HouseholdFactory,
    OccupancyFactory,
    PersonFactory,
    RentDebtFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db
LIST, SUGGESTIONS = "/menages/", "/menages/suggestions/"


@pytest.fixture
def advisor():
    return MembershipFactory(role=Role.ADVISOR)


def household(landlord, name="Le Goff Élodie", **given):
    made = HouseholdFactory(landlord=landlord, name=name, sort_name=name.lower(), **given)
    last, _, first = name.rpartition(" ")
    PersonFactory(household=made, last_name=last, first_name=first)
    OccupancyFactory(household=made)
    index_all([made])
    return made


def search(client, typed, query=""):
    return client.post(LIST + query, {"q": typed})


def names(response):
    return [each.name for each in response.context["page"].rows]


def test_a_search_leads_to_an_address_without_the_name(log_in, advisor):
    household(advisor.organisation)
    household(advisor.organisation, "Martin Paul")
    client = log_in(advisor)
    answer = search(client, "legof élo", "?situation=tenant")
    assert answer.status_code == 302
    assert "goff" not in answer.url.lower()
    assert "situation=tenant" in answer.url
    page = client.get(answer.url)
    assert names(page) == ["Le Goff Élodie"]
    assert 'value="legof élo"' in page.text
    assert not any("legof" in str(value).lower() for value in client.session.values())


def test_another_session_or_role_does_not_know_the_search(log_in, advisor, client):
    household(advisor.organisation)
    household(advisor.organisation, "Martin Paul")
    url = search(log_in(advisor), "goff").url
    other = MembershipFactory(role=Role.ADVISOR, organisation=advisor.organisation)
    assert len(names(log_in(other).get(url))) == 2


def test_an_empty_search_is_the_whole_list(log_in, advisor):
    assert search(log_in(advisor), "  ").url == LIST


@pytest.mark.parametrize("typed", ["🙂", "%", "'; DROP TABLE", "x" * 5000, "\0"])
def test_nothing_is_found_by_nonsense(log_in, advisor, typed):
    household(advisor.organisation)
    client = log_in(advisor)
    assert client.get(search(client, typed).url).status_code == 200


@pytest.mark.parametrize("query", ["?page=99", "?page=x", "?page=-1", "?recherche=inconnu", "?apres=zz", "?secteur=x"])
def test_an_address_that_was_tampered_with_still_answers(log_in, advisor, query):
    household(advisor.organisation)
    assert log_in(advisor).get(LIST + query).status_code == 200


def test_filters_narrow(log_in, advisor):
    sector = SectorFactory(landlord=advisor.organisation)
    sector.advisors.add(advisor)
    first = household(advisor.organisation, "Le Goff Anne", composition="alone", sector=sector)
    second = household(advisor.organisation, "Martin Paul", composition="couple")
    RentDebtFactory(household=second, amount=640)
    RentDebtFactory(household=first, amount=0)
    first.occupancies.update(commune="Rezé", status="housed")
    client = log_in(advisor)
    for query, expected in {
        "composition=couple": ["Martin Paul"],
        "commune=rez%C3%A9": ["Le Goff Anne"],
        "situation=tenant": ["Martin Paul"],
        "situation=housed&commune=nantes": [],
        "dette=avec": ["Martin Paul"],
        "dette=sans": ["Le Goff Anne"],
        f"secteur={sector.pk}": ["Le Goff Anne"],
        "secteur=sans": ["Martin Paul"],
    }.items():
        assert names(client.get(f"{LIST}?{query}")) == expected, query
    assert "640" in client.get(LIST).text


def test_each_sees_her_own_and_reads_why_the_list_is_empty(log_in, advisor):
    landlord = advisor.organisation
    operator = OrganisationFactory()
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator)
    elsewhere = household(landlord, "Roux Léa", sector=SectorFactory(landlord=landlord))
    assert "Ouvrez un premier dossier" in log_in(advisor).get(LIST).text
    assert "votre chef de service" in log_in(worker).get(LIST).text
    EntrustmentFactory(household=elsewhere, operator=operator)
    index_all([elsewhere])
    assert names(log_in(head).get(LIST)) == ["Roux Léa"]
    AssignmentFactory(household=elsewhere, membership=worker)
    client = log_in(worker)
    assert names(client.get(search(client, "roux").url)) == ["Roux Léa"]
    client = log_in(MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=LandlordFactory()))
    assert names(client.get(search(client, "roux").url)) == []


def test_a_guarded_household_shows_no_place_in_a_list(log_in, advisor):
    household(advisor.organisation, guarded=True, guarded_for=advisor)
    page = log_in(advisor).get(LIST).text
    assert "Contact protégé" in page
    assert "Bellevue" not in page


def test_each_list_leaves_a_line(log_in, advisor):
    household(advisor.organisation)
    client = log_in(advisor)
    client.get(LIST)
    client.post(SUGGESTIONS, {"q": "goff"})
    assert AccessLogEntry.objects.filter(action="households.list", user=advisor.user).count() == 2


def test_suggestions_while_one_types(log_in, advisor):
    found = household(advisor.organisation)
    household(advisor.organisation, "Roux Léa", guarded=True)
    client = log_in(advisor)
    assert reverse("tenants:household", args=[found.pk]) in client.post(SUGGESTIONS, {"q": "gof"}).text
    assert "<a" not in client.post(SUGGESTIONS, {"q": "g"}).text
    assert "<a" not in client.post(SUGGESTIONS, {"q": "roux"}).text


def test_a_line_costs_no_query(log_in, advisor):
    def count(url):
        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    client = log_in(advisor)
    for number in range(2):
        RentDebtFactory(household=household(advisor.organisation, f"Goff {'ab'[number]}"))
    url = search(client, "goff").url
    before = count(LIST), count(url)
    for number in range(5):
        made = household(
            advisor.organisation, f"Goff {'cdefg'[number]}", sector=SectorFactory(landlord=advisor.organisation)
        )
        made.sector.advisors.add(advisor)
        RentDebtFactory(household=made, on=datetime.date(2014, 5, 1))
    assert (count(LIST), count(url)) == before
    assert before[0] <= 12


def test_pages_of_the_list_and_of_a_search(log_in, advisor):
    made = [household(advisor.organisation, f"Goff {chr(97 + n // 26)}{chr(97 + n % 26)}") for n in range(53)]
    client = log_in(advisor)
    first = client.get(LIST)
    second = client.get(LIST + first.context["page"].next_url)
    assert names(first) + names(second) == [each.name for each in made]
    url = search(client, "goff").url
    first = client.get(url)
    second = client.get(LIST + first.context["page"].next_url)
    assert names(first) + names(second) == [each.name for each in made]
    assert names(client.get(LIST + second.context["page"].previous_url)) == names(first)
    assert "53" in first.text


def test_what_was_merged_is_not_listed(log_in, advisor):
    kept, gone = household(advisor.organisation), household(advisor.organisation, "Martin Paul")
    Household.objects.filter(pk=gone.pk).update(merged_into=kept)
    assert names(log_in(advisor).get(LIST)) == [kept.name]


def exported(client, **posted):
    response = client.post("/menages/exporter/", {"format": "csv", **posted})
    lines = response.content.decode("utf-8-sig").splitlines()
    return [dict(zip(lines[0].split(";"), line.split(";"), strict=True)) for line in lines[1:]]


def test_an_export_follows_the_filters_and_the_search(log_in, advisor):
    first = household(advisor.organisation, "Le Goff Anne", composition="alone")
    RentDebtFactory(household=first, amount=640)
    household(advisor.organisation, "=Martin Paul", composition="couple")
    household(advisor.organisation, "Roux Léa", guarded=True, guarded_for=advisor)
    client = log_in(advisor)
    lines = {line["Ménage"]: line for line in exported(client)}
    assert set(lines) == {"Le Goff Anne", "'=Martin Paul", "Roux Léa"}
    assert lines["Le Goff Anne"]["Commune"] == "Nantes"
    assert lines["Le Goff Anne"]["Dette de loyer"].startswith("640")
    assert lines["Roux Léa"]["Commune"] == "", "guarded"
    assert len(exported(client, composition="couple")) == 1
    token = search(client, "goff").url.partition("recherche=")[2]
    assert [line["Ménage"] for line in exported(client, recherche=token)] == ["Le Goff Anne"]
    assert AccessLogEntry.objects.filter(action="households.export").count() == 3


def test_nothing_of_another_house_is_exported(log_in, advisor):
    household(advisor.organisation)
    assert exported(log_in(MembershipFactory(role=Role.LANDLORD_MANAGER))) == []
