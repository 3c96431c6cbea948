from functools import reduce
from operator import or_

import pghistory
import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.enums import CountingRule, TariffUnit
from programmes.models.conventions import Convention
from programmes.rules import CENT, MIN_DAYS, is_used

PRICED_FIELDS = ("convention_id", "unit", "price", "valid_from", "counting_rule", "min_days", "bill_interrupted")
PRICED_FIELDS_CHANGE = reduce(
    or_, (pgtrigger.Q(**{f"old__{field}__df": pgtrigger.F(f"new__{field}")}) for field in PRICED_FIELDS)
)


class TariffQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(convention__in=Convention.objects.visible_to(actor))


@pghistory.track(*every_change())
class Tariff(UUIDModel, VersionedModel):
    """One version of the price of a unit under a convention."""

    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="tariffs")
    unit = models.CharField("ce qui est compté", max_length=20, choices=TariffUnit)
    price = models.DecimalField("prix", max_digits=9, decimal_places=2, validators=[MinValueValidator(CENT)])
    valid_from = models.DateField("valable à partir du")
    counting_rule = models.CharField(
        "règle de comptage", max_length=20, choices=CountingRule, default=CountingRule.ANY_DAY
    )
    min_days = models.PositiveSmallIntegerField("nombre de jours au moins", null=True, blank=True)
    bill_interrupted = models.BooleanField("un diagnostic interrompu est facturé", default=False)
    # The first day of the last month that an issued document priced with this version.
    billed_through = models.DateField("facturé jusqu’au mois de", null=True, blank=True, editable=False)

    objects = TariffQuerySet.as_manager()

    class Meta:
        verbose_name = "tarif"
        ordering = ["convention_id", "unit", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "unit", "valid_from"],
                name="tariff_one_version_a_day",
                violation_error_message="Une version de ce tarif commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(price__gt=0),
                name="tariff_price_is_positive",
                violation_error_message="Le prix est supérieur à 0 €.",
            ),
            models.CheckConstraint(
                condition=Q(counting_rule=CountingRule.MIN_DAYS, min_days__isnull=False, min_days__range=MIN_DAYS)
                | (~Q(counting_rule=CountingRule.MIN_DAYS) & Q(min_days=None)),
                name="tariff_min_days_with_its_rule",
                violation_error_message=(
                    "Le nombre de jours, de 1 à 31, va avec la règle « Un nombre de jours au moins » seulement."
                ),
            ),
            models.CheckConstraint(
                condition=Q(unit=TariffUnit.SUPPORT_MONTH) | Q(counting_rule=CountingRule.ANY_DAY),
                name="tariff_rule_of_support_months",
                violation_error_message="Seul le mois d’accompagnement se compte par une règle particulière.",
            ),
            models.CheckConstraint(
                condition=Q(unit=TariffUnit.DIAGNOSTIC) | Q(bill_interrupted=False),
                name="tariff_interrupted_diagnostic",
                violation_error_message="Seul un diagnostic peut être facturé quand il est interrompu.",
            ),
            models.CheckConstraint(
                condition=Q(billed_through=None) | Q(billed_through__day=1), name="tariff_billed_through_is_a_month"
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="used_tariff_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__billed_through__isnull=False) & PRICED_FIELDS_CHANGE,
            ),
            pgtrigger.Protect(
                name="used_tariff_stays_used",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__billed_through__isnull=False)
                & (
                    pgtrigger.Q(new__billed_through__isnull=True)
                    | pgtrigger.Q(new__billed_through__lt=pgtrigger.F("old__billed_through"))
                ),
            ),
            pgtrigger.Protect(
                name="used_tariff_is_not_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__billed_through__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.get_unit_display()} à partir du {self.valid_from:%d/%m/%Y}"

    @property
    def is_used(self):
        return is_used(self)
