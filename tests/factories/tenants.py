import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.enums import Role
from core.normalise import plain
from programmes.enums import OccupancyStatus
from tenants.models import (
    Assignment,
    Entrustment,
    EvictionStage,
    GuardedContact,
    Household,
    Occupancy,
    Person,
    RentDebt,
    Resource,
    Screening,
    Sector,
)
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ProgrammeFactory


class SectorFactory(DjangoModelFactory):
    class Meta:
        model = Sector

    landlord = factory.SubFactory(LandlordFactory)
    name = factory.Sequence(lambda n: f"Secteur {n}")


class HouseholdFactory(DjangoModelFactory):
    """A household without a sector: every advisor of its landlord reads it."""

    class Meta:
        model = Household

    landlord = factory.SubFactory(LandlordFactory)
    number = factory.Sequence(lambda n: f"2014-{n:05d}")
    name = factory.Sequence(lambda n: f"Ménage d’essai {n}")
    sort_name = factory.LazyAttribute(lambda household: plain(household.name))


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = Person

    household = factory.SubFactory(HouseholdFactory)
    last_name = factory.SelfAttribute("household.name")
    first_name = "Camille"
    birth_date = datetime.date(1980, 4, 3)
    holds_lease = True


class OccupancyFactory(DjangoModelFactory):
    class Meta:
        model = Occupancy

    household = factory.SubFactory(HouseholdFactory)
    status = OccupancyStatus.TENANT
    starts_on = datetime.date(2012, 5, 1)
    reference = factory.Sequence(lambda n: f"L-{n:06d}")
    address = "12 rue des Essais"
    postcode = "44000"
    commune = "Nantes"
    district = "Bellevue"


class RentDebtFactory(DjangoModelFactory):
    class Meta:
        model = RentDebt

    household = factory.SubFactory(HouseholdFactory)
    on = datetime.date(2014, 3, 1)
    amount = 640


class ResourceFactory(DjangoModelFactory):
    class Meta:
        model = Resource

    household = factory.SubFactory(HouseholdFactory)
    kind = "work"
    bracket = "from_1000"
    on = datetime.date(2014, 3, 1)


class EvictionStageFactory(DjangoModelFactory):
    class Meta:
        model = EvictionStage

    household = factory.SubFactory(HouseholdFactory)
    step = "notice"
    on = datetime.date(2014, 3, 1)


class GuardedContactFactory(DjangoModelFactory):
    """The row alone: the columns of the household are said beside it."""

    class Meta:
        model = GuardedContact

    household = factory.SubFactory(HouseholdFactory)
    person = factory.SubFactory(PersonFactory, household=factory.SelfAttribute("..household"))
    safe_channel = "Par l’assistante sociale de l’école"
    safe_hours = "le mardi matin"
    since = datetime.date(2014, 3, 1)


class EntrustmentFactory(DjangoModelFactory):
    class Meta:
        model = Entrustment

    household = factory.SubFactory(HouseholdFactory)
    operator = factory.SubFactory(OrganisationFactory)
    since = datetime.date(2014, 3, 1)


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = Assignment

    household = factory.SubFactory(HouseholdFactory)
    membership = factory.SubFactory(MembershipFactory, role=Role.SOCIAL_WORKER)
    starts_on = datetime.date(2014, 3, 1)


class ScreeningFactory(DjangoModelFactory):
    """A passed one of `remobilisation`."""

    class Meta:
        model = Screening

    household = factory.SubFactory(HouseholdFactory)
    programme_version = factory.LazyFunction(lambda: ProgrammeFactory().current_version)
    on = datetime.date(2014, 3, 1)
    by = factory.SubFactory(
        MembershipFactory, role=Role.ADVISOR, organisation=factory.SelfAttribute("..household.landlord")
    )
    prerequisites = ["titulaire", "accord-collectif", "accord-individuel", "deplacement"]
    criteria = ["isolement"]
    passed = True
