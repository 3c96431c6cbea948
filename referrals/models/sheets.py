"""What belongs to a referral: the versions of its sheet, the questions about it."""

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES
from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.enums import ContextKind
from referrals.enums import (
    Origin,
    RequestState,
    SocialServices,
    StartMode,
    Urgency,
)
from referrals.models.referrals import Referral
from referrals.rules.questions import label_of


class ReferralPartQuerySet(models.QuerySet):
    """What belongs to a referral is read by whoever reads the referral."""

    def visible_to(self, actor):
        return self.filter(referral__in=Referral.objects.visible_to(actor))


class SheetQuerySet(ReferralPartQuerySet):
    def visible_to(self, actor):
        """What the advisor has not sent is the landlord's alone."""
        found = super().visible_to(actor)
        if actor.role in LANDLORD_ROLES:
            return found
        return found.issued()

    def issued(self):
        return self.filter(issued_at__isnull=False)

    def in_preparation(self):
        return self.filter(issued_at=None, dropped_at=None)


@pghistory.track(*every_change())
class Sheet(UUIDModel, VersionedModel):
    """One version of the fiche de liaison: written by the advisor, frozen when it is sent; a correction is the next."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="sheets")
    number = models.PositiveSmallIntegerField("version", default=1, editable=False)
    origin = models.CharField("qui a repéré la situation", max_length=20, choices=Origin, blank=True)
    context = models.CharField("contexte", max_length=20, choices=ContextKind, default=ContextKind.TENANCY)
    # Codes of the programme's criteria, then the landlord's words.
    problem_codes = ArrayField(models.CharField(max_length=60), verbose_name="problématiques", default=list, blank=True)
    problems = EncryptedTextField("problématiques repérées", blank=True)
    improvements = EncryptedTextField("améliorations attendues", blank=True)
    social_services = models.CharField(
        "services sociaux", max_length=20, choices=SocialServices, default=SocialServices.UNKNOWN
    )
    social_services_text = EncryptedTextField("qui accompagne déjà le ménage", blank=True)
    start_mode = models.CharField("démarrage", max_length=20, choices=StartMode, default=StartMode.TRIPARTITE)
    wishes = EncryptedTextField("propositions de rendez-vous", blank=True)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    urgency_reason = EncryptedTextField("ce qui presse", blank=True)
    agreed_on = models.DateField("accord du ménage pour être rencontré, le", null=True, blank=True)
    # Composition and situation on the day of sending.
    household_then = EncryptedJSONField(null=True, editable=False)
    # Codes of the steps that the advisor went through.
    steps_done = ArrayField(models.CharField(max_length=20), default=list, blank=True, editable=False)
    correction_reason = EncryptedTextField("ce qui est corrigé", blank=True)
    issued_at = models.DateTimeField("envoyée le", null=True, editable=False)
    issued_by = models.ForeignKey(Membership, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    # A correction that was given up before it was sent.
    dropped_at = models.DateTimeField(null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "version de la fiche"
        ordering = ["referral_id", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "number"], condition=Q(dropped_at=None), name="sheet_number_once"
            ),
            models.UniqueConstraint(
                fields=["referral"], condition=Q(issued_at=None, dropped_at=None), name="sheet_one_in_preparation"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None) | Q(dropped_at=None), name="sheet_issued_is_not_dropped"
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None)
                | Q(agreed_on__isnull=False, household_then__isnull=False) & ~Q(problem_codes=[]) & ~Q(origin=""),
                name="sheet_issued_complete",
            ),
        ]
        triggers = [
            not_in_the_future("agreed_on"),
            frozen("sheet_issued_is_frozen", once="OLD.issued_at IS NOT NULL"),
        ]

    def __str__(self):
        return f"Version {self.number}"

    def hold_first(self):
        self.referral.hold_first()


class InformationRequest(UUIDModel, VersionedModel):
    """The operator asks about one field of the sheet, the advisor answers."""

    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="information_requests")
    # A field of Sheet, or « other ».
    field = models.CharField("à propos de", max_length=40)
    state = models.CharField(max_length=20, choices=RequestState, default=RequestState.OPEN, editable=False)
    question = EncryptedTextField("question")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    answer = EncryptedTextField("réponse", blank=True)
    answered_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)

    objects = ReferralPartQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de précision"
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["referral", "state"], name="request_of_referral")]

    @property
    def about(self):
        return label_of(self.field)

    @property
    def state_tone(self):
        return {RequestState.OPEN: "soon", RequestState.ANSWERED: "done"}.get(self.state, "")
