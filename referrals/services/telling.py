"""Who is told of a step of a referral, on each side: by e-mail, as each prefers, without a name."""

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership
from accounts.services.notices import notify
from referrals.models import Referral


def at_work():
    return Membership.objects.open_on(timezone.localdate()).filter(user__is_active=True)


def heads_of(operator_id):
    return at_work().filter(organisation=operator_id, role=Role.SERVICE_HEAD)


def tell_heads(referral, code, *, mine=True):
    heads = heads_of(referral.convention.operator_id)
    notify(to=heads, code=code, path=referral.get_absolute_url(), mine=mine)


def tell_operator(referral, code):
    """Its worker, where one has it in hand; then the heads, as what waits for the team."""
    if referral.worker_id:
        notify(to=[referral.worker], code=code, path=referral.get_absolute_url())
    tell_heads(referral, code, mine=not referral.worker_id)


def tell_landlord(referral, code):
    """Its advisor; where she left, or reads it no more, those of the sector, or all; of a guarded one who must know."""
    advisor, path = referral.advisor, referral.get_absolute_url()
    if (
        at_work().filter(pk=advisor.pk).exists()
        and Referral.objects.visible_to(advisor).filter(pk=referral.pk).exists()
    ):
        notify(to=[advisor], code=code, path=path)
    else:
        tell_sector(referral.household, code, path)


def tell_sector(household, code, path):
    """Who reads it at the landlord: the advisors of its sector, or all; of a guarded one, who must know."""
    if household.guarded:
        notify(to=at_work().filter(pk=household.guarded_for_id), code=code, path=path)
        return
    advisors = at_work().filter(organisation=household.landlord_id, role=Role.ADVISOR)
    if household.sector_id and advisors.filter(sectors=household.sector_id).exists():
        advisors = advisors.filter(sectors=household.sector_id)
    notify(to=advisors, code=code, path=path, mine=False)
