"""A landlord shares its households among its advisors."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from tenants.models import Household, LandlordSetting, Sector
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.tenants import HouseholdFactory, OccupancyFactory, SectorFactory
from tests.forms import post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db
LIST = "/secteurs/"


@pytest.fixture
def operator():
    return OrganisationFactory()


@pytest.fixture
def landlord(operator):
    return LandlordFactory(administered_by=operator)


@pytest.fixture
def manager(landlord):
    return MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord)


@pytest.fixture
def advisor(landlord):
    return MembershipFactory(role=Role.ADVISOR, organisation=landlord, user__last_name="Guillou")


def living_in(landlord, commune, district="", **given):
    household = HouseholdFactory(landlord=landlord, **given)
    OccupancyFactory(household=household, commune=commune, district=district)
    return household


def test_a_sector_is_made_with_its_advisors(log_in, manager, advisor, landlord):
    client = log_in(manager)
    address = reverse("tenants:sector_create", args=[landlord.pk])
    assert post_form(client, address, name="Bellevue", advisors=advisor.pk).url == LIST
    sector = Sector.objects.get()
    assert (sector.landlord, list(sector.advisors.all())) == (landlord, [advisor])
    words = text_of(client.get(LIST))
    assert "Bellevue" in words
    assert "Guillou" in words


def test_an_administrator_organises_those_of_the_landlords_that_it_administers(log_in, landlord, operator):
    client = log_in(MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator))
    post_form(client, reverse("tenants:sector_create", args=[landlord.pk]), name="Malakoff")
    sector = Sector.objects.get()
    living_in(landlord, "Nantes")
    page = text_of(client.get(LIST))
    assert "Malakoff" in page
    assert "1 ménage" not in page, "how many files a landlord has is not told here"
    assert client.get(reverse("tenants:sector_fill", args=[sector.pk])).status_code == 404
    assert client.get(reverse("tenants:sector_create", args=[LandlordFactory().pk])).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "obligatoire"),
        ({"name": "bellevue"}, "Un secteur porte déjà ce nom"),
        ({"name": "x" * 300}, "80 caractères"),
    ],
)
def test_what_cannot_be_is_said(log_in, manager, landlord, typed, words):
    SectorFactory(landlord=landlord, name="Bellevue")
    response = post_form(log_in(manager), reverse("tenants:sector_create", args=[landlord.pk]), **typed)
    assert words in text_of(response)
    assert Sector.objects.count() == 1


def test_an_advisor_of_elsewhere_is_not_chosen(log_in, manager, landlord):
    sector, stranger = SectorFactory(landlord=landlord), MembershipFactory(role=Role.ADVISOR)
    response = post_form(log_in(manager), reverse("tenants:sector_update", args=[sector.pk]), advisors=stranger.pk)
    assert response.status_code == 200
    assert not sector.advisors.exists()


def test_a_commune_or_a_district_is_put_into_a_sector_at_once(log_in, manager, landlord):
    sector, other = SectorFactory(landlord=landlord), SectorFactory(landlord=landlord)
    bellevue = living_in(landlord, "Nantes", "Bellevue")
    malakoff = living_in(landlord, "Nantes", "Malakoff")
    taken = living_in(landlord, "Nantes", "Bellevue", sector=other)
    elsewhere, foreign = living_in(landlord, "Rezé"), living_in(LandlordFactory(), "Nantes", "Bellevue")
    client, address = log_in(manager), reverse("tenants:sector_fill", args=[sector.pk])
    assert "Nantes › Bellevue (2)" in text_of(client.get(address))
    assert "Nantes (3)" in text_of(client.get(address))
    post_form(client, address, place="Nantes › Bellevue")
    assert "Un ménage est dans ce secteur." in text_of(client.get(LIST))
    assert held(sector) == {bellevue.pk}
    post_form(client, address, place="Nantes", only_without=None)
    assert held(sector) == {bellevue.pk, malakoff.pk, taken.pk}
    assert "2 ménages sont dans ce secteur" in text_of(client.get(LIST))
    for each in (elsewhere, foreign):
        each.refresh_from_db()
        assert each.sector is None


def held(sector):
    return set(Household.objects.filter(sector=sector).values_list("pk", flat=True))


def test_a_place_that_is_not_offered_is_refused(log_in, manager, landlord):
    address = reverse("tenants:sector_fill", args=[SectorFactory(landlord=landlord).pk])
    for place in ("", "Ailleurs"):
        assert post_form(log_in(manager), address, place=place).status_code == 200


def test_a_guarded_household_stays_where_it_is(log_in, manager, landlord, advisor):
    sector = SectorFactory(landlord=landlord)
    guarded = living_in(landlord, "Nantes", guarded=True, guarded_for=advisor)
    living_in(landlord, "Nantes")
    client, address = log_in(manager), reverse("tenants:sector_fill", args=[sector.pk])
    assert "Nantes (1)" in text_of(client.get(address))
    post_form(client, address, place="Nantes")
    guarded.refresh_from_db()
    assert guarded.sector is None


def test_one_household_changes_sector(log_in, manager, landlord):
    sector, household = SectorFactory(landlord=landlord), HouseholdFactory(landlord=landlord)
    address = reverse("tenants:household_sector", args=[household.pk])
    client = log_in(manager)
    post_form(client, address, sector=sector.pk)
    household.refresh_from_db()
    assert household.sector == sector
    assert post_form(client, address, sector=SectorFactory().pk).status_code == 200
    post_form(client, address, sector="")
    household.refresh_from_db()
    assert household.sector is None


def test_the_landlord_opens_all_portfolios(log_in, manager, landlord, advisor):
    household = HouseholdFactory(landlord=landlord, sector=SectorFactory(landlord=landlord))
    client, address = log_in(manager), reverse("tenants:portfolios", args=[landlord.pk])
    assert not LandlordSetting.objects.exists(), "a look writes nothing"
    post_form(client, address, open_portfolios="on")
    assert "Toutes les conseillères voient tous" in text_of(client.get(LIST))
    assert Household.objects.visible_to(advisor).contains(household)
    post_form(client, address, open_portfolios=None)
    assert not Household.objects.visible_to(advisor).contains(household)


def test_the_list_asks_no_more_when_it_grows(log_in, manager, landlord, advisor, django_assert_max_num_queries):
    client = log_in(manager)
    SectorFactory(landlord=landlord).advisors.add(advisor)
    client.get(LIST)
    with django_assert_max_num_queries(100) as few:
        client.get(LIST)
    for _ in range(5):
        SectorFactory(landlord=landlord).advisors.add(advisor)
    with django_assert_max_num_queries(len(few)):
        client.get(LIST)
