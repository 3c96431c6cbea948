"""Who is told of what is decided about a mesure, on each side: by e-mail, as each prefers, without a name."""

from django.utils import timezone

from accompaniment.models import Accompaniment
from accounts.models import Membership
from accounts.services.notices import notify
from referrals.services.telling import at_work, heads_of, tell_sector
from tenants.models import Assignment


def tell_the_landlord(mesure, code, *, path=None):
    """The advisor who sent the fiche, while she reads the mesure; otherwise those who do."""
    path = path or mesure.get_absolute_url()
    advisor = mesure.referral.advisor if mesure.referral else None
    if advisor and at_work().filter(pk=advisor.pk).exists() and reads(advisor, mesure):
        notify(to=[advisor], code=code, path=path)
    else:
        tell_sector(mesure.household, code, path)


def reads(member, mesure):
    return Accompaniment.objects.visible_to(member).filter(pk=mesure.pk).exists()


def tell_the_workers(mesure, code, *, by, path=None):
    """Who has it in hand now, but for whoever acts."""
    running = Assignment.objects.open_on(timezone.localdate()).filter(household=mesure.household_id)
    of_house = running.filter(membership__organisation=mesure.convention.operator_id)
    workers = Membership.objects.filter(pk__in=of_house.values("membership")).exclude(user=by.user_id)
    notify(to=workers, code=code, path=path or mesure.get_absolute_url())


def tell_the_heads(mesure, code, *, by, path=None):
    heads = heads_of(mesure.convention.operator_id).exclude(user=by.user_id)
    notify(to=heads, code=code, path=path or mesure.get_absolute_url())
