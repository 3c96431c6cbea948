"""What several parts of a household's page show of its referrals: asked once."""

from referrals.models import Referral
from tenants.models import AskedOf

MOST = 30
PARTS = ("convention__operator", "convention__programme", "appointment", "worker__user")


@AskedOf
def referrals_of(household, reader):
    """The latest first, with their parts; not what was announced, nor the motive of an outcome: both are encrypted."""
    within = Referral.objects.visible_to(reader, of=household).select_related(*PARTS)
    return within.defer("announcement", "motive", "appointment__place").order_by("-created_at", "-pk")[:MOST]
