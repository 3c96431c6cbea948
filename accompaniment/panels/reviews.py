"""The bilans of a household on its page: the latest, what is to be done with it; their steps, in its history."""

from accompaniment.enums import MesureState, ReviewState
from accompaniment.models import Review
from accompaniment.presentation.reviews import TEXTS, TONES, inside, not_read_by
from accompaniment.rules import REVIEW_OUTSIDE, REVIEWS
from accounts.matrix import allows
from core.wording import plain_date
from tenants.models import AskedOf
from tenants.panels import Panel, Pending

SHOWN = 2


@AskedOf
def latest_reviews(household, reader):
    found = Review.objects.visible_to(reader).filter(accompaniment__household=household.pk)
    standing = found.exclude(state=ReviewState.CANCELLED).select_related("accompaniment")
    return standing.defer(*TEXTS, "recorded").order_by("-on", "-created_at", "pk")[:SHOWN]


def review_panel(household, actor, today):
    if not allows(actor.role, "reviews.read"):
        return None
    found = latest_reviews(household, actor)
    if not found:
        return None
    return Panel(
        "Bilans",
        "accompaniment/_reviews_panel.html",
        {"rows": [(one, TONES[one.state]) for one in found]},
        pending=pending_of(household, found, actor),
    )


def pending_of(household, found, actor):
    """What the first of them asks of this actor."""
    asked = asked_inside if inside(actor) else asked_outside
    return next((each for one in found if (each := asked(household, one, actor))), None)


def asked_inside(household, review, actor):
    may, url = allows_for(actor), review.get_absolute_url()
    told = f"{review.get_kind_display()}, {plain_date(review.on)}."
    over = review.accompaniment.state == MesureState.CLOSED
    pending = None
    if review.state == ReviewState.SUBMITTED and may("reviews.validate"):
        pending = Pending("Un bilan attend votre validation.", told, url, "Relire et valider")
    elif review.state == ReviewState.SENT_BACK and may("reviews.write"):
        pending = Pending("Un bilan est à reprendre.", told, url, "Reprendre", "late")
    elif review.state == ReviewState.VALIDATED and (may("reviews.write") or (over and may("reviews.sign"))):
        pending = Pending("Un bilan est à faire signer.", told, url, "Faire signer")
    return pending if pending and household.is_in_hands_of(actor) else None


def asked_outside(household, review, actor):
    """Asked of the advisor alone, as long as she has not opened it."""
    if not household.is_in_hands_of(actor) or not not_read_by(actor, Review.objects.filter(pk=review.pk)).exists():
        return None
    told = f"{review.get_kind_display()}, {plain_date(review.on)}."
    return Pending("Un bilan est à lire.", told, review.get_absolute_url(), "Lire", "info")


def allows_for(actor):
    return lambda action: allows(actor.role, action)


def review_trail(household, actor):
    """The team reads each step; the landlord, that a bilan was validated and signed."""
    if not allows(actor.role, "reviews.read"):
        return []
    found = Review.objects.visible_to(actor).filter(accompaniment__household=household)
    table = REVIEWS if inside(actor) else REVIEW_OUTSIDE
    return [(one, table, one.get_kind_display()) for one in found.defer(*TEXTS, "recorded").order_by("pk")]
