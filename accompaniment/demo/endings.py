"""Households whose mesures have ended: the operator follows them no more, as the services leave it."""

from accompaniment.rules.mesures import read_until_after
from accompaniment.services.following import follow_up
from referrals.models import Referral
from referrals.rules import AT_THE_OPERATOR
from tenants.models import Entrustment


def end_entrustments(mesures, today):
    """`mesures`: a queryset. On the last day of the last one, where nothing else keeps the household there."""
    last = {}
    for one in mesures.filter(ends_on__isnull=False).order_by("ends_on").select_related("convention"):
        last[one.household_id, one.convention.operator_id] = one.ends_on
    running = Entrustment.objects.filter(read_until=None, household__in={household for household, _ in last})
    for each in running:
        ends_on = last.get((each.household_id, each.operator_id))
        fiches = Referral.objects.filter(household=each.household_id, convention__operator=each.operator_id)
        if not ends_on or fiches.filter(state__in=AT_THE_OPERATOR).exists():
            continue
        if not follow_up(each.household_id, each.operator_id, today)[0]:
            each.ended_on, each.read_until = max(each.since, ends_on), max(each.since, read_until_after(ends_on))
            each.save(update_fields=["ended_on", "read_until"])
