from django.db.models import Q

from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation


def convention_reach(actor, path=""):
    """The conventions within an actor's reach, as a condition on them or, through `path`, on what leads to them.

    Those of one's own organisation; of the organisations that one administers; those that one's committee steers or
    whose payer one's organisation is. It may join to several rows: use it in a subquery.
    """
    own = actor.organisation_id
    if actor.role == Role.ADMINISTRATOR:
        administered = Organisation.objects.visible_to(actor).values("pk")
        return Q(**{f"{path}landlord__in": administered}) | Q(**{f"{path}operator__in": administered})
    if actor.role == Role.COMMITTEE_MEMBER:
        return Q(**{f"{path}steering__organisation": own}) | Q(**{f"{path}payers__organisation": own})
    return Q(**{f"{path}landlord": own}) | Q(**{f"{path}operator": own})


def administered_operators(actor):
    return Organisation.objects.administered_by_actor(actor).filter(kind=OrganisationKind.OPERATOR)


def convention_write_reach(actor):
    """Whoever administers the operator: the prices are its own, the landlord pays them and does not set them."""
    return Q(operator__in=administered_operators(actor).values("pk"))
