"""A household's situation as a plain dictionary: shown on its page, frozen into a fiche de liaison, printed.

Codes are kept beside their words: a sheet that is read in five years says what was said, and can still be counted.
Days are ISO texts, amounts are texts with two decimals. Whoever changes what it holds raises FORMAT.
"""

import datetime
from dataclasses import dataclass

from core.composed import Composed
from tenants.enums import Tie
from tenants.models import EvictionStage, Household, Occupancy, Person, RentDebt, Resource

FORMAT = 1
LATEST_DEBTS = 12
RIGHTS = ("dalo", "collective_agreement", "housing_plan", "reserved")


@dataclass(frozen=True)
class Known:
    """What is known of a household on a day: five statements, however much of it a page shows."""

    persons: list[Person]
    occupancy: Occupancy | None
    resources: list[Resource]
    debts: list[RentDebt]
    stage: EvictionStage | None

    @property
    def debt(self):
        return self.debts[0] if self.debts else None


def known_of(household: Household, today: datetime.date) -> Known:
    """What the page has read already (Household.known), or read now."""
    asked = {"household": household.pk, "day": today}
    return household.known or Known(
        persons=persons_of(household),
        occupancy=next(iter(OCCUPANCY(**asked)), None),
        resources=RESOURCES(**asked),
        debts=DEBTS(**asked),
        stage=next(iter(STAGE(**asked)), None),
    )


def persons_of(household):
    return household.known.persons if household.known else in_their_order(PERSONS(household=household.pk))


PERSONS = Composed(lambda household: Person.objects.filter(household=household).present())
OCCUPANCY = Composed(lambda household, day: Occupancy.objects.filter(household=household).open_on(day)[:1])
RESOURCES = Composed(lambda household, day: Resource.objects.filter(household=household).running_on(day))
DEBTS = Composed(
    lambda household, day: RentDebt.objects.filter(household=household, on__lte=day).standing()[:LATEST_DEBTS]
)
STAGE = Composed(lambda household, day: EvictionStage.objects.filter(household=household, on__lte=day).standing()[:1])


def situation_of(household: Household, today: datetime.date, *, with_guarded_contact: bool = False) -> dict:
    """What is known on that day; of a guarded household, neither address nor telephone but for who needs them."""
    known = known_of(household, today)
    found = {
        "format": FORMAT,
        "on": today.isoformat(),
        "number": household.number,
        "name": household.name,
        "guarded": household.guarded,
        "composition": choice(household, "composition") | {"children": household.children},
        "rights": [
            {"label": capital(Household._meta.get_field(name).verbose_name), "answer": choice(household, name)}
            for name in RIGHTS
        ],
        "persons": [person_in_words(person) for person in known.persons],
        "occupancy": occupancy_in_words(known.occupancy),
        "resources": [
            {"kind": choice(each, "kind"), "bracket": choice(each, "bracket"), "on": each.on.isoformat()}
            for each in known.resources
        ],
        "debts": [{"on": each.on.isoformat(), "amount": f"{each.amount:.2f}"} for each in known.debts],
        "eviction": stage_in_words(known.stage),
    }
    return masked(found) if household.guarded and not with_guarded_contact else found


def in_their_order(persons):
    """The person of reference, then who else holds the lease, then the others."""
    return sorted(persons, key=lambda person: person.tie != Tie.REFERENCE)


def choice(row, name):
    code = getattr(row, name)
    return {"code": code, "label": str(getattr(row, f"get_{name}_display")())} if code else {"code": "", "label": ""}


def capital(text):
    return f"{text[:1].upper()}{text[1:]}"


def day(value):
    return value.isoformat() if value else ""


def person_in_words(person: Person) -> dict:
    return {
        "id": str(person.pk),
        "name": person.titled_name,
        "birth_name": person.birth_name,
        "birth_date": day(person.birth_date),
        "tie": choice(person, "tie"),
        "holds_lease": person.holds_lease,
        "phone": person.phone,
        "email": person.email,
        "contact_way": choice(person, "contact_way"),
        "contact_hours": person.contact_hours,
        "interpreter": person.interpreter,
        "guardianship": choice(person, "guardianship"),
        "guardian_name": person.guardian_name,
        "guardian_phone": person.guardian_phone,
        "guardian_email": person.guardian_email,
    }


def occupancy_in_words(occupancy: Occupancy | None) -> dict | None:
    if occupancy is None:
        return None
    texts = ("reference", "proposal", "address", "postcode", "commune", "district")
    return {
        "status": choice(occupancy, "status"),
        "dwelling_type": choice(occupancy, "dwelling_type"),
        "by_transport": choice(occupancy, "by_transport"),
        "starts_on": day(occupancy.starts_on),
        "proposal_deadline": day(occupancy.proposal_deadline),
        "target_on": day(occupancy.target_on),
        **{name: getattr(occupancy, name) for name in texts},
    }


def stage_in_words(stage):
    return {"step": choice(stage, "step"), "on": day(stage.on)} if stage else None


# How somebody is found; the rest of a situation tells nobody where she is.
CONTACT = ("phone", "email", "contact_hours", "guardian_phone", "guardian_email")
# A dwelling that is proposed is where she will be.
WHERE = ("proposal", "address", "postcode", "commune", "district")


def masked(situation: dict) -> dict:
    """The same without what would lead to a person in danger; what was frozen earlier is masked when it is shown."""
    occupancy = situation["occupancy"]
    return {
        **situation,
        "guarded": True,
        "persons": [person | dict.fromkeys(CONTACT, "") for person in situation["persons"]],
        "occupancy": occupancy | dict.fromkeys(WHERE, "") if occupancy else None,
    }


def without_contact_of(situation: dict, persons: set) -> dict:
    """The same without how these persons are reached, by their keys."""
    gone = {str(key) for key in persons}
    shown = [person | dict.fromkeys(CONTACT, "") if person["id"] in gone else person for person in situation["persons"]]
    return {**situation, "persons": shown}
