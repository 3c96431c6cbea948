"""A household that separates becomes two: the file stays with those who stay, the others begin one of their own."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import TextChoices
from django.utils.module_loading import import_string

from accounts.enums import Role
from accounts.matrix import allows
from core.errors import DomainError
from tenants.enums import LinkKind, Tie
from tenants.models import (
    Assignment,
    Entrustment,
    GuardedContact,
    Household,
    HouseholdLink,
    Occupancy,
    Person,
    RentDebt,
    Resource,
)
from tenants.services.guarding import current_guard, mark
from tenants.services.households import names_of, new_number
from tenants.services.parts import hold, keep, not_after, renamed

CONTACT = ("phone", "email", "contact_hours", "guardian_phone", "guardian_email")


class Home(TextChoices):
    """What becomes of the dwelling."""

    STAYS = "stays", "Ceux qui restent gardent le logement ; le nouveau se notera ensuite"
    LEAVES = "leaves", "Ceux qui ont le nouveau dossier gardent le logement et le bail"


class With(TextChoices):
    """With whom something that is planned goes on."""

    STAYS = "stays", "Avec ceux qui restent dans le dossier actuel"
    GOES = "goes", "Avec le nouveau dossier"
    CANCELLED = "cancelled", "Avec personne : il est annulé"


@dataclass(frozen=True)
class Ahead:
    """What an application above has planned with the household (settings.SEPARATION_ASKS): functions (household,
    actor) that give them. `settle(new, answer, by)` follows the answer, within the transaction."""

    key: str
    label: str
    help_text: str
    choices: list
    settle: Callable


def ahead_of(household, actor) -> list[Ahead]:
    tellers = [import_string(path) for path in settings.SEPARATION_ASKS]
    return [ahead for tell in tellers for ahead in tell(household, actor)]


@transaction.atomic
def separate_household(*, household, leaving, on, home, with_resources=False, with_debt=False, ahead=None, by):
    """Those who leave begin a file from that day on. Returns it. What was theirs before stays in the first one.

    `ahead`: {key of what is planned: with whom it goes on}; each is to be answered.
    """
    household, today = hold(household, by)
    answers = answered(ahead_of(household, by), ahead or {})
    not_after(today, on=on)
    leaving = list(household.persons.present().filter(pk__in=[person.pk for person in leaving]).order_by("pk"))
    staying = list(household.persons.present().exclude(pk__in=[person.pk for person in leaving]).order_by("pk"))
    check(leaving, staying, on)
    new, copies = open_second(household, leaving, on, today, by)
    if home == Home.LEAVES:
        move_home(household, new, on)
    if with_resources:
        copy_resources(household, new, on)
    if with_debt and allows(by.role, "debts.write"):
        copy_debt(household, new, on)
    HouseholdLink.objects.create(one=household, other=new, kind=LinkKind.SEPARATED, by=by)
    entrust_to_her(new, on, by)
    for planned, answer in answers:
        planned.settle(new, answer, by)
    take_guard_along(household, new, copies, today)
    name_reference(staying)
    for each in (household, new):
        renamed(each)
    return new


def answered(planned, given):
    """Pairs; a question that nobody was asked yet is asked."""
    pairs = [(each, given.get(each.key)) for each in planned]
    if any(answer not in each.choices for each, answer in pairs):
        raise DomainError("Dites pour chaque rendez-vous prévu avec qui il continue.")
    return pairs


def check(leaving, staying, on):
    if not leaving:
        raise DomainError("Cochez au moins une personne.", field="leaving")
    if not staying:
        raise DomainError("Quelqu’un reste dans le dossier actuel : décochez au moins une personne.", field="leaving")
    if any(person.joined_on and person.joined_on > on for person in leaving):
        raise DomainError("Une de ces personnes est arrivée au foyer après ce jour.", field="on")


def open_second(household, leaving, on, today, by):
    """The persons are new rows of the new file: what hangs on the old ones, signatures and all, stays where it is."""
    copies = {person.pk: copy_of(person, on) for person in leaving}
    name_reference(list(copies.values()))
    new = Household(
        landlord=household.landlord,
        sector=household.sector,
        number=new_number(household.landlord, today),
        created_by=by,
        **names_of(list(copies.values())),
    )
    new.save(force_insert=True)
    for copy in copies.values():
        copy.household = new
        keep(copy)
    for person in leaving:
        person.left_on = on
        if person.tie == Tie.REFERENCE:
            person.tie = Tie.OTHER
        person.save(update_fields=["left_on", "tie"])
    return new, copies


def copy_of(person, on):
    skipped = {"id", "household", "version", "left_on", "joined_on"}
    values = {field.name: getattr(person, field.name) for field in Person._meta.fields if field.name not in skipped}
    return Person(**values, joined_on=on)


def name_reference(persons):
    """One of them is: whoever was, else a lease holder, else the eldest."""
    if any(person.tie == Tie.REFERENCE for person in persons):
        return
    first = min(persons, key=lambda person: (not person.holds_lease, person.birth_date or datetime.date.max))
    first.tie = Tie.REFERENCE
    if not first._state.adding:
        first.save(update_fields=["tie"])


def move_home(household, new, on):
    current = household.occupancies.filter(ends_on=None).first()
    if current is None:
        raise DomainError("Aucune situation locative n’est en cours : elle se notera ensuite.", field="home")
    if current.starts_on >= on:
        raise DomainError(
            "La situation locative commence ce jour-là ou après : choisissez un jour suivant.", field="on"
        )
    skipped = {"id", "household", "version", "starts_on", "ends_on"}
    values = {field.name: getattr(current, field.name) for field in Occupancy._meta.fields if field.name not in skipped}
    keep(Occupancy(**values, household=new, starts_on=on))
    current.ends_on = on - datetime.timedelta(days=1)
    current.save(update_fields=["ends_on"])


def copy_resources(household, new, on):
    for each in Resource.objects.filter(household=household).running_on(on):
        keep(Resource(household=new, kind=each.kind, bracket=each.bracket, on=on))


def copy_debt(household, new, on):
    latest = RentDebt.objects.filter(household=household, on__lte=on).standing().first()
    if latest:
        keep(RentDebt(household=new, on=on, amount=latest.amount))


def take_guard_along(household, new, copies, today):
    """The protection goes with the person, and what leads to her leaves the file that others read again."""
    guard = current_guard(household)
    if guard is None or guard.person_id not in copies:
        return
    keep(
        GuardedContact(
            household=new,
            person=copies[guard.person_id],
            safe_channel=guard.safe_channel,
            safe_hours=guard.safe_hours,
            since=guard.since,
        )
    )
    mark(new, guarded=True, guarded_for=household.guarded_for)
    guard.lifted_on = today
    guard.save(update_fields=["lifted_on"])
    mark(household, guarded=False, guarded_for=None)
    Person.objects.filter(pk__in=list(copies)).update(**dict.fromkeys(CONTACT, ""))


def entrust_to_her(new, on, by):
    """Where the worker separates them, she goes on with both; the landlord's own separation entrusts nothing."""
    if by.role == Role.SOCIAL_WORKER:
        Entrustment.objects.create(household=new, operator=by.organisation, since=on)
        Assignment.objects.create(household=new, membership=by, starts_on=on)
