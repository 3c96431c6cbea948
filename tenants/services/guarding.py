"""A person in danger: a safe channel, nothing else. The household's two columns follow in the same transaction."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, Role
from accounts.matrix import allows
from accounts.models import Membership
from accounts.services.notices import notify
from core.errors import DomainError
from tenants.models import Assignment, GuardedContact, Household
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
    tell_of_guard(household, known_by, by)
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
    known_by = household.guarded_for
    mark(household, guarded=False, guarded_for=None)
    tell_of_guard(household, known_by, by)
    return household


def tell_of_guard(household, known_by, by):
    """That the rules of a file changed: to those who have it in hand, and to the two who watch over the looks."""
    today = timezone.localdate()
    operators = household.entrustments.filter(read_until=None).order_by().values("operator")
    workers = Assignment.objects.open_on(today).filter(household=household).order_by().values("membership")
    concerned = Q(pk=known_by.pk) if known_by else Q(pk__in=[])
    concerned |= Q(role=Role.SERVICE_HEAD, organisation__in=operators) | Q(pk__in=workers)
    watching = Q(role=Role.DPO) & (Q(organisation=household.landlord_id) | Q(organisation__in=operators))
    others = Membership.objects.open_on(today).exclude(user=by.user_id)
    notify(to=others.filter(concerned), code="contact_changed", path=household.get_absolute_url())
    notify(to=others.filter(watching), code="contact_watched", path=reverse("accounts:access_log"), mine=False)


def mark(household, *, guarded, guarded_for):
    Household.objects.filter(pk=household.pk).update(guarded=guarded, guarded_for=guarded_for)
    household.guarded, household.guarded_for = guarded, guarded_for
    index_household(household)
