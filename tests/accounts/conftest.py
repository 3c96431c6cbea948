import pytest

from accounts.enums import OrganisationKind, Role
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, PartnerFactory


@pytest.fixture
def operator(db):
    return OrganisationFactory(name="Association Nôtre")


@pytest.fixture
def landlord(operator):
    return LandlordFactory(name="Bailleur Nôtre", administered_by=operator)


@pytest.fixture
def partner(operator):
    return PartnerFactory(name="Collectivité Nôtre", administered_by=operator)


@pytest.fixture
def administrator(operator):
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator, user__last_name="Admin")


@pytest.fixture
def worker(operator):
    return MembershipFactory(organisation=operator, user__first_name="Nadia", user__last_name="Le Goff")


@pytest.fixture
def stranger(db):
    """At work in an organisation that nobody here administers."""
    organisation = OrganisationFactory(kind=OrganisationKind.OPERATOR, name="Association Étrangère")
    return MembershipFactory(organisation=organisation, user__last_name="Étranger")


@pytest.fixture
def office(administrator, log_in):
    """The administrator's browser."""
    return log_in(administrator)
