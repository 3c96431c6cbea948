"""The household itself: who it is made of, and what the landlord knows of its rights to housing."""

from django.db import transaction

from core.errors import DomainError
from tenants.enums import Composition
from tenants.services.parts import hold, keep

WITHOUT_CHILDREN = (Composition.ALONE, Composition.COUPLE)
WITH_CHILDREN = (Composition.SINGLE_PARENT, Composition.COUPLE_WITH_CHILDREN)


@transaction.atomic
def update_household(*, household, by):
    hold(household, by)
    if household.composition in WITHOUT_CHILDREN and household.children:
        raise DomainError("Cette composition ne compte pas d’enfant : laissez vide, ou changez-la.", field="children")
    if household.composition in WITH_CHILDREN and household.children == 0:
        raise DomainError("Cette composition compte au moins un enfant.", field="children")
    return keep(household)
