"""What a household may be, and how an eligibility is told. Pure: values in, values out."""

from decimal import Decimal

from core.wording import sentence
from programmes.enums import OccupancyStatus
from tenants.rules.merging import MERGES

__all__ = [
    "DAYS_READ_AFTER_HANDING_OVER",
    "LARGEST_DEBT",
    "LONGEST_NAME",
    "MERGES",
    "OLDEST_AGE",
    "birth_date_problem",
    "expected_problem",
    "household_name",
    "years_between",
]

OLDEST_AGE = 130
LARGEST_DEBT = Decimal("999999.99")
# A file handed over is read for that long by who had it.
DAYS_READ_AFTER_HANDING_OVER = 30
LONGEST_NAME = 200


def household_name(persons):
    """Of its reference person and co-holders, each (first name, last name): « Anne et Paul Le Goff »."""
    parts = []
    for position, (first, last) in enumerate(persons):
        followed_by_same = position + 1 < len(persons) and persons[position + 1][1] == last
        parts.append(first if first and followed_by_same else f"{first} {last}".strip())
    name = sentence(parts)
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def birth_date_problem(birth_date, today):
    """What is said of a day on which nobody living was born; empty where it may be."""
    if birth_date and birth_date > today:
        return "Une date de naissance n’est pas dans le futur."
    if birth_date and years_between(birth_date, today) > OLDEST_AGE:
        return f"Vérifiez l’année : personne n’a {OLDEST_AGE} ans."
    return ""


def expected_problem(occupancy):
    """(field, sentence) about what an occupancy awaits; None where all of it holds."""
    if occupancy.status != OccupancyStatus.APPLICANT:
        for field in ("proposal", "proposal_deadline"):
            if getattr(occupancy, field):
                return field, "Une proposition de logement ne s’adresse qu’à un demandeur : choisissez cette situation."
    elif occupancy.proposal_deadline and occupancy.proposal_deadline < occupancy.starts_on:
        return "proposal_deadline", "La réponse ne peut pas être attendue avant la demande."
    if occupancy.target_on and occupancy.status != OccupancyStatus.SLIDING_LEASE:
        return "target_on", "Un glissement n’est prévu que pour un bail glissant : choisissez cette situation."
    if occupancy.target_on and occupancy.target_on < occupancy.starts_on:
        return "target_on", "Le glissement ne peut pas précéder l’entrée."
    return None


def years_between(day, today):
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))
