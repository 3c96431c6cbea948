"""By what a household is found, by whom."""

import datetime

import pytest
from django.core.management import call_command

from accounts.enums import Role
from tenants.models import HOUSEHOLDS, Household, HouseholdWord
from tenants.services.index import index_household
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.tenants import EntrustmentFactory, HouseholdFactory, OccupancyFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def household():
    made = HouseholdFactory(landlord=LandlordFactory(), number="2014-00031")
    PersonFactory(
        household=made,
        last_name="Le Goff",
        first_name="Élodie",
        birth_name="Caradec",
        birth_date=datetime.date(1980, 4, 3),
        phone="06 12 34 56 78",
    )
    OccupancyFactory(household=made, reference="L-2012/00456", address="12 rue des Lilas", commune="Saint-Herblain")
    index_household(made)
    return made


def found(typed, organisation):
    return HOUSEHOLDS.find(typed, organisation=organisation.pk).subjects


@pytest.mark.parametrize(
    "typed",
    [
        *("le goff", "LEGOFF élodie", "elodie goff", "Elodei", "caradec", "2014-00031", "201400031"),
        *("06 12 34 56 78", "+33612345678", "03/04/1980", "3 4 80", "1980-04-03"),
        *("L-2012/00456", "l201200456", "lilas herblain", "12 rue des lilas"),
    ],
)
def test_a_household_is_found_by_all_that_one_knows_of_it(household, typed):
    assert found(typed, household.landlord) == [household.pk]


def test_another_landlord_finds_nothing(household):
    assert found("le goff", LandlordFactory()) == []


def test_an_operator_finds_what_was_entrusted_to_it(household):
    operator = OrganisationFactory()
    assert found("le goff", operator) == []
    EntrustmentFactory(household=household, operator=operator)
    index_household(household)
    assert found("le goff", operator) == [household.pk]


def test_a_guarded_household_is_found_by_its_one_person(household):
    advisor, colleague = (MembershipFactory(role=Role.ADVISOR, organisation=household.landlord) for _ in range(2))
    Household.objects.filter(pk=household.pk).update(guarded=True, guarded_for=advisor)
    seen = {
        one: HOUSEHOLDS.find(
            "goff", organisation=household.landlord_id, visible=Household.objects.visible_to(one)
        ).subjects
        for one in (advisor, colleague)
    }
    assert seen == {advisor: [household.pk], colleague: []}


def test_what_was_merged_is_not_found_any_more(household):
    household.merged_into = HouseholdFactory(landlord=household.landlord)
    household.save()
    index_household(household)
    assert found("goff", household.landlord) == []


def test_the_repair_writes_what_the_services_wrote(household, capsys):
    before = set(HouseholdWord.objects.values_list("word", flat=True))
    HouseholdWord.objects.all().delete()
    call_command("index_households")
    assert set(HouseholdWord.objects.values_list("word", flat=True)) == before
    assert "1\u202fménage" in capsys.readouterr().out.replace("\xa0", "\u202f")
