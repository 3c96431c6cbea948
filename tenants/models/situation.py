"""What the landlord knows of a household's money and lease, dated: the past stays."""

import pghistory
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.guards import not_in_the_future
from core.history import every_change
from core.models import UUIDModel
from tenants.enums import Bracket, EvictionStep, ResourceKind
from tenants.models.households import Household
from tenants.models.persons import HouseholdPartQuerySet
from tenants.rules import LARGEST_DEBT


class StandingQuerySet(HouseholdPartQuerySet):
    def standing(self):
        return self.filter(cancelled_reason="")


class ResourceQuerySet(StandingQuerySet):
    def running_on(self, day):
        return self.standing().filter(Q(ended_on=None) | Q(ended_on__gte=day), on__lte=day)


class Stated(UUIDModel):
    """Stated on a day; what was wrong is cancelled with a reason, never deleted."""

    on = models.DateField("le")
    cancelled_reason = models.CharField("annulé parce que", max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StandingQuerySet.as_manager()

    class Meta:
        abstract = True


@pghistory.track(*every_change())
class RentDebt(Stated):
    """The rent debt on a day, as the landlord's accounts say it; 0 when it is cleared."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="rent_debts")
    amount = models.DecimalField(
        "dette de loyer",
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(LARGEST_DEBT)],
    )

    class Meta:
        verbose_name = "dette de loyer"
        ordering = ["household_id", "-on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-on"], name="debt_of_household")]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, amount__lte=LARGEST_DEBT), name="debt_in_range"),
            models.UniqueConstraint(
                fields=["household", "on"],
                condition=Q(cancelled_reason=""),
                name="debt_once_a_day",
                violation_error_message="La dette de ce jour est déjà notée : annulez-la d’abord si elle est fausse.",
            ),
        ]
        triggers = [not_in_the_future("on")]


@pghistory.track(*every_change())
class EvictionStage(Stated):
    """Where the procedure stands from a day on."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="eviction_stages")
    step = models.CharField("étape", max_length=20, choices=EvictionStep)

    class Meta:
        verbose_name = "étape de la procédure d’expulsion"
        ordering = ["household_id", "-on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-on"], name="eviction_of_household")]
        triggers = [not_in_the_future("on")]


@pghistory.track(*every_change())
class Resource(Stated):
    """A kind of resource and its bracket, from a day on."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="resources")
    kind = models.CharField("ressource", max_length=20, choices=ResourceKind)
    bracket = models.CharField("montant par mois", max_length=20, choices=Bracket, default=Bracket.UNKNOWN)
    ended_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = ResourceQuerySet.as_manager()

    class Meta:
        verbose_name = "ressource"
        ordering = ["household_id", "kind", "-on", "pk"]
        indexes = [models.Index(fields=["household"], name="resource_of_household")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=models.F("on")), name="resource_dates_in_order"
            ),
            models.UniqueConstraint(
                fields=["household", "kind"],
                condition=Q(cancelled_reason="", ended_on=None),
                name="resource_kind_once",
                violation_error_message="Cette ressource est déjà notée.",
            ),
        ]
        triggers = [not_in_the_future("on")]
