import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ExchangeState, ExchangeWay
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import not_in_the_future, said
from core.history import every_change
from core.models import UUIDModel
from programmes.models import Convention
from referrals.models.meetings import SharedQuerySet
from tenants.models import HouseholdPart


@pghistory.track(*every_change())
class Exchange(UUIDModel, HouseholdPart):
    """Landlord and operator speak of a household, with its agreement: a call, a message, the landlord's alert.

    Both houses read it. It is no interview, and stands in no count of them.
    """

    household = models.ForeignKey("tenants.Household", on_delete=models.PROTECT, related_name="exchanges")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="exchanges")
    way = models.CharField("moyen", max_length=20, choices=ExchangeWay)
    state = models.CharField(max_length=20, choices=ExchangeState, default=ExchangeState.NOTED, editable=False)
    on = models.DateField("jour")
    agreed_on = models.DateField("accord du ménage, le", help_text="Le ménage a accepté que vous en parliez.")
    text = EncryptedTextField("ce qui s’est dit")
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    answers = models.ForeignKey(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="answered_by",
        verbose_name="réponse à",
    )
    cancel_reason = EncryptedTextField("motif", blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "échange"
        ordering = ["-on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-on", "-id"], name="exchange_of_household")]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=ExchangeWay.ALERT) | Q(state__in=[ExchangeState.NOTED, ExchangeState.CANCELLED]),
                name="exchange_only_an_alert_waits",
            ),
        ]
        triggers = [not_in_the_future("on", "agreed_on"), said("exchange_says_something", "text")]

    def __str__(self):
        return self.get_way_display()

    def get_absolute_url(self):
        return reverse("accompaniment:exchange", args=[self.pk])
