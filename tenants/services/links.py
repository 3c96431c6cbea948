"""Two files that have something to do with one another: each keeps what it holds, and leads to the other."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.matrix import allows
from core.composed import Composed
from core.errors import DomainError
from tenants.models import Household, HouseholdLink

NOT_BOTH = "Pour lier deux dossiers, il faut pouvoir lire les deux."
ALREADY = "Ces deux dossiers sont déjà liés."


LINKED = Composed(
    lambda household: (
        HouseholdLink.objects.filter(Q(one=household) | Q(other=household), cancelled_reason="")
        .order_by()
        .values_list("pk", flat=True)
    )
)


def check_both_read(one, other, by):
    if one.pk == other.pk:
        raise DomainError("C’est le même dossier : donnez le numéro de l’autre.", field="number")
    if one.landlord_id != other.landlord_id:
        raise DomainError("Ces dossiers sont de deux bailleurs : ils restent séparés.", field="number")
    readable = Household.objects.visible_to(by).filter(pk__in=[one.pk, other.pk]).count()
    if readable != 2 or not allows(by.role, "households.link"):
        raise DomainError(NOT_BOTH)


def link_households(*, one, other, kind, by):
    check_both_read(one, other, by)
    # In one order, so that a pair is linked once whichever file one starts from.
    first, second = sorted((one, other), key=lambda household: household.pk)
    try:
        with transaction.atomic():
            return HouseholdLink.objects.create(one=first, other=second, kind=kind, by=by)
    except IntegrityError:
        raise DomainError(ALREADY) from None


def cancel_link(*, link, reason, by):
    check_both_read(link.one, link.other, by)
    if link.cancelled_reason:
        raise DomainError("Ce lien est déjà retiré.")
    link.cancelled_reason = reason.strip()
    link.save(update_fields=["cancelled_reason"])
    return link


def links_of(household, actor):
    """[(link, the other file)]: those whose other side this actor reads."""
    # Most files have none: what is read of the other side is asked where there is one.
    keys = LINKED(household=household.pk)
    if not keys:
        return []
    read = HouseholdLink.objects.visible_to(actor).filter(pk__in=keys).select_related("one", "other")
    return [(link, link.other if link.one_id == household.pk else link.one) for link in read]
