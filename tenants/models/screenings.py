from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.models import UUIDModel
from programmes.models import Convention, ProgrammeVersion
from tenants.enums import YesNoUnknown
from tenants.models.households import Household
from tenants.models.persons import HouseholdPartQuerySet


class ScreeningQuerySet(HouseholdPartQuerySet):
    def visible_to(self, actor, of=None):
        """Whoever reads the household; an operator, what passed for a programme that it carries out."""
        found = super().visible_to(actor, of)
        if actor.role not in OPERATOR_ROLES:
            return found
        carried_out = Convention.objects.filter(
            operator=actor.organisation_id,
            landlord=OuterRef("household__landlord"),
            programme=OuterRef("programme_version__programme"),
        )
        return found.filter(Exists(carried_out), passed=True)


class Screening(UUIDModel):
    """A dated check of one version of a programme. Kept only where the landlord attested: there is no other row.

    The attestation is one sentence about all exclusions at once; none of them is asked, none is stored. Of a programme
    without exclusions nothing is asked: there is nothing that could have been refused, and the row says attested too.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="screenings")
    programme_version = models.ForeignKey(
        ProgrammeVersion, verbose_name="version du dispositif", on_delete=models.PROTECT, related_name="screenings"
    )
    on = models.DateField("le")
    by = models.ForeignKey(
        Membership, verbose_name="par", on_delete=models.PROTECT, related_name="screenings", editable=False
    )
    # Codes of the programme's version: what holds.
    prerequisites = ArrayField(models.CharField(max_length=60), verbose_name="préalables", default=list, blank=True)
    criteria = ArrayField(models.CharField(max_length=60), verbose_name="critères", default=list, blank=True)
    attested = models.BooleanField("attestation", default=True)
    isolated = models.CharField("isolement", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    need_expressed = models.CharField(
        "le ménage exprime un besoin", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    help_in_place = EncryptedTextField("aides déjà en place", blank=True)
    passed = models.BooleanField("éligible", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ScreeningQuerySet.as_manager()

    class Meta:
        verbose_name = "vérification d’éligibilité"
        ordering = ["household_id", "-on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-on"], name="screening_of_household")]
        constraints = [models.CheckConstraint(condition=Q(attested=True), name="screening_is_attested")]
        triggers = [
            not_in_the_future("on"),
            # A household may be merged into another; what was checked stays as it was.
            frozen("screening_is_kept", but=["household_id"]),
        ]

    def __str__(self):
        return f"{self.programme_version.label}, {self.on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("tenants:screening", args=[self.pk])
