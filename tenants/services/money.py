"""Resources, rent debt and eviction procedure: stated on a day, cancelled with a reason, never deleted."""

from django.db import transaction

from core.errors import DomainError
from tenants.models import EvictionStage, RentDebt, Resource
from tenants.services.parts import hold, keep, not_after

SAME_STEP = "La procédure est déjà notée à cette étape."


@transaction.atomic
def state_resource(*, resource, by):
    """From a day on; the same kind stated before ends there."""
    household, today = hold(resource.household, by)
    not_after(today, on=resource.on)
    running = Resource.objects.filter(household=household, kind=resource.kind, ended_on=None).standing()
    for before in running.exclude(pk=resource.pk):
        if before.on >= resource.on:
            raise DomainError("Cette ressource est déjà notée à ce jour ou plus tard.", field="on")
        before.ended_on = resource.on
        before.save(update_fields=["ended_on"])
    return keep(resource)


@transaction.atomic
def end_resource(*, resource, on, by):
    _, today = hold(resource.household, by)
    not_after(today, ended_on=on)
    if resource.ended_on:
        raise DomainError("Cette ressource a déjà une fin.")
    if on < resource.on:
        raise DomainError("La fin ne peut pas précéder le début.", field="ended_on")
    resource.ended_on = on
    return keep(resource)


@transaction.atomic
def state_debt(*, debt, by):
    """As the landlord's accounts say it on a day: the landlord alone states it."""
    _, today = hold(debt.household, by, "debts.write")
    not_after(today, on=debt.on)
    return keep(debt)


@transaction.atomic
def state_eviction(*, stage, by):
    household, today = hold(stage.household, by)
    not_after(today, on=stage.on)
    before = EvictionStage.objects.filter(household=household, on__lte=stage.on).standing().first()
    if before and before.step == stage.step:
        raise DomainError(SAME_STEP, field="step")
    return keep(stage)


@transaction.atomic
def cancel_stated(*, stated, reason, by):
    """What was wrong stays readable, crossed out, with the reason."""
    hold(stated.household, by, "debts.write" if isinstance(stated, RentDebt) else "households.write")
    stated = type(stated).objects.select_for_update(of=("self",)).get(pk=stated.pk)
    if stated.cancelled_reason:
        raise DomainError("C’est déjà annulé.")
    if not reason.strip():
        raise DomainError("Dites pourquoi, en quelques mots.", field="reason")
    stated.cancelled_reason = reason.strip()
    return keep(stated)
