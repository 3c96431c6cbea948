from django.db import models
from django.db.models.functions import Lower

from accounts.enums import LANDLORD_ROLES, Role
from accounts.models import Membership, Organisation
from core.models import UUIDModel, VersionedModel


class LandlordSetting(models.Model):
    """What a landlord decides for its own: no row means the defaults."""

    landlord = models.OneToOneField(
        Organisation, primary_key=True, on_delete=models.CASCADE, related_name="tenant_setting"
    )
    open_portfolios = models.BooleanField(
        "toutes les conseillères voient tous les ménages",
        default=False,
        help_text="Sinon, chacune voit les ménages de ses secteurs et ceux qui n’ont pas de secteur.",
    )

    class Meta:
        verbose_name = "réglage du bailleur"


class SectorQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.role == Role.ADMINISTRATOR:
            return self.filter(landlord__in=Organisation.objects.administered_by_actor(actor).values("pk"))
        if actor.role in LANDLORD_ROLES:
            return self.filter(landlord=actor.organisation_id)
        return self.none()

    def of_advisor(self, actor):
        return self.filter(advisors=actor.pk)


class Sector(UUIDModel, VersionedModel):
    """A part of a landlord's dwellings and the advisors who look after it: their portfolio."""

    landlord = models.ForeignKey(
        Organisation, verbose_name="bailleur", on_delete=models.PROTECT, related_name="sectors"
    )
    name = models.CharField("nom", max_length=80)
    advisors = models.ManyToManyField(
        Membership, verbose_name="conseillères", related_name="sectors", blank=True, db_table="tenants_sector_advisor"
    )

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = "secteur"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="sector_has_a_name"),
            models.UniqueConstraint(
                "landlord",
                Lower("name"),
                name="sector_name_once",
                violation_error_message="Un secteur porte déjà ce nom.",
            ),
        ]

    def __str__(self):
        return self.name
