"""What a diagnostic answers, its days, who wrote and validated it: the same facts on its page and on both its papers.

The landlord reads them too: nothing of what was written in the diagnostic is looked for.
"""

from dataclasses import dataclass

from django.utils import timezone

from accompaniment.models import Phase
from accompaniment.presentation.contacts import contacts_by_month
from accompaniment.presentation.course import sheet_of
from accompaniment.presentation.diagnostics import published_on
from accompaniment.rules.mesures import days_words
from accounts.models import Membership
from core.wording import count, firm, plain_date
from tenants.presentation.situation import situation_of
from tenants.presentation.wording import age_on


@dataclass(frozen=True)
class Frame:
    """`context` and `fiche` are empty where the mesure answers no fiche; `validated` until it is."""

    context: str
    fiche: str
    days: str
    visits: str
    author: str
    validated: str


def frame_of(conclusions, today) -> Frame:
    mesure = conclusions.accompaniment
    phase = Phase.objects.get(diagnostic=conclusions.diagnostic_id)
    sheet = sheet_of(mesure)
    months = contacts_by_month(mesure.household_id, mesure.convention_id, phase.starts_on, phase.ends_on or today)
    author = Membership.objects.select_related("user").get(diagnostics=conclusions.diagnostic_id)
    return Frame(
        context=sheet.get_context_display() if sheet else "",
        fiche=fiche_words(mesure, sheet),
        days=days_words(phase.starts_on, phase.ends_on, today),
        visits=visits_words(sum(months.values())),
        author=str(author.user),
        validated=validated_words(conclusions),
    )


def visits_words(number):
    return count(number, "rencontre") if number else "aucune rencontre notée"


def fiche_words(mesure, sheet):
    return f"{mesure.referral.number}, envoyée le {plain_date(timezone.localdate(sheet.issued_at))}" if sheet else ""


def validated_words(conclusions):
    day = published_on(conclusions)
    return f"le {plain_date(day)}, par {conclusions.published_by.user}" if day else ""


# For the operator


@dataclass(frozen=True)
class Home:
    """Who lives there and where, on a day. `persons`: [(name, tie, age)]; how they are reached is not of it."""

    situation: dict
    persons: list


def home_of(household, day) -> Home:
    situation = situation_of(household, day)
    ages = {one["id"]: age_on(one["birth_date"], situation["on"]) for one in situation["persons"]}
    return Home(situation, [(one["name"], one["tie"]["label"], ages[one["id"]]) for one in situation["persons"]])


@dataclass(frozen=True)
class Visit:
    day: str
    kind: str
    place: str
    by: str
    present: str


def visit_of(interview) -> Visit:
    """`interview` with its author, its colleagues, its persons."""
    by = [interview.author, *interview.colleagues.all()]
    present = [str(person) for person in interview.persons.all()] + interview.others.split("\n")
    return Visit(
        day=plain_date(interview.on),
        kind=interview.get_kind_display(),
        place=interview.get_place_kind_display(),
        by=", ".join(str(one.user) for one in by),
        present=firm(", ".join(name.strip() for name in present if name.strip())),
    )
