from tenants.models.asked import Asked, AskedOf, found_household, found_to_write
from tenants.models.households import Assignment, Entrustment, Household, HouseholdPart, household_reached
from tenants.models.links import HouseholdLink, Merge
from tenants.models.occupancies import Occupancy
from tenants.models.persons import GuardedContact, HouseholdPartQuerySet, Person
from tenants.models.screenings import Screening
from tenants.models.sectors import LandlordSetting, Sector
from tenants.models.situation import EvictionStage, RentDebt, Resource
from tenants.models.words import HOUSEHOLDS, HouseholdSlip, HouseholdWord

__all__ = [
    "HOUSEHOLDS",
    "Asked",
    "AskedOf",
    "Assignment",
    "Entrustment",
    "EvictionStage",
    "GuardedContact",
    "Household",
    "HouseholdLink",
    "HouseholdPart",
    "HouseholdPartQuerySet",
    "HouseholdSlip",
    "HouseholdWord",
    "LandlordSetting",
    "Merge",
    "Occupancy",
    "Person",
    "RentDebt",
    "Resource",
    "Screening",
    "Sector",
    "found_household",
    "found_to_write",
    "household_reached",
]
