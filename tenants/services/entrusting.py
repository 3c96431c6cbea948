"""A household comes to an operator, then into the hands of its workers. A hand-over leaves thirty days of reading."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.matrix import allows
from accounts.models import Membership
from core.errors import DomainError
from tenants.enums import AssignmentKind
from tenants.models import Assignment, Entrustment, Household
from tenants.rules import DAYS_READ_AFTER_HANDING_OVER
from tenants.services.index import index_household


@transaction.atomic
def entrust_household(*, household, operator, on) -> Entrustment:
    """From now on the operator's head reads it. Said twice, the first day stays."""
    entrustment, new = Entrustment.objects.get_or_create(household=household, operator=operator, defaults={"since": on})
    if new:
        index_household(household)
    return entrustment


def carriers_of(operator, today):
    """The workers who may be given a household, by name; a head who carries some has that role too."""
    found = Membership.objects.open_on(today).filter(
        organisation=operator, role=Role.SOCIAL_WORKER, user__is_active=True
    )
    return list(found.select_related("user", "organisation").order_by("user__last_name", "user__first_name", "pk"))


@transaction.atomic
def assign_worker(*, household, membership, on, by, kind=AssignmentKind.PRIVILEGED, until=None) -> Assignment:
    """Put it into her hands. One privileged worker at a time in each operator: the one before hands over."""
    Household.objects.hold(household.pk)
    _require_assignable(household, membership, on, until, by)
    open_ones = Assignment.objects.select_for_update().open_on(on).filter(household=household, kind=kind)
    theirs = list(open_ones.filter(membership__organisation=membership.organisation_id))
    for assignment in theirs:
        if assignment.membership_id == membership.pk:
            return assignment
    if kind == AssignmentKind.PRIVILEGED:
        for assignment in theirs:
            end_assignment(assignment=assignment, on=on, by=by)
    read_until = until + datetime.timedelta(days=DAYS_READ_AFTER_HANDING_OVER) if until else None
    return Assignment.objects.create(
        household=household, membership=membership, kind=kind, starts_on=on, ends_on=until, read_until=read_until
    )


@transaction.atomic
def end_assignment(*, assignment, on, by) -> Assignment:
    """Out of her hands from that day on; she reads it thirty days more. Already ended: nothing changes."""
    assignment = Assignment.objects.select_for_update().select_related("membership").get(pk=assignment.pk)
    _require_of_the_house(assignment.membership, by)
    last = max(assignment.starts_on, on - datetime.timedelta(days=1))
    if assignment.ends_on and assignment.ends_on <= last:
        return assignment
    assignment.ends_on = last
    assignment.read_until = on + datetime.timedelta(days=DAYS_READ_AFTER_HANDING_OVER)
    assignment.save(update_fields=["ends_on", "read_until"])
    return assignment


def end_assignments(*, household, operator, on, by):
    """The operator has done with the household: out of everybody's hands there."""
    running = Assignment.objects.open_on(on).filter(household=household, membership__organisation=operator)
    for assignment in running.order_by("pk"):
        end_assignment(assignment=assignment, on=on, by=by)


def privileged_worker(household, operator, today):
    """Who has it in hand there now, or None."""
    running = Assignment.objects.open_on(today).filter(household=household, kind=AssignmentKind.PRIVILEGED)
    assignment = running.filter(membership__organisation=operator).select_related("membership__user").first()
    return assignment.membership if assignment else None


def _require_assignable(household, membership, on, until, by):
    _require_of_the_house(membership, by)
    if not allows(by.role, "households.assign"):
        raise DomainError("Confier un ménage n’est pas possible dans votre rôle.")
    if on > timezone.localdate():
        raise DomainError("Un ménage se confie aujourd’hui, ou depuis un jour passé.", field="on")
    if until and until < on:
        raise DomainError("La fin ne peut pas précéder le début.", field="until")
    if not any(membership.pk == each.pk for each in carriers_of(membership.organisation_id, on)):
        raise DomainError("Cette personne ne peut pas recevoir de ménage : choisissez-en une autre.", field="worker")
    if not Entrustment.objects.filter(household=household, operator=membership.organisation_id).exists():
        raise DomainError("Ce ménage n’a pas été confié à votre association.")


def _require_of_the_house(membership, by):
    """`by` None: the application itself."""
    if by is not None and by.organisation_id != membership.organisation_id:
        raise DomainError("Cette personne ne travaille pas dans votre association.", field="worker")
