import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from stdnum import iban
from stdnum.fr import siren, siret

from accounts.enums import OrganisationKind, Role
from accounts.rules import may_administer
from core.models import UUIDModel, VersionedModel


def _checked(module, message):
    def validate(value):
        if not module.is_valid(value):
            raise ValidationError(message)

    return validate


def validate_siren(value):
    _checked(siren, "Ce numéro SIREN n’existe pas : 9 chiffres, dont le dernier se calcule des autres.")(value)


def validate_siret(value):
    _checked(siret, "Ce numéro SIRET n’existe pas : 14 chiffres, qui commencent par le SIREN.")(value)


def validate_iban(value):
    _checked(iban, "Cet IBAN n’existe pas : vérifiez les chiffres, par exemple sur votre RIB.")(value)


def validate_rna(value):
    if len(value) != 10 or value[0] != "W" or not value[1:].isalnum():
        raise ValidationError("Un numéro RNA s’écrit W suivi de 9 chiffres, par exemple W442001234.")


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own; for an administrator also those that her organisation administers."""
        own = Q(pk=actor.organisation_id)
        if actor.role == Role.ADMINISTRATOR:
            own |= Q(administered_by=actor.organisation_id)
        return self.filter(own)

    def administered_by_actor(self, actor):
        if actor.role != Role.ADMINISTRATOR:
            return self.none()
        return self.visible_to(actor)


@pghistory.track(exclude=["logo"])
class Organisation(UUIDModel, VersionedModel):
    kind = models.CharField("type", max_length=20, choices=OrganisationKind)
    name = models.CharField("nom", max_length=150, unique=True)
    short_name = models.CharField("nom court", max_length=30, blank=True)
    administered_by = models.ForeignKey(
        "self",
        verbose_name="administrée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="administered",
    )
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True)
    city = models.CharField("commune", max_length=100, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    rna = models.CharField("RNA", max_length=10, blank=True, validators=[validate_rna])
    iban = models.CharField("IBAN", max_length=34, blank=True, validators=[validate_iban])
    # A PNG that we drew again from what was uploaded: no metadata, no surprise (accounts.services).
    logo = models.BinaryField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siren="") | Q(siret="") | Q(siret__startswith=models.F("siren")),
                name="organisation_siret_of_siren",
                violation_error_message="Le SIRET commence par le SIREN : ces deux numéros ne vont pas ensemble.",
            ),
            models.CheckConstraint(
                condition=~Q(pk=models.F("administered_by")),
                name="organisation_not_by_itself",
                violation_error_message="Une organisation s’administre elle-même sans le dire : laissez vide.",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        self.siren, self.siret, self.iban = (
            "".join(value.split()).upper() for value in (self.siren, self.siret, self.iban)
        )
        self.rna = "".join(self.rna.split()).upper()
        if self.administered_by_id and not may_administer(self.administered_by.kind, self.kind):
            raise ValidationError(
                {"administered_by": "Un opérateur n’est administré que par lui-même ou par un autre opérateur."}
            )

    @property
    def label(self):
        return self.short_name or self.name
