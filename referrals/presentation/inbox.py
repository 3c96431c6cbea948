"""What the operator has before it: received fiches that wait, the late ones first."""

from dataclasses import replace

from django.db.models import Case, IntegerField, Prefetch, Value, When

from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.models.referrals import late_condition
from referrals.rules import AT_THE_OPERATOR
from tenants.models import Occupancy

IN_THE_INBOX = (*AT_THE_OPERATOR, ReferralState.ANNOUNCED)
ORDER = ["rank", "waiting_since", "pk"]


def in_inbox(actor, today):
    """`rank` 0: late."""
    late_first = Case(When(late_condition(today), then=Value(0)), default=Value(1), output_field=IntegerField())
    return Referral.objects.visible_to(actor).filter(state__in=IN_THE_INBOX).annotate(rank=late_first)


def shown(found, today):
    """The page with what its lines show: the rows were sorted by their keys alone."""
    keys = [row.pk for row in found.rows]
    rows = with_parts(Referral.objects.filter(pk__in=keys), today).in_bulk()
    return replace(found, rows=[rows[key] for key in keys])


def with_parts(rows, today):
    """What a line shows, in two statements."""
    homes = Prefetch("household__occupancies", Occupancy.objects.open_on(today), to_attr="homes_now")
    parts = ("household__landlord", "convention__programme", "worker__user", "appointment")
    return rows.select_related(*parts).prefetch_related(homes)
