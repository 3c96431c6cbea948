"""The steps of the bilans, in the history of a file."""

from accompaniment.models import Review
from accompaniment.presentation.reviews import TEXTS, inside
from accompaniment.rules import REVIEW_OUTSIDE, REVIEWS
from accounts.matrix import allows


def review_trail(household, actor):
    """The team reads each step; the landlord, that a bilan was validated and signed."""
    if not allows(actor.role, "reviews.read"):
        return []
    found = Review.objects.visible_to(actor).filter(accompaniment__household=household)
    table = REVIEWS if inside(actor) else REVIEW_OUTSIDE
    return [(one, table, one.get_kind_display()) for one in found.defer(*TEXTS, "recorded").order_by("pk")]
