import datetime

import pytest

from accounts.enums import Role
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.tenants import (
    AssignmentFactory,
    EntrustmentFactory,
    HouseholdFactory,
    OccupancyFactory,
    PersonFactory,
)


@pytest.fixture
def file_of_two():
    """Two who share a lease, accompanied by an operator's worker; whoever is at the landlord besides the advisor."""
    return FileOfTwo()


class FileOfTwo:
    def __init__(self):
        self.landlord, self.operator = LandlordFactory(), OrganisationFactory()
        self.advisor = self.at_landlord(Role.ADVISOR, "Guillou")
        self.colleague = self.at_landlord(Role.ADVISOR, "Prat")
        self.manager = self.at_landlord(Role.LANDLORD_MANAGER, "Roudaut")
        self.worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=self.operator)
        self.head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=self.operator)
        self.former = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=self.operator)
        self.household = HouseholdFactory(landlord=self.landlord, name="Anne et Paul Le Goff", number="2015-00007")
        self.anne = PersonFactory(
            household=self.household,
            civility="mme",
            first_name="Anne",
            last_name="Le Goff",
            phone="06 12 34 56 78",
            email="anne@exemple.fr",
        )
        self.paul = PersonFactory(
            household=self.household, first_name="Paul", last_name="Le Goff", tie="partner", civility="m"
        )
        self.occupancy = OccupancyFactory(household=self.household, address="3 rue des Mouettes")
        EntrustmentFactory(household=self.household, operator=self.operator)
        AssignmentFactory(household=self.household, membership=self.worker)
        day = datetime.date(2014, 6, 1)
        far = datetime.date(2099, 1, 1)
        AssignmentFactory(household=self.household, membership=self.former, kind="second", ends_on=day, read_until=far)

    def at_landlord(self, role, name):
        return MembershipFactory(role=role, organisation=self.landlord, user__last_name=name)
