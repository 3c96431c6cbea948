"""The demonstration's households: deterministic, dated from the day of loading. Loading twice changes nothing."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Organisation
from core.normalise import plain
from programmes.enums import OccupancyStatus
from tenants.demo.cases import load_cases
from tenants.demo.names import CHILDREN, LNH_PLACES, MADAMS, PONANT_PLACES, SIRS, SURNAMES
from tenants.enums import (
    Bracket,
    Civility,
    Composition,
    ContactWay,
    DwellingType,
    EvictionStep,
    ResourceKind,
    Tie,
    YesNoUnknown,
)
from tenants.models import EvictionStage, Household, Occupancy, Person, RentDebt, Resource, Sector
from tenants.services.households import new_number, refresh_name

COUNTS = {"lnh": 214, "ponant": 34}
PLACES = {"lnh": LNH_PLACES, "ponant": PONANT_PLACES}
SIZES = (Composition.ALONE, Composition.SINGLE_PARENT, Composition.COUPLE, Composition.COUPLE_WITH_CHILDREN)
WITH_CHILDREN = (Composition.SINGLE_PARENT, Composition.COUPLE_WITH_CHILDREN)
IN_A_COUPLE = (Composition.COUPLE, Composition.COUPLE_WITH_CHILDREN)
MAIN_RESOURCES = (ResourceKind.WORK, ResourceKind.MINIMUM, ResourceKind.UNEMPLOYMENT, ResourceKind.PENSION)
MONTH = datetime.timedelta(days=30)


@transaction.atomic
def load_households(organisations, today):
    """The households of each landlord, by its key, in a fixed order."""
    return {key: of_landlord(organisations[key], key, today) for key in COUNTS}


def of_landlord(landlord, key, today):
    if not landlord.households.exists():
        sectors = load_sectors(landlord, PLACES[key])
        chance = random.Random(key)
        for rank in range(COUNTS[key]):
            Story(chance, rank, landlord, sectors, PLACES[key], today).tell()
        load_cases(list(Household.objects.filter(landlord=landlord).order_by("created_at")), today)
    return list(Household.objects.filter(landlord=landlord).order_by("number"))


def load_sectors(landlord: Organisation, places):
    """One advisor after the other gets a sector."""
    advisors = Membership.objects.filter(organisation=landlord, role=Role.ADVISOR).order_by("pk")
    names = list(dict.fromkeys(place[0] for place in places))
    sectors = {name: Sector.objects.create(landlord=landlord, name=name) for name in names}
    for sector, advisor in zip(sectors.values(), advisors, strict=False):
        sector.advisors.add(advisor)
    return sectors


@dataclass
class Story:
    """One household: who it is, where it lives, what it owes."""

    chance: random.Random
    rank: int
    landlord: Organisation
    sectors: dict
    places: tuple
    today: datetime.date

    def tell(self):
        chance = self.chance
        self.place = self.places[self.rank % len(self.places)]
        self.known_since = timezone.now() - datetime.timedelta(days=5 * 365 - 10 * self.rank)
        self.surname = SURNAMES[(self.rank * 7) % len(SURNAMES)]
        self.composition = chance.choices(SIZES, weights=(48, 26, 8, 18))[0]
        children = chance.randint(1, 3) if self.composition in WITH_CHILDREN else 0
        self.household = Household.objects.create(
            landlord=self.landlord,
            sector=self.sectors[self.place[0]],
            number=new_number(self.landlord, self.known_since),
            name=self.surname,
            sort_name=plain(self.surname),
            created_at=self.known_since,
            composition=self.composition,
            children=children,
            dalo=chance.choices(YesNoUnknown.values, weights=(1, 6, 3))[0],
            collective_agreement=chance.choices(YesNoUnknown.values, weights=(1, 7, 2))[0],
            housing_plan=chance.choices(YesNoUnknown.values, weights=(3, 4, 3))[0],
            reserved=chance.choices(YesNoUnknown.values, weights=(2, 6, 2))[0],
        )
        self.add_persons(children)
        refresh_name(self.household)
        self.add_occupancy()
        self.add_money()

    def add_persons(self, children):
        madam = self.chance.random() < 0.6
        self.add_adult(madam, Tie.REFERENCE, phone=f"06 99 {self.rank // 100:02d} {self.rank % 100:02d} 12")
        if self.composition in IN_A_COUPLE:
            self.add_adult(not madam, Tie.PARTNER)
        Person.objects.bulk_create(
            Person(
                household=self.household,
                last_name=self.surname,
                first_name=self.chance.choice(CHILDREN),
                tie=Tie.CHILD,
                birth_date=self.today - datetime.timedelta(days=self.chance.randint(700, 6200)),
            )
            for _ in range(children)
        )

    def add_adult(self, madam, tie, phone=""):
        chance = self.chance
        Person.objects.create(
            household=self.household,
            civility=Civility.MADAM if madam else Civility.SIR,
            last_name=self.surname,
            first_name=chance.choice(MADAMS if madam else SIRS),
            tie=tie,
            holds_lease=True,
            birth_date=self.today - datetime.timedelta(days=chance.randint(9000, 26000)),
            phone=phone,
            contact_way=chance.choice((ContactWay.ANY, ContactWay.PHONE, ContactWay.TEXT, ContactWay.LETTER)),
            contact_hours=chance.choice(("", "", "", "Après 17 h", "Le matin")),
            interpreter=chance.choice(("",) * 14 + ("arabe", "soninké")),
        )

    def add_occupancy(self):
        chance = self.chance
        _, postcode, commune, district, streets = self.place
        applicant = self.rank % 12 == 5
        Occupancy.objects.create(
            household=self.household,
            status=OccupancyStatus.APPLICANT if applicant else OccupancyStatus.TENANT,
            starts_on=self.today - datetime.timedelta(days=30 if applicant else chance.randint(1900, 9000)),
            reference=f"{'D' if applicant else 'L'}-{44000 + self.rank * 37:06d}",
            proposal=f"T2, {district}" if applicant else "",
            proposal_deadline=self.today + datetime.timedelta(days=40) if applicant else None,
            address=f"{chance.randint(1, 90)}, {chance.choice(streets)}",
            postcode=postcode,
            commune=commune,
            district=district,
            dwelling_type=chance.choice((DwellingType.TWO_ROOMS, DwellingType.THREE_ROOMS, DwellingType.FOUR_ROOMS)),
            by_transport=YesNoUnknown.YES if chance.random() < 0.8 else YesNoUnknown.UNKNOWN,
        )

    def add_money(self):
        """Two in three owe something: it grows, then for most it falls again."""
        chance, household = self.chance, self.household
        Resource.objects.create(
            household=household,
            kind=chance.choice(MAIN_RESOURCES),
            bracket=chance.choice((Bracket.FROM_500, Bracket.FROM_500, Bracket.FROM_1000, Bracket.FROM_1500)),
            on=self.today - 12 * MONTH,
        )
        if self.rank % 3 == 2:
            return
        rent, months, owed, debts = chance.randint(280, 520), chance.randint(4, 14), Decimal(0), []
        turning = chance.randint(2, months)
        for month in range(months):
            owed = max(owed + (rent if month < turning else -rent * Decimal("0.6")), Decimal(0))
            on = self.today - (months - month) * MONTH
            debts.append(RentDebt(household=household, on=on, amount=owed.quantize(Decimal("0.01"))))
        RentDebt.objects.bulk_create(debts)
        if self.rank % 9 == 4:
            step = chance.choice((EvictionStep.NOTICE, EvictionStep.SUMMONS, EvictionStep.SUSPENDED))
            EvictionStage.objects.create(household=household, step=step, on=debts[-1].on)
