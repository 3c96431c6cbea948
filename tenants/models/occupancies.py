import pghistory
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from core.guards import no_overlap
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import OccupancyStatus
from tenants.enums import DwellingType, YesNoUnknown
from tenants.models.households import Household, HouseholdPart
from tenants.models.persons import HouseholdPartQuerySet

POSTCODE = RegexValidator(r"^[0-9]{5}\Z", "Cinq chiffres, par exemple 44000.")
REFERENCE = RegexValidator(
    r"^\w[\w ./-]*\Z", "Des lettres, des chiffres, des tirets, des points ou des barres, par exemple L-004512."
)


class OccupancyQuerySet(HouseholdPartQuerySet):
    def open_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


@pghistory.track(*every_change())
class Occupancy(UUIDModel, HouseholdPart):
    """What the household is to its landlord from a day on, and where it lives or is to live."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="occupancies")
    status = models.CharField("situation locative", max_length=20, choices=OccupancyStatus)
    starts_on = models.DateField("depuis le", help_text="Pour un locataire : l’entrée dans les lieux.")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    # « bail » outside: of a lease, or of an application.
    reference = models.CharField(
        "référence du bail ou de la demande", max_length=40, blank=True, validators=[REFERENCE]
    )
    proposal = models.CharField("proposition de logement", max_length=200, blank=True)
    proposal_deadline = models.DateField("réponse attendue avant le", null=True, blank=True)
    # Of a « bail glissant »: when the lease is to pass to the household.
    target_on = models.DateField("glissement prévu le", null=True, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=5, blank=True, validators=[POSTCODE])
    commune = models.CharField("commune", max_length=100, blank=True)
    district = models.CharField("quartier", max_length=100, blank=True)
    dwelling_type = models.CharField("type de logement", max_length=10, choices=DwellingType, blank=True)
    by_transport = models.CharField(
        "desservi par les transports", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = "situation locative"
        ordering = ["household_id", "-starts_on", "pk"]
        indexes = [
            models.Index(fields=["household", "-starts_on"], name="occupancy_of_household"),
            models.Index(fields=["reference"], name="occupancy_by_reference"),
            models.Index(fields=["commune"], name="occupancy_by_commune"),
            # As a filter compares what is typed (iexact): what the index counts also tells PostgreSQL how rare it is.
            models.Index(Upper("commune"), name="occupancy_by_commune_typed"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="occupancy_dates_in_order",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
            models.CheckConstraint(
                condition=~Q(status=OccupancyStatus.TENANT) | ~Q(reference=""),
                name="occupancy_tenant_has_a_lease",
                violation_error_message="Indiquez la référence du bail.",
            ),
            models.CheckConstraint(
                condition=Q(proposal_deadline=None) | Q(status=OccupancyStatus.APPLICANT),
                name="occupancy_deadline_of_applicant",
                violation_error_message="Une proposition de logement ne s’adresse qu’à un demandeur.",
            ),
        ]
        triggers = [
            no_overlap(
                "occupancies_do_not_overlap",
                "tenants_occupancy",
                ("tenants_household", "household_id"),
                "starts_on",
                "ends_on",
            ),
        ]

    def __str__(self):
        return self.get_status_display()
