"""In whose hands a household is, one after the other."""

import datetime

import pytest
from django.utils import timezone

from accounts.enums import Role
from core.errors import DomainError
from tenants.enums import AssignmentKind
from tenants.models import HOUSEHOLDS, Assignment, Entrustment, Household
from tenants.services.entrusting import (
    assign_worker,
    carriers_of,
    end_assignment,
    end_assignments,
    entrust_household,
    privileged_worker,
)
from tenants.services.index import index_household
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.tenants import HouseholdFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


@pytest.fixture
def operator():
    return OrganisationFactory()


@pytest.fixture
def head(operator):
    return MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)


@pytest.fixture
def nadia(operator):
    return MembershipFactory(organisation=operator, user__last_name="Amrani")


@pytest.fixture
def paul(operator):
    return MembershipFactory(organisation=operator, user__last_name="Bodin")


@pytest.fixture
def household(operator, today):
    household = HouseholdFactory()
    entrust_household(household=household, operator=operator, on=today - 40 * DAY)
    return household


def reads(actor, household):
    return Household.objects.visible_to(actor).filter(pk=household.pk).exists()


def writes(actor, household):
    return Household.objects.writable_by(actor).filter(pk=household.pk).exists()


def test_the_head_reads_what_is_entrusted(operator, head, today):
    household = HouseholdFactory()
    assert not reads(head, household)
    entrust_household(household=household, operator=operator, on=today)
    assert reads(head, household)


def test_the_operator_finds_what_is_entrusted_to_it(operator, today):
    household = HouseholdFactory(number="2014-04242")
    index_household(household)
    assert HOUSEHOLDS.find("2014-04242", organisation=operator.pk).subjects == []
    entrust_household(household=household, operator=operator, on=today)
    assert HOUSEHOLDS.find("2014-04242", organisation=operator.pk).subjects == [household.pk]


def test_entrusted_twice_keeps_its_first_day(operator, household, today):
    entrust_household(household=household, operator=operator, on=today)
    assert Entrustment.objects.get().since == today - 40 * DAY


def test_a_worker_reads_and_writes_what_is_in_her_hands(head, nadia, household, operator, today):
    assign_worker(household=household, membership=nadia, on=today, by=head)
    assert reads(nadia, household)
    assert writes(nadia, household)
    assert privileged_worker(household, operator, today) == nadia


def test_assigned_twice_is_assigned_once(head, nadia, household, today):
    first = assign_worker(household=household, membership=nadia, on=today, by=head)
    assert assign_worker(household=household, membership=nadia, on=today, by=head) == first
    assert Assignment.objects.count() == 1


def test_one_privileged_worker_at_a_time(head, nadia, paul, household, operator, today):
    assign_worker(household=household, membership=nadia, on=today - 10 * DAY, by=head)
    assign_worker(household=household, membership=paul, on=today, by=head)
    assert privileged_worker(household, operator, today) == paul
    assert not writes(nadia, household)
    assert reads(nadia, household)
    handed = Assignment.objects.get(membership=nadia)
    assert (handed.ends_on, handed.read_until) == (today - DAY, today + 30 * DAY)


def test_handed_over_it_is_read_for_thirty_days(head, nadia, paul, household, today):
    assign_worker(household=household, membership=nadia, on=today - 40 * DAY, by=head)
    assign_worker(household=household, membership=paul, on=today - 31 * DAY, by=head)
    assert not reads(nadia, household)


def test_each_operator_has_its_own(head, nadia, household, operator, today):
    other = OrganisationFactory()
    entrust_household(household=household, operator=other, on=today)
    chief, lise = MembershipFactory(role=Role.SERVICE_HEAD, organisation=other), MembershipFactory(organisation=other)
    assign_worker(household=household, membership=nadia, on=today, by=head)
    assign_worker(household=household, membership=lise, on=today, by=chief)
    assert privileged_worker(household, operator, today) == nadia
    assert privileged_worker(household, other, today) == lise
    end_assignments(household=household, operator=operator, on=today, by=head)
    assert privileged_worker(household, other, today) == lise


def test_a_second_worker_and_a_cover_stand_beside(head, nadia, paul, household, operator, today):
    third = MembershipFactory(organisation=operator)
    assign_worker(household=household, membership=nadia, on=today, by=head)
    assign_worker(household=household, membership=paul, kind=AssignmentKind.SECOND, on=today, by=head)
    cover = assign_worker(
        household=household, membership=third, kind=AssignmentKind.COVER, on=today, until=today + 7 * DAY, by=head
    )
    assert writes(nadia, household)
    assert writes(paul, household)
    assert writes(third, household)
    assert (cover.ends_on, cover.read_until) == (today + 7 * DAY, today + 37 * DAY)


def test_ended_twice_ends_once(head, nadia, household, today):
    assignment = assign_worker(household=household, membership=nadia, on=today - 5 * DAY, by=head)
    first = end_assignment(assignment=assignment, on=today - 2 * DAY, by=head)
    again = end_assignment(assignment=assignment, on=today, by=head)
    assert (first.ends_on, again.ends_on) == (today - 3 * DAY, today - 3 * DAY)


class TestRefused:
    def refused(self, sentence, **values):
        with pytest.raises(DomainError, match=sentence):
            assign_worker(**values)
        assert not Assignment.objects.exists()

    def test_by_somebody_of_another_house(self, nadia, household, today):
        chief = MembershipFactory(role=Role.SERVICE_HEAD)
        self.refused("votre association", household=household, membership=nadia, on=today, by=chief)

    def test_by_a_worker(self, nadia, paul, household, today):
        self.refused("votre rôle", household=household, membership=nadia, on=today, by=paul)

    def test_to_a_role_that_carries_nothing(self, head, household, operator, today):
        officer = MembershipFactory(role=Role.BILLING_OFFICER, organisation=operator)
        self.refused("une autre", household=household, membership=officer, on=today, by=head)

    def test_to_a_role_that_is_over(self, head, household, operator, today):
        gone = MembershipFactory(organisation=operator, ends_on=today - DAY)
        self.refused("une autre", household=household, membership=gone, on=today, by=head)

    def test_to_a_closed_account(self, head, household, nadia, today):
        nadia.user.is_active, nadia.user.closed_at = False, timezone.now()
        nadia.user.save(update_fields=["is_active", "closed_at"])
        self.refused("une autre", household=household, membership=nadia, on=today, by=head)

    def test_before_it_is_entrusted(self, head, nadia, today):
        self.refused("n’est plus, confié", household=HouseholdFactory(), membership=nadia, on=today, by=head)

    def test_tomorrow(self, head, nadia, household, today):
        self.refused("aujourd’hui", household=household, membership=nadia, on=today + DAY, by=head)

    def test_a_cover_that_ends_before_it_begins(self, head, nadia, household, today):
        self.refused(
            "précéder", household=household, membership=nadia, on=today, until=today - DAY, by=head,
            kind=AssignmentKind.COVER,
        )  # fmt: skip


def test_a_head_carries_households_as_the_worker_that_she_is_too(head, nadia, operator, today):
    as_worker = MembershipFactory(user=head.user, organisation=operator)
    MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
    assert {each.pk for each in carriers_of(operator, today)} == {as_worker.pk, nadia.pk}
