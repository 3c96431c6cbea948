"""A household is opened, and what may be the same one is told first."""

import datetime

import pytest

from accounts.enums import Role
from core.errors import DomainError
from tenants.enums import Composition, Tie
from tenants.models import HOUSEHOLDS, Household
from tenants.rules import birth_date_problem, household_name
from tenants.services.households import create_household, refresh_name
from tests.factories.accounts import LandlordFactory, MembershipFactory
from tests.factories.tenants import SectorFactory

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2015, 3, 3)
LEASE = {"status": "tenant", "starts_on": datetime.date(2012, 5, 1), "reference": "L-000001"}


@pytest.fixture
def advisor():
    return MembershipFactory(role=Role.ADVISOR)


def person(**given):
    return {"last_name": "Le Goff", "first_name": "Élodie", "tie": Tie.REFERENCE, "holds_lease": True, **given}


def create(advisor, *persons, **given):
    return create_household(landlord=advisor.organisation, persons=persons or [person()], by=advisor, **given)


def test_it_has_a_number_a_name_and_is_found(advisor, today):
    made = create(advisor, values={"composition": Composition.ALONE}, occupancy=LEASE)
    assert made.number == f"{today.year}-00001"
    assert (made.name, made.sort_name) == ("Élodie Le Goff", "le goff elodie")
    assert made.created_by == advisor
    assert HOUSEHOLDS.find("elodie 000001", organisation=made.landlord_id).subjects == [made.pk]
    assert create(advisor).number == f"{today.year}-00002"


def test_a_household_is_named_after_its_reference_person_and_its_co_holders(advisor):
    made = create(
        advisor,
        person(),
        person(first_name="Paul", tie=Tie.PARTNER),
        person(first_name="Zoé", tie=Tie.CHILD, holds_lease=False),
    )
    assert made.name == "Élodie et Paul Le Goff"
    assert made.persons.count() == 3
    made.persons.filter(first_name="Paul").update(left_on=datetime.date(2015, 1, 1))
    refresh_name(made)
    assert Household.objects.get(pk=made.pk).name == "Élodie Le Goff"


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ([("Anne", "Roux"), ("Paul", "Blin")], "Anne Roux et Paul Blin"),
        ([("", "Roux")], "Roux"),
        ([("", "Roux"), ("Paul", "Roux")], "Roux et Paul Roux"),
        ([("A" * 80, "B" * 80), ("C" * 80, "D" * 80)], f"{'A' * 80} {'B' * 80} et {'C' * 34}…"),
    ],
)
def test_names(persons, expected):
    assert household_name(persons) == expected


@pytest.mark.parametrize(
    ("born", "refused"),
    [
        (None, False),
        (TODAY, False),
        (datetime.date(1885, 3, 3), False),
        (datetime.date(2015, 3, 4), True),
        (datetime.date(1865, 1, 1), True),
    ],
)
def test_birth_dates(born, refused):
    assert bool(birth_date_problem(born, TODAY)) is refused


@pytest.mark.parametrize(
    "wrong",
    [
        {"persons": []},
        {"persons": [person(), person()]},
        {"persons": [person(birth_date=datetime.date(2099, 1, 1))]},
        {"persons": [person(birth_date=datetime.date(1800, 1, 1))]},
        {"occupancy": {**LEASE, "starts_on": datetime.date(2099, 1, 1)}},
    ],
)
def test_what_cannot_be_is_refused_in_words(advisor, wrong):
    with pytest.raises(DomainError):
        create_household(landlord=advisor.organisation, by=advisor, **{"persons": [person()], **wrong})
    assert not Household.objects.exists()


def test_a_sector_of_another_landlord_is_refused(advisor):
    with pytest.raises(DomainError):
        create(advisor, sector=SectorFactory())


@pytest.mark.parametrize("role", [Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER])
def test_only_an_advisor_opens_a_file(role):
    member = MembershipFactory(role=role)
    with pytest.raises(DomainError):
        create(member)


def test_nobody_opens_a_file_at_another_landlord(advisor):
    with pytest.raises(DomainError):
        create_household(landlord=LandlordFactory(), persons=[person()], by=advisor)
