"""The persons of a household: who comes, what changes, who leaves on a day."""

from django.db import transaction

from core.errors import DomainError
from tenants.enums import Guardianship, Tie
from tenants.rules import birth_date_problem
from tenants.services.parts import hold, keep, not_after, renamed

LAST_ONE = "C’est la dernière personne du ménage : un dossier garde au moins une personne."
OF_REFERENCE = "C’est la personne de référence : choisissez d’abord qui la devient, dans la fiche de cette personne."
GUARDED = "Cette personne est protégée par un contact protégé : levez-le d’abord."


@transaction.atomic
def add_person(*, person, by):
    """`person`: not saved yet, of its household."""
    household, today = hold(person.household, by)
    return save_person(person, household, today)


@transaction.atomic
def update_person(*, person, by):
    household, today = hold(person.household, by)
    return save_person(person, household, today)


def save_person(person, household, today):
    if problem := birth_date_problem(person.birth_date, today):
        raise DomainError(problem, field="birth_date")
    not_after(today, joined_on=person.joined_on)
    if person.birth_date and person.joined_on and person.joined_on < person.birth_date:
        raise DomainError("L’arrivée ne peut pas précéder la naissance.", field="joined_on")
    if person.guardianship == Guardianship.NONE:
        person.guardian_name = person.guardian_phone = person.guardian_email = ""
    elif not person.guardian_name:
        raise DomainError("Indiquez qui signe avec la personne.", field="guardian_name")
    if person.tie == Tie.REFERENCE:
        pass_reference_on(household, to=person)
    keep(person)
    if not household.persons.present().filter(tie=Tie.REFERENCE).exists():
        raise DomainError("Un ménage a une personne de référence : choisissez-en une autre d’abord.", field="tie")
    renamed(household)
    return person


def pass_reference_on(household, *, to):
    """Whoever was of reference becomes another member: there is one at a time."""
    for before in household.persons.present().filter(tie=Tie.REFERENCE).exclude(pk=to.pk):
        before.tie = Tie.OTHER
        before.save(update_fields=["tie"])


@transaction.atomic
def leave_household(*, person, on, by):
    """She is no longer of the household from the day after; what was noted of her stays readable."""
    household, today = hold(person.household, by)
    not_after(today, left_on=on)
    if person.left_on:
        raise DomainError("Cette personne a déjà quitté le foyer.")
    if person.joined_on and on < person.joined_on:
        raise DomainError("Le départ ne peut pas précéder l’arrivée.", field="left_on")
    if not household.persons.present().exclude(pk=person.pk).exists():
        raise DomainError(LAST_ONE)
    if person.tie == Tie.REFERENCE:
        raise DomainError(OF_REFERENCE)
    if household.guards.filter(person=person, lifted_on=None).exists():
        raise DomainError(GUARDED)
    person.left_on = on
    person.save(update_fields=["left_on"])
    renamed(household)
    return person


@transaction.atomic
def come_back(*, person, by):
    """The departure was noted by mistake, or she came back."""
    household, _ = hold(person.household, by)
    if person.left_on is None:
        raise DomainError("Cette personne est déjà au foyer.")
    person.left_on = None
    person.save(update_fields=["left_on"])
    renamed(household)
    return person
