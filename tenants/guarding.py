"""Somebody in danger: who needs to know how she is reached, and whether anything may be sent to her household.

Who may open the file at all is `Household.objects.visible_to`; this is about what leads to a person inside it.
"""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, Role
from core.composed import Composed
from tenants.models import Assignment, Entrustment, GuardedContact, Household

# An event bears the hour at which what saved it began.
LONGEST_SAVING = datetime.timedelta(minutes=1)
REDO = "Les règles de lecture d’un dossier ont changé depuis cet export : refaites-le."


def reads_contact(actor, household: Household) -> bool:
    return household.pk in contacts_read(actor, [household])


def contacts_read(actor, households: Iterable[Household]) -> set:
    """Keys of those of which the actor may know how they are reached: all that are not guarded, and some that are.

    The one at the landlord (or the manager once she left), the worker who has the household now, her head.
    """
    read = {each.pk for each in households if not each.guarded or each.guarded_for_id == actor.pk}
    others = {each.pk for each in households} - read
    return read | set(_concerning(actor, others)) if others else read


def _concerning(actor, keys):
    if actor.role == Role.LANDLORD_MANAGER:
        return Household.objects.visible_to(actor).filter(pk__in=keys).order_by().values_list("pk", flat=True)
    if actor.role == Role.SERVICE_HEAD:
        running = Entrustment.objects.readable_on(timezone.localdate())
        entrusted = running.filter(operator=actor.organisation_id, household__in=keys)
        return entrusted.order_by().values_list("household", flat=True)
    if actor.role == Role.SOCIAL_WORKER:
        open_now = Assignment.objects.open_on(timezone.localdate()).filter(membership=actor.pk, household__in=keys)
        return open_now.order_by().values_list("household", flat=True)
    return ()


GONE = Composed(
    lambda household: GuardedContact.objects.filter(household=household, person__left_on__isnull=False).values_list(
        "person", flat=True
    )
)


def guarded_since(actor, moment) -> bool:
    """Whether a contact was protected after that moment in a file that the actor might have read until then."""
    since = GuardedContact.pgh_event_model.objects.filter(pgh_created_at__gt=moment - LONGEST_SAVING)
    found = Household.objects.filter(guarded=True, pk__in=since.order_by().values("household"))
    if actor.role == Role.SOCIAL_WORKER:
        return _hidden(actor, found.filter(assignments__membership=actor.pk))
    if actor.role in LANDLORD_ROLES:
        return _hidden(actor, found.filter(landlord=actor.organisation_id))
    return _hidden(actor, found.filter(entrustments__operator=actor.organisation_id))


def _hidden(actor, households):
    households = list(households.distinct())
    return len(contacts_read(actor, households)) < len(households)


def gone_under_guard(household: Household) -> set:
    """Who was protected here and has a file of her own now: nothing here tells any more how she is reached."""
    return set(GONE(household=household.pk))


def out_of_date(job, by) -> str:
    """Of an export that may hold somebody who was protected since it was written (accounts.list_exports)."""
    return REDO if guarded_since(by, job.created_at) else ""


def may_be_written_to(household: Household) -> bool:
    """No letter, SMS or e-mail to a guarded household but by its safe channel, which a person reads and uses."""
    return not household.guarded
