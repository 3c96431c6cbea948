"""The social diagnostic: what the operator writes, and apart from it what the landlord will read.

The landlord is never led to a `Diagnostic`: it reads `Conclusions`, written for it, read to the household first,
published by the head's validation. Neither asks for an opinion on an allocation or a tenancy.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import DiagnosticState, ProposalState
from accompaniment.models.mesures import Accompaniment, MesurePart, MesurePartQuerySet, OperatorsPartQuerySet, Phase
from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import frozen, not_in_the_future, unchanging
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import OrientationKind
from programmes.models import Convention
from referrals.models import Referral


@pghistory.track(*every_change())
class Diagnostic(UUIDModel, MesurePart):
    """A structured evaluation within one diagnostic phase, whose dates and limit are those of the phase."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="diagnostics")
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="diagnostic")
    state = models.CharField(max_length=20, choices=DiagnosticState, default=DiagnosticState.DRAFT, editable=False)
    problems = EncryptedTextField("problèmes rencontrés", blank=True)
    family = EncryptedTextField("situation familiale", blank=True)
    social = EncryptedTextField("situation sociale", blank=True)
    financial = EncryptedTextField("situation financière", blank=True)
    # [{"side": "income" | "charge" | "debt", "label": …, "amount": "12.50"}]: of a month, but for debts.
    budget = EncryptedJSONField("budget", default=list, blank=True)
    strengths = EncryptedTextField("potentialités du ménage", blank=True)
    levers = EncryptedTextField("leviers de mobilisation", blank=True)
    # [{"who": …, "tie": …, "help": TieHelp, "note": …}]
    network = EncryptedJSONField("réseau et liens", default=list, blank=True)
    # The operator's alone, like all of this.
    health = EncryptedTextField("santé, si le ménage souhaite en parler", blank=True)
    analysis = EncryptedTextField("analyse", blank=True)
    interruption_reason = EncryptedTextField("pourquoi le diagnostic s’arrête", blank=True, editable=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="diagnostics", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "diagnostic social"
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="diagnostic_by_state")]
        triggers = [
            frozen("diagnostic_over_is_kept", once="OLD.state IN ('published', 'interrupted')"),
            pgtrigger.Trigger(
                name="diagnostic_of_a_diagnostic_phase",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("phase_id", "accompaniment_id"),
                func="""
                    IF NOT EXISTS (SELECT 1 FROM accompaniment_phase WHERE id = NEW.phase_id AND kind = 'diagnostic'
                                   AND accompaniment_id = NEW.accompaniment_id) THEN
                      RAISE check_violation USING MESSAGE = 'a diagnostic stands in a diagnostic phase',
                        CONSTRAINT = 'diagnostic_of_a_diagnostic_phase';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return "Diagnostic social"

    def get_absolute_url(self):
        return reverse("accompaniment:diagnostic", args=[self.pk])


class ConclusionsQuerySet(MesurePartQuerySet):
    def visible_to(self, actor):
        """The landlord: once they are published."""
        found = super().visible_to(actor)
        return found if actor.role in OPERATOR_ROLES else found.filter(published_at__isnull=False)


@pghistory.track(*every_change())
class Conclusions(UUIDModel, MesurePart):
    """What the landlord reads of a diagnostic: read to the household with its remarks, then published."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="conclusions")
    diagnostic = models.OneToOneField(Diagnostic, on_delete=models.PROTECT, related_name="conclusions")
    text = EncryptedTextField("conclusions pour le bailleur", blank=True)
    recommendations = EncryptedTextField("préconisations", blank=True)
    orientation = models.CharField("orientation", max_length=20, choices=OrientationKind, blank=True)
    # Codes of the programme's version: ALI, ASLL…
    measures = ArrayField(models.CharField(max_length=60), verbose_name="mesures", default=list, blank=True)
    # Of the support that follows, where the operator gives it.
    support_from = models.DateField("accompagnement à partir du", null=True, blank=True)
    read_on = models.DateField("lues au ménage le", null=True, blank=True)
    remarks = EncryptedTextField("remarques du ménage", blank=True)
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)

    objects = ConclusionsQuerySet.as_manager()

    class Meta:
        verbose_name = "conclusions du diagnostic"
        ordering = ["accompaniment_id", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None)
                | Q(read_on__isnull=False, published_by__isnull=False) & ~Q(orientation=""),
                name="conclusions_read_before_published",
                violation_error_message="Les conclusions se lisent au ménage avant d’être publiées.",
            ),
        ]
        triggers = [
            not_in_the_future("read_on"),
            frozen("conclusions_published_are_kept", once="OLD.published_at IS NOT NULL"),
        ]

    def __str__(self):
        return "Conclusions du diagnostic"

    def get_absolute_url(self):
        return reverse("accompaniment:conclusions", args=[self.pk])


@pghistory.track(*every_change())
class Proposal(UUIDModel, MesurePart):
    """Published conclusions propose another programme to the landlord: its advisor screens, then writes a fiche."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="proposals")
    conclusions = models.OneToOneField(Conclusions, on_delete=models.PROTECT, related_name="proposal")
    # Under which it would be taken up.
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=20, choices=ProposalState, default=ProposalState.WAITING, editable=False)
    # The fiche that it became.
    referral = models.OneToOneField(
        Referral, null=True, editable=False, on_delete=models.PROTECT, related_name="proposal"
    )
    # Read by both houses.
    answer = EncryptedTextField("réponse", blank=True, editable=False)
    answered_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    answered_on = models.DateField("répondu le", null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    # What it rests on is published: both houses read it.
    objects = MesurePartQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition d’un autre dispositif"
        ordering = ["-created_at", "pk"]
        indexes = [models.Index(fields=["state", "created_at"], name="proposal_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProposalState.WAITING, answered_on=None, referral=None)
                | Q(state=ProposalState.TAKEN_UP, answered_on__isnull=False, referral__isnull=False)
                | Q(state=ProposalState.DECLINED, answered_on__isnull=False, referral=None),
                name="proposal_answered_on_a_day",
            ),
        ]
        triggers = [unchanging("proposal_stays_of_its_conclusions", ["conclusions_id"])]

    def __str__(self):
        return "Proposition"

    def get_absolute_url(self):
        return reverse("accompaniment:proposal", args=[self.pk])
