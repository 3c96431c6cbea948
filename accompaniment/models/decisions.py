"""What is decided about a mesure, by whom, and why: prolonged, closed, gone on with after a withdrawn adhesion."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ClosingState, DecisionState, ExtensionState
from accompaniment.models.mesures import Accompaniment, MesurePart, MesurePartQuerySet, OperatorsPartQuerySet
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import agrees, not_in_the_future, said
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import ExitReason, WithdrawalOutcome
from referrals.models import Adhesion, TripartiteMeeting

EXTENSIONS, CLOSINGS = "accompaniment_extension", "accompaniment_closing"
MET_WITH_THEM = """EXISTS (
  SELECT 1 FROM referrals_tripartitemeeting AS meeting
  JOIN accompaniment_accompaniment AS mesure ON mesure.household_id = meeting.household_id
  WHERE meeting.id = mine.meeting_id AND mesure.id = mine.accompaniment_id)"""
ITS_OWN_BILAN = """mine.review_id IS NULL OR EXISTS (
  SELECT 1 FROM accompaniment_review AS review
  WHERE review.id = mine.review_id AND review.accompaniment_id = mine.accompaniment_id)"""


@pghistory.track(*every_change())
class Extension(UUIDModel, MesurePart):
    """More months, decided in a tripartite meeting; the term moves once the landlord has agreed."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="extensions")
    meeting = models.ForeignKey(
        TripartiteMeeting, verbose_name="décidée en rencontre", on_delete=models.PROTECT, related_name="extensions"
    )
    until = models.DateField("jusqu’au")
    # Read by both houses.
    reason = EncryptedTextField("pourquoi prolonger")
    state = models.CharField(max_length=20, choices=ExtensionState, default=ExtensionState.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)
    answered_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    answered_on = models.DateField("répondu le", null=True, editable=False)

    objects = MesurePartQuerySet.as_manager()

    class Meta:
        verbose_name = "prolongation"
        ordering = ["accompaniment_id", "-proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accompaniment"],
                condition=Q(state=ExtensionState.PROPOSED),
                name="extension_one_at_a_time",
                violation_error_message="Une prolongation attend déjà l’accord du bailleur.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ExtensionState.AGREED, ExtensionState.REFUSED])
                | Q(answered_by__isnull=False, answered_on__isnull=False),
                name="extension_answered_by_somebody",
            ),
        ]
        triggers = [
            said("extension_says_why", "reason"),
            not_in_the_future("answered_on"),
            agrees("extension_decided_with_its_household", EXTENSIONS, "meeting_id", condition=MET_WITH_THEM),
        ]

    def __str__(self):
        return f"Prolongation jusqu’au {self.until:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("accompaniment:extension", args=[self.pk])


@pghistory.track(*every_change())
class Closing(UUIDModel, MesurePart):
    """The end that a worker proposes and a head validates; on its last day the mesure closes."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="closings")
    state = models.CharField(max_length=20, choices=ClosingState, default=ClosingState.PROPOSED, editable=False)
    on = models.DateField("dernier jour")
    exit_reason = models.CharField("motif de sortie", max_length=30, choices=ExitReason)
    note = EncryptedTextField("précisions, pour l’équipe", blank=True)
    # One or the other: the final bilan, or why there is none.
    review = models.ForeignKey(
        "accompaniment.Review",
        verbose_name="bilan final",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="closings",
    )
    without_review = EncryptedTextField("pourquoi sans bilan final", blank=True)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "fin de mesure"
        ordering = ["accompaniment_id", "-proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accompaniment"],
                condition=Q(state__in=[ClosingState.PROPOSED, ClosingState.SENT_BACK]),
                name="closing_one_at_a_time",
                violation_error_message="La fin de cette mesure est déjà proposée.",
            ),
        ]
        triggers = [
            not_in_the_future("on"),
            agrees("closing_with_its_own_bilan", CLOSINGS, "review_id", condition=ITS_OWN_BILAN),
        ]

    def __str__(self):
        return self.get_exit_reason_display()


@pghistory.track(*every_change())
class WithdrawalDecision(UUIDModel, MesurePart):
    """What follows where one of two adhesions was withdrawn: the worker proposes, the head validates."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="withdrawal_decisions")
    adhesion = models.OneToOneField(Adhesion, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField("suite", max_length=30, choices=WithdrawalOutcome)
    reason = EncryptedTextField("pourquoi")
    state = models.CharField(max_length=20, choices=DecisionState, default=DecisionState.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "suite d’un retrait d’adhésion"
        ordering = ["accompaniment_id", "-proposed_at", "pk"]
        triggers = [said("decision_says_why", "reason")]

    def __str__(self):
        return self.get_outcome_display()
