"""Who asks for households: an actor, and what else of that day her reach depends on."""

import datetime
import uuid
from dataclasses import dataclass

from django.utils import timezone

from accounts.enums import Role
from core.composed import Composed
from tenants.models.sectors import LandlordSetting

OPEN_PORTFOLIOS = Composed(
    lambda landlord: LandlordSetting.objects.filter(landlord=landlord, open_portfolios=True).values_list("pk")
)


@dataclass(frozen=True)
class Reader:
    """Does for `visible_to` what an actor does, without asking anything more: a statement can be composed for it."""

    role: Role
    pk: uuid.UUID
    user_id: uuid.UUID
    organisation_id: uuid.UUID
    today: datetime.date
    # The landlord's setting, for an advisor.
    open_portfolios: bool


def reader_of(actor) -> Reader:
    if isinstance(actor, Reader):
        return actor
    opened = actor.role == Role.ADVISOR and bool(OPEN_PORTFOLIOS(landlord=actor.organisation_id))
    return Reader(actor.role, actor.pk, actor.user_id, actor.organisation_id, timezone.localdate(), opened)
