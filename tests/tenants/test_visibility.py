"""Whose households one reads."""

import datetime

import pytest

from accounts.enums import Role
from tenants.models import Household, LandlordSetting
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, PartnerFactory
from tests.factories.tenants import AssignmentFactory, EntrustmentFactory, HouseholdFactory, SectorFactory

pytestmark = pytest.mark.django_db


def reads(actor, household):
    return Household.objects.visible_to(actor).filter(pk=household.pk).exists()


def writes(actor, household):
    return Household.objects.writable_by(actor).filter(pk=household.pk).exists()


@pytest.fixture
def landlord():
    return LandlordFactory()


@pytest.fixture
def advisor(landlord):
    return MembershipFactory(role=Role.ADVISOR, organisation=landlord)


@pytest.fixture
def operator():
    return OrganisationFactory()


def test_an_advisor_reads_her_sectors_and_what_has_none(landlord, advisor):
    mine, others = SectorFactory(landlord=landlord), SectorFactory(landlord=landlord)
    mine.advisors.add(advisor)
    assert reads(advisor, HouseholdFactory(landlord=landlord, sector=mine))
    assert reads(advisor, HouseholdFactory(landlord=landlord))
    assert not reads(advisor, HouseholdFactory(landlord=landlord, sector=others))


def test_a_landlord_may_open_all_its_portfolios_but_never_anothers(landlord, advisor):
    LandlordSetting.objects.create(landlord=landlord, open_portfolios=True)
    assert reads(advisor, HouseholdFactory(landlord=landlord, sector=SectorFactory(landlord=landlord)))
    assert not reads(advisor, HouseholdFactory())


def test_a_guarded_household_is_read_by_one_person_of_the_landlord(landlord, advisor):
    manager = MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord)
    colleague = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
    guarded = HouseholdFactory(landlord=landlord, guarded=True, guarded_for=advisor)
    assert reads(advisor, guarded)
    assert not reads(colleague, guarded)
    assert not reads(manager, guarded)


def test_an_operator_reads_what_was_entrusted_to_it(landlord, operator):
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator)
    household = HouseholdFactory(landlord=landlord)
    assert not reads(head, household)
    EntrustmentFactory(household=household, operator=operator)
    assert reads(head, household)
    assert not reads(worker, household)
    AssignmentFactory(household=household, membership=worker)
    assert reads(worker, household)
    assert writes(worker, household)


def test_what_was_handed_over_is_read_for_thirty_days(operator, today):
    worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator)
    yesterday = today - datetime.timedelta(days=1)
    lately = AssignmentFactory(membership=worker, ends_on=yesterday, read_until=today)
    long_ago = AssignmentFactory(membership=worker, ends_on=yesterday, read_until=yesterday)
    assert reads(worker, lately.household)
    assert not writes(worker, lately.household)
    assert not reads(worker, long_ago.household)


def test_a_merged_household_is_read_where_it_went(landlord, advisor):
    kept = HouseholdFactory(landlord=landlord)
    assert not reads(advisor, HouseholdFactory(landlord=landlord, merged_into=kept))


@pytest.mark.parametrize("role", [Role.BILLING_OFFICER, Role.COMMITTEE_MEMBER, Role.DPO, Role.ADMINISTRATOR])
def test_these_roles_read_no_household(role, landlord, operator):
    household = HouseholdFactory(landlord=landlord)
    EntrustmentFactory(household=household, operator=operator)
    house = PartnerFactory() if role == Role.COMMITTEE_MEMBER else operator
    assert not reads(MembershipFactory(role=role, organisation=house), household)
