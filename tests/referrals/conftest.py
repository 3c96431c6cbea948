"""A pair at work on one fiche: an advisor, a head, two workers."""

from types import SimpleNamespace

import pytest

from accounts.enums import Role
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import sent_referral
from tests.factories.tenants import HouseholdFactory


@pytest.fixture
def pair(db):
    convention = ConventionFactory()
    return SimpleNamespace(
        convention=convention,
        advisor=MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord, user__last_name="Riou"),
        head=MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator, user__last_name="Tanguy"),
        nadia=MembershipFactory(organisation=convention.operator, user__first_name="Nadia", user__last_name="Le Goff"),
        paul=MembershipFactory(organisation=convention.operator, user__first_name="Paul", user__last_name="Bodin"),
        household=HouseholdFactory(landlord=convention.landlord, name="Mme Kervella"),
    )


@pytest.fixture
def sent(pair):
    return sent_referral(convention=pair.convention, household=pair.household, advisor=pair.advisor)


@pytest.fixture
def received(pair):
    """In Nadia's hands."""
    return sent_referral(convention=pair.convention, household=pair.household, advisor=pair.advisor, worker=pair.nadia)
