"""The demonstration's bilans: every state of one, and an end that has its own or says why not."""

import pytest
from django.utils import timezone

from accompaniment.demo.reviews import load_reviews
from accompaniment.enums import ClosingState, EffectAnswer, Moment, ReviewKind, ReviewState, SignatureWay
from accompaniment.models import Accompaniment, Closing, Review, ReviewEffect, ReviewSignature, ReviewSituation
from accompaniment.rules.reviews import lacks, shared_effects
from accompaniment.services.reviews import TEXTS
from programmes.enums import ExitReason, PhaseKind
from referrals.enums import Party

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
HELD = {
    *(ExitReason.OBJECTIVES_REACHED, ExitReason.AUTONOMY, ExitReason.END_OF_TERM),
    *(ExitReason.RELAYED, ExitReason.REHOUSED),
}


def test_every_state_of_both_kinds_is_there():
    states = dict.fromkeys(ReviewKind.values)
    for kind in states:
        states[kind] = set(Review.objects.filter(kind=kind).values_list("state", flat=True))
    given = {ReviewState.SENT_BACK, ReviewState.VALIDATED, ReviewState.SIGNED}
    assert states[ReviewKind.INTERMEDIATE] == given | {ReviewState.DRAFT, ReviewState.SUBMITTED}
    assert states[ReviewKind.FINAL] == given
    assert set(ReviewSignature.objects.values_list("way", flat=True)) == set(SignatureWay)
    assert set(ReviewEffect.objects.values_list("answer", flat=True)) == set(EffectAnswer)


def test_an_end_has_its_bilan_or_says_why_not():
    for closing in Closing.objects.select_related("review", "accompaniment"):
        supported = closing.accompaniment.phases.filter(kind=PhaseKind.SUPPORT).exists()
        assert bool(closing.review) == (supported and closing.exit_reason in HELD), closing
        assert bool(closing.without_review) != bool(closing.review)
        if closing.review:
            assert closing.review.kind == ReviewKind.FINAL
            assert closing.review.accompaniment_id == closing.accompaniment_id
            assert closing.review.on <= closing.on
    ended = Closing.objects.filter(state=ClosingState.VALIDATED, review__isnull=False)
    assert ended.count() > 30
    assert not ended.exclude(review__state=ReviewState.SIGNED).exists()


def test_what_is_validated_lacks_nothing_and_follows_its_mesure():
    today = timezone.localdate()
    for review in Review.objects.select_related("accompaniment__programme_version", "meeting"):
        mesure = review.accompaniment
        assert mesure.starts_on <= review.on <= (mesure.ends_on or today)
        assert review.meeting is None or review.meeting.held_on == review.on
        if review.state in (ReviewState.DRAFT, ReviewState.SENT_BACK):
            continue
        effects = mesure.programme_version.content.effects
        answered = set(review.effects.values_list("code", flat=True))
        assert not lacks(review.kind, {name: getattr(review, name) for name in TEXTS}, answered, effects)
        assert sum(number for _, number in review.recorded["contacts"]) > 0
        shared = {each.code for each in shared_effects(mesure.programme_version.content)}
        assert not review.effects.filter(code__in=shared, operator_only=True).exists()
        assert not review.effects.exclude(code__in=shared).filter(operator_only=False).exists()
        assert set(review.situations.values_list("moment", flat=True)) == set(Moment)
    assert ReviewSituation.objects.filter(debt__isnull=False).exists()


def test_the_three_signed_what_is_signed_and_one_of_them_is_waited_for():
    for review in Review.objects.filter(state=ReviewState.SIGNED).prefetch_related("signatures"):
        assert {each.party for each in review.signatures.all()} == set(Party)
        assert all(each.on >= review.on for each in review.signatures.all())
    for review in Review.objects.filter(state=ReviewState.VALIDATED).prefetch_related("signatures"):
        assert {each.party for each in review.signatures.all()} == {Party.TENANT, Party.OPERATOR}
    assert not ReviewSignature.objects.exclude(review__validated_at__isnull=False).exists()


def test_loading_twice_changes_nothing():
    before = Review.objects.count()
    load_reviews(Accompaniment.objects.all(), timezone.localdate())
    assert Review.objects.count() == before
