"""Whether an operator follows a household still: asked by what ends below the mesures (settings.FOLLOW_UP)."""

from django.db.models import Exists, Max, OuterRef

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment
from accompaniment.rules.mesures import read_until_after
from referrals.models import Adhesion


def follow_up(household, operator, today):
    """(whether it follows the household, the last day on which its head reads what was done otherwise, or None).

    A mesure is open, or a yes stands on which one may open. A yes that led to one, which has ended, is no reason.
    """
    mesures = Accompaniment.objects.filter(household=household, convention__operator=operator)
    led = mesures.filter(convention=OuterRef("convention"), ends_on__gte=OuterRef("on"))
    given = Adhesion.objects.filter(household=household, convention__operator=operator).standing_on(today)
    if mesures.filter(state=MesureState.OPEN).exists() or given.filter(~Exists(led)).exists():
        return True, None
    last = mesures.order_by().aggregate(day=Max("ends_on"))["day"]
    return False, read_until_after(last) if last else None
