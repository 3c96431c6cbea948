"""Somebody in danger: who needs to know how she is reached, and whether anything may be sent to her household.

Who may open the file at all is `Household.objects.visible_to`; this is about what leads to a person inside it.
"""

from django.utils import timezone

from accounts.enums import Role
from tenants.models import Assignment, GuardedContact, Household


def reads_contact(actor, household: Household) -> bool:
    """The one at the landlord (or the manager once she left), the worker who has the household now, her head."""
    if not household.guarded or household.guarded_for_id == actor.pk:
        return True
    if actor.role == Role.LANDLORD_MANAGER:
        return Household.objects.visible_to(actor).contains(household)
    if actor.role == Role.SERVICE_HEAD:
        return household.entrustments.filter(operator=actor.organisation_id).exists()
    if actor.role == Role.SOCIAL_WORKER:
        open_now = Assignment.objects.open_on(timezone.localdate())
        return open_now.filter(household=household, membership=actor.pk).exists()
    return False


def gone_under_guard(household: Household) -> set:
    """Who was protected here and has a file of her own now: nothing here tells any more how she is reached."""
    guards = GuardedContact.objects.filter(household=household, person__left_on__isnull=False)
    return set(guards.values_list("person", flat=True))


def may_be_written_to(household: Household) -> bool:
    """No letter, SMS or e-mail to a guarded household but by its safe channel, which a person reads and uses."""
    return not household.guarded
