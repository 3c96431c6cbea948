"""A bilan as its pages and papers tell it: what the three read, and apart what the operator alone reads."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accompaniment.enums import EffectAnswer, ReviewKind, ReviewState, SignatureWay
from accompaniment.models import Review, ReviewInside
from accompaniment.presentation.recorded import inside_words, shared_words, situations_of
from accompaniment.rules.reviews import SIGNING, inside_effects, shared_effects
from accounts.enums import OPERATOR_ROLES
from accounts.matrix import allows
from accounts.models import AccessLogEntry
from core.signatures import signature_of

TONES = {
    ReviewState.DRAFT: "soon",
    ReviewState.SENT_BACK: "late",
    ReviewState.SUBMITTED: "soon",
    ReviewState.VALIDATED: "brand",
    ReviewState.SIGNED: "done",
}
EFFECT_TONES = {EffectAnswer.YES: "done", EffectAnswer.PARTLY: "soon", EffectAnswer.NO: "late"}
# A bilan is asked to be read so long after it was validated.
TOLD_FOR = datetime.timedelta(days=30)
TEXTS = ("tenant_words", "done", "worker_view", "landlord_view", "next_steps")
PARTS = (
    "accompaniment__household__landlord",
    "accompaniment__convention__landlord",
    "accompaniment__convention__operator",
    "accompaniment__programme_version",
    "accompaniment__previous",
    "accompaniment__referral__advisor__user",
    "meeting",
    "author__user",
)


@dataclass(frozen=True)
class SignedLine:
    """One of the three, and who signed for it, how and when."""

    party: str
    label: str
    signatures: list = field(default_factory=list)


def reviews_of(mesure, actor):
    """Whatever this actor reads of them, the latest first."""
    found = Review.objects.visible_to(actor).filter(accompaniment=mesure)
    return found.defer(*TEXTS, "recorded").order_by("-on", "-created_at")


def not_read_by(actor, reviews):
    """Those of the last weeks that this person has not opened since they were validated."""
    read = AccessLogEntry.objects.filter(
        subject_type="accompaniment.review",
        subject_id=OuterRef("pk"),
        user=actor.user_id,
        at__gt=OuterRef("validated_at"),
    )
    return reviews.filter(~Exists(read), validated_at__gte=timezone.now() - TOLD_FOR)


def exit_label(review):
    return "À la sortie" if review.kind == ReviewKind.FINAL else "Au jour du bilan"


def told(review, actor) -> dict:
    """What the three read of it: page and paper alike. A text that was published, whoever reads what is published."""
    version = review.accompaniment.programme_version
    situations = [(exit_label(review) if one.moment == "exit" else "À l’entrée", one) for one in situations_of(review)]
    return {
        "review": review,
        "version": version,
        "situations": situations,
        "shared": shared_words(review, reads_published=allows(actor.role, "published.read")),
        "effects": effects_told(review, shared_effects(version.content), operator_only=False),
        "signed": signed_lines(review),
    }


def told_inside(review) -> dict:
    """What the operator alone reads of it."""
    inside = ReviewInside.objects.filter(review=review).first() or ReviewInside(review=review)
    definition = review.accompaniment.programme_version.content
    return {
        "inside": inside,
        "inner": inside_words(review, inside),
        "inner_effects": effects_told(review, inside_effects(definition), operator_only=True),
    }


def effects_told(review, declared, *, operator_only):
    """[(label, answer, tone, note)] in the order of the programme, of this side only."""
    found = {one.code: one for one in review.effects.filter(operator_only=operator_only)}
    lines = [(each.label, found.get(each.code)) for each in declared]
    return [
        (
            label,
            one.get_answer_display() if one else "",
            EFFECT_TONES.get(one.answer, "") if one else "",
            one and one.note,
        )
        for label, one in lines
    ]


def signed_lines(review):
    kept = list(review.signatures.select_related("signed_paper"))
    convention = review.accompaniment.convention
    labels = {"tenant": "Le ménage", "landlord": convention.landlord.label, "operator": convention.operator.label}
    return [SignedLine(party, labels[party], [drawn(one) for one in kept if one.party == party]) for party in SIGNING]


def drawn(signature):
    signature.drawing = signature_of(signature.strokes) if signature.strokes else None
    signature.is_paper = signature.way == SignatureWay.PAPER
    return signature


def inside(actor):
    return actor.role in OPERATOR_ROLES
