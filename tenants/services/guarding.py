"""A person in danger: a safe channel, nothing else. The household's two columns follow in the same transaction."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, Role
from accounts.matrix import allows
from accounts.models import Membership
from core.errors import DomainError
from tenants.models import GuardedContact, Household
from tenants.services.index import index_household
from tenants.services.parts import NOT_YOURS


def may_guard(household, actor):
    """The advisor who reads the file, the worker who has it now, her head; the manager, what she alone still reads."""
    if not allows(actor.role, "households.guard"):
        return False
    if actor.role == Role.LANDLORD_MANAGER:
        reach = Household.objects.visible_to(actor).filter(guarded=True)
    else:
        reach = Household.objects.in_hands_of(actor)
    return reach.contains(household)


def those_who_may_know(household, today):
    open_now = Membership.objects.open_on(today).filter(organisation=household.landlord_id, user__is_active=True)
    who = open_now.filter(role__in=LANDLORD_ROLES).select_related("user", "organisation")
    return who.order_by("user__last_name", "user__first_name", "pk")


def hold_for_guarding(household, by):
    if not may_guard(household, by):
        raise DomainError(NOT_YOURS)
    return Household.objects.hold(household.pk), timezone.localdate()


def current_guard(household):
    return GuardedContact.objects.filter(household=household, lifted_on=None).first()


@transaction.atomic
def guard_contact(*, guard, known_by, by):
    """From now on one person of the landlord reads the file, and nothing is sent but by the safe channel.

    `guard` is new, or the one in force changed; `known_by` None where nobody at the landlord must know.
    """
    household, today = hold_for_guarding(guard.household, by)
    check_known_by(household, known_by, today, by)
    if not household.persons.present().filter(pk=guard.person_id).exists():
        raise DomainError("Cette personne n’est pas au foyer.", field="person")
    in_force = current_guard(household)
    if in_force and in_force.pk != guard.pk:
        raise DomainError("Un contact protégé est déjà en place : modifiez-le.")
    if guard._state.adding:
        guard.since = today
    guard.full_clean()
    guard.save()
    mark(household, guarded=True, guarded_for=known_by)
    return guard


def check_known_by(household, known_by, today, by):
    if known_by is None:
        if by.organisation_id == household.landlord_id:
            raise DomainError("Choisissez la personne du bailleur qui doit savoir.", field="known_by")
    elif not those_who_may_know(household, today).filter(pk=known_by.pk).exists():
        raise DomainError("Choisissez une personne du bailleur de ce ménage.", field="known_by")


@transaction.atomic
def lift_guard(*, household, by):
    """The danger is over: the file is read again as every other."""
    household, today = hold_for_guarding(household, by)
    guard = current_guard(household)
    if guard is None:
        raise DomainError("Aucun contact protégé n’est en place.")
    guard.lifted_on = today
    guard.save(update_fields=["lifted_on"])
    mark(household, guarded=False, guarded_for=None)
    return household


def mark(household, *, guarded, guarded_for):
    Household.objects.filter(pk=household.pk).update(guarded=guarded, guarded_for=guarded_for)
    household.guarded, household.guarded_for = guarded, guarded_for
    index_household(household)
