"""The bilan, held in a tripartite meeting: one part that the three read and sign, one that stays at the operator."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import EffectAnswer, Moment, ReviewKind, ReviewState, SignatureWay
from accompaniment.models.mesures import Accompaniment, MesurePart, MesurePartQuerySet
from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from referrals.enums import Party
from referrals.models import TripartiteMeeting


class ReviewQuerySet(MesurePartQuerySet):
    def visible_to(self, actor):
        """The landlord: once the head has validated it."""
        found = super().visible_to(actor)
        if actor.role in OPERATOR_ROLES:
            return found
        return found.filter(state__in=[ReviewState.VALIDATED, ReviewState.SIGNED])


@pghistory.track(*every_change())
class Review(UUIDModel, MesurePart):
    """What the three parties read: no health, no team text."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField("bilan", max_length=20, choices=ReviewKind)
    meeting = models.ForeignKey(
        TripartiteMeeting,
        verbose_name="tenu en rencontre",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reviews",
    )
    state = models.CharField(max_length=20, choices=ReviewState, default=ReviewState.DRAFT, editable=False)
    on = models.DateField("jour du bilan")
    tenant_words = EncryptedTextField("paroles du locataire", blank=True)
    worker_view = EncryptedTextField("regard de l’association", blank=True)
    landlord_view = EncryptedTextField("regard du bailleur", blank=True)
    done = EncryptedTextField("ce qui a été fait", blank=True)
    next_steps = EncryptedTextField("et maintenant", blank=True)
    # What was recorded up to that day, as it stood when the bilan was proposed (presentation.recorded).
    recorded = EncryptedJSONField(null=True, editable=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="reviews", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    validated_at = models.DateTimeField(null=True, editable=False)
    signed_at = models.DateTimeField(null=True, editable=False)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan"
        ordering = ["accompaniment_id", "-on", "-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accompaniment"],
                condition=Q(kind=ReviewKind.FINAL) & ~Q(state=ReviewState.CANCELLED),
                name="review_one_final",
                violation_error_message="Le bilan final de cette mesure est déjà commencé.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReviewState.VALIDATED, ReviewState.SIGNED]) | Q(validated_at__isnull=False),
                name="review_validated_at_a_time",
            ),
        ]
        triggers = [
            not_in_the_future("on"),
            # Validated: only its signing, or its cancelling, may still come.
            frozen(
                "review_validated_is_kept",
                but=["state", "signed_at", "meeting_id", "version"],
                once="OLD.validated_at IS NOT NULL",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("accompaniment:review", args=[self.pk])


class InsideQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.role not in OPERATOR_ROLES:
            return self.none()
        return self.filter(review__in=Review.objects.visible_to(actor))


def kept_with_its_review(name):
    """What belongs to a validated bilan neither comes, goes nor changes."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF EXISTS (SELECT 1 FROM accompaniment_review
                       WHERE id IN (NEW.review_id, OLD.review_id) AND validated_at IS NOT NULL) THEN
              RAISE check_violation USING MESSAGE = 'this bilan is validated', CONSTRAINT = '{name}';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


@pghistory.track(*every_change())
class ReviewInside(UUIDModel, VersionedModel):
    """The operator's side of a bilan: no path leads here from the landlord."""

    review = models.OneToOneField(Review, on_delete=models.PROTECT, related_name="inside")
    analysis = EncryptedTextField("analyse, pour l’équipe", blank=True)
    health = EncryptedTextField("santé et accès aux soins", blank=True)
    autonomy = EncryptedTextField("autonomie", blank=True)
    recorded = EncryptedJSONField(null=True, editable=False)

    objects = InsideQuerySet.as_manager()

    class Meta:
        verbose_name = "bilan, côté association"
        triggers = [kept_with_its_review("review_inside_is_kept")]


class ReviewPartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(review__in=Review.objects.visible_to(actor))


class ReviewEffectQuerySet(ReviewPartQuerySet):
    def visible_to(self, actor):
        """What the operator's side holds alone is read there alone."""
        found = super().visible_to(actor)
        return found if actor.role in OPERATOR_ROLES else found.filter(operator_only=False)


@pghistory.track(*every_change())
class ReviewEffect(UUIDModel):
    """Whether one effect of the programme came about."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="effects")
    # Code of the programme's version.
    code = models.CharField("effet", max_length=60)
    answer = models.CharField("réponse", max_length=20, choices=EffectAnswer)
    note = EncryptedTextField("précisions", blank=True)
    # Health, and what the programme says is recorded by the operator alone.
    operator_only = models.BooleanField(default=False, editable=False)

    objects = ReviewEffectQuerySet.as_manager()

    class Meta:
        verbose_name = "effet"
        ordering = ["review_id", "code"]
        constraints = [models.UniqueConstraint(fields=["review", "code"], name="review_effect_once")]
        triggers = [kept_with_its_review("review_effect_is_kept")]


@pghistory.track(*every_change())
class ReviewSituation(UUIDModel):
    """Where things stood at the entry, or at the exit: debt, payments, procedure; as the landlord knows them."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="situations")
    moment = models.CharField("moment", max_length=10, choices=Moment)
    on = models.DateField("au")
    debt = models.DecimalField("dette locative", max_digits=9, decimal_places=2, null=True, blank=True)
    payments = models.CharField("paiement du loyer", max_length=120, blank=True)
    procedure = models.CharField("procédure d’expulsion", max_length=120, blank=True)

    objects = ReviewPartQuerySet.as_manager()

    class Meta:
        verbose_name = "situation"
        ordering = ["review_id", "moment"]
        constraints = [models.UniqueConstraint(fields=["review", "moment"], name="review_situation_once")]
        triggers = [kept_with_its_review("review_situation_is_kept")]


@pghistory.track(*every_change())
class ReviewSignature(UUIDModel):
    """One party signed the bilan that was validated; in strokes on the screen, or on a paper that was added."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="signatures")
    party = models.CharField("côté", max_length=20, choices=Party)
    name = models.CharField("nom", max_length=120)
    way = models.CharField("comment", max_length=20, choices=SignatureWay)
    on = models.DateField("le")
    strokes = EncryptedJSONField(null=True, blank=True)
    signed_paper = models.ForeignKey(
        "referrals.Attachment", null=True, editable=False, on_delete=models.PROTECT, related_name="review_signatures"
    )
    witness = models.CharField("témoin", max_length=120, blank=True)
    recorded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReviewPartQuerySet.as_manager()

    class Meta:
        verbose_name = "signature"
        ordering = ["review_id", "party", "name"]
        constraints = [
            models.UniqueConstraint(fields=["review", "party", "name"], name="review_signed_once"),
            models.CheckConstraint(
                condition=~Q(way=SignatureWay.SCREEN) | Q(strokes__isnull=False), name="review_screen_is_signed"
            ),
            models.CheckConstraint(
                condition=~Q(way=SignatureWay.WITNESS) | ~Q(witness=""), name="review_witness_named"
            ),
        ]
        triggers = [not_in_the_future("on"), frozen("review_signature_is_kept")]

    def __str__(self):
        return self.name
