"""What the household and its worker agreed to reach, the steps that they take for it, and with whom."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accompaniment.enums import ActionKind, ActionState, ObjectiveState, Side
from accompaniment.models.mesures import Accompaniment, MesurePart, OperatorsPartQuerySet
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import not_in_the_future, said
from core.history import every_change
from core.models import UUIDModel
from referrals.models import Structure
from tenants.models import HouseholdPart


@pghistory.track(*every_change())
class Objective(UUIDModel, MesurePart):
    """Agreed with the tenant. What the landlord reads of it is a `Publication`."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="objectives")
    # Code of the programme's version.
    theme = models.CharField("thème", max_length=60, blank=True)
    text = EncryptedTextField("objectif")
    agreed_on = models.DateField("convenu le")
    due_on = models.DateField("pour le", null=True, blank=True)
    state = models.CharField("avancement", max_length=20, choices=ObjectiveState, default=ObjectiveState.NOT_STARTED)
    ended_on = models.DateField("terminé le", null=True, blank=True, editable=False)
    dropped_reason = EncryptedTextField("pourquoi il est abandonné", blank=True, editable=False)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "objectif"
        ordering = ["accompaniment_id", "agreed_on", "created_at", "pk"]
        indexes = [models.Index(fields=["accompaniment", "state"], name="objective_of_mesure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY], ended_on=None)
                | Q(state__in=[ObjectiveState.REACHED, ObjectiveState.DROPPED], ended_on__isnull=False),
                name="objective_ended_on_a_day",
            ),
        ]
        triggers = [not_in_the_future("agreed_on", "ended_on"), said("objective_says_what", "text")]

    def __str__(self):
        return "Objectif"


class ObjectivePartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(objective__in=Objective.objects.visible_to(actor))

    def writable_by(self, actor):
        return self.filter(objective__in=Objective.objects.writable_by(actor))


@pghistory.track(*every_change())
class Task(UUIDModel, HouseholdPart):
    """Who does what, and by when, for an objective."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="tasks")
    side = models.CharField("qui", max_length=20, choices=Side, default=Side.HOUSEHOLD)
    text = EncryptedTextField("fait quoi")
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    dropped = models.BooleanField("abandonné", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ObjectivePartQuerySet.as_manager()

    class Meta:
        verbose_name = "tâche"
        ordering = ["objective_id", "due_on", "created_at", "pk"]
        triggers = [not_in_the_future("done_on"), said("task_says_what", "text")]

    def __str__(self):
        return "Tâche"

    @property
    def household_id(self):
        return self.objective.accompaniment.household_id


@pghistory.track(*every_change())
class Action(UUIDModel, MesurePart):
    """A concrete step (démarche): a request for aid, a file, an admission; with what it obtained."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="actions")
    objective = models.ForeignKey(
        Objective,
        verbose_name="pour l’objectif",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="actions",
    )
    kind = models.CharField("démarche", max_length=20, choices=ActionKind)
    structure = models.ForeignKey(
        Structure, verbose_name="auprès de", null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    state = models.CharField("état", max_length=20, choices=ActionState, default=ActionState.TO_DO)
    begun_on = models.DateField("engagée le", null=True, blank=True)
    due_on = models.DateField("à suivre avant le", null=True, blank=True)
    decided_on = models.DateField("réponse le", null=True, blank=True)
    amount_asked = models.DecimalField("montant demandé", max_digits=9, decimal_places=2, null=True, blank=True)
    amount_obtained = models.DecimalField("montant obtenu", max_digits=9, decimal_places=2, null=True, blank=True)
    note = EncryptedTextField("précisions, pour l’équipe", blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        ordering = ["accompaniment_id", "-created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(amount_asked=None) | Q(amount_asked__gte=0))
                & (Q(amount_obtained=None) | Q(amount_obtained__gte=0, state=ActionState.OBTAINED)),
                name="action_amounts",
                violation_error_message="Un montant obtenu se note une fois la démarche obtenue, et n’est pas négatif.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ActionState.OBTAINED, ActionState.REFUSED]) | Q(decided_on__isnull=False),
                name="action_decided_on_a_day",
                violation_error_message="Indiquez le jour de la réponse.",
            ),
        ]
        triggers = [not_in_the_future("begun_on", "decided_on")]

    def __str__(self):
        return self.get_kind_display()


@pghistory.track(*every_change())
class Relay(UUIDModel, MesurePart):
    """The household was put in touch with a structure, which may go on with it."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="relays")
    structure = models.ForeignKey(Structure, verbose_name="structure", on_delete=models.PROTECT, related_name="relays")
    on = models.DateField("le")
    purpose = EncryptedTextField("pourquoi", blank=True)
    # What became of it: met, goes on, came to nothing.
    result = EncryptedTextField("suite", blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "relais"
        ordering = ["accompaniment_id", "-on", "pk"]
        triggers = [not_in_the_future("on")]

    def __str__(self):
        return "Relais"
