import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.enums import OrganisationKind, Role
from accounts.rules import KINDS_ADMINISTERED, may_administer, missing_for_invoices
from accounts.validators import (
    validate_iban,
    validate_phone,
    validate_postcode,
    validate_rna,
    validate_siren,
    validate_siret,
)
from core.models import UUIDModel, VersionedModel
from core.normalise import plain


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


def _administration_trigger():
    """What `clean` says, held by the database too, from both sides: promise 1 hangs on it."""
    pairs = ", ".join(
        f"('{above.value}', '{below.value}')"
        for above, belows in KINDS_ADMINISTERED.items()
        for below in sorted(belows)
    )
    return pgtrigger.Trigger(
        name="administered_downwards",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("administered_by_id"),
        condition=pgtrigger.Condition("NEW.administered_by_id IS NOT NULL"),
        func=f"""
            IF ((SELECT kind FROM accounts_organisation WHERE id = NEW.administered_by_id), NEW.kind)
               NOT IN ({pairs}) THEN
              RAISE check_violation USING MESSAGE = 'this kind of organisation does not administer that one';
            END IF;
            RETURN NEW;
        """,
    )


@pghistory.track()
class Organisation(UUIDModel, VersionedModel):
    kind = models.CharField("type", max_length=20, choices=OrganisationKind)
    name = models.CharField(
        "nom",
        max_length=150,
        unique=True,
        error_messages={"unique": "Une organisation porte déjà ce nom."},
    )
    short_name = models.CharField(
        "nom court", max_length=30, blank=True, help_text="Celui que l’on dit, par exemple LNH."
    )
    # What lists sort and search by.
    sort_name = models.CharField(max_length=190, editable=False, db_index=True)
    legal_form = models.CharField(
        "forme juridique", max_length=80, blank=True, help_text="Par exemple association loi 1901, SA d’HLM."
    )
    administered_by = models.ForeignKey(
        "self",
        verbose_name="administrée par",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="administered",
    )
    address = models.CharField("adresse", max_length=200, blank=True)
    postcode = models.CharField("code postal", max_length=10, blank=True, validators=[validate_postcode])
    city = models.CharField("commune", max_length=100, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True, validators=[validate_phone])
    email = models.EmailField("adresse électronique de contact", blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren], help_text="9 chiffres.")
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret], help_text="14 chiffres.")
    rna = models.CharField(
        "RNA",
        max_length=10,
        blank=True,
        validators=[validate_rna],
        help_text="Le numéro d’une association au répertoire national : W et 9 chiffres.",
    )
    iban = models.CharField("IBAN", max_length=34, blank=True, validators=[validate_iban])
    # Names the logo of the day in its address, hence in caches; empty without a logo.
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "organisation"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(siren="") | Q(siret="") | Q(siret__startswith=models.F("siren")),
                name="organisation_siret_of_siren",
                violation_error_message="Le SIRET commence par le SIREN : ces deux numéros ne vont pas ensemble.",
            ),
            models.CheckConstraint(
                condition=~Q(pk=models.F("administered_by")),
                name="organisation_not_by_itself",
                violation_error_message="Une organisation s’administre elle-même sans le dire : laissez vide.",
            ),
        ]
        triggers = [_administration_trigger(), pgtrigger.ReadOnly(name="kind_is_for_good", fields=["kind"])]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.sort_name = plain(f"{self.name} {self.short_name}")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)

    def clean(self):
        if self.administered_by_id and not may_administer(self.administered_by.kind, self.kind):
            raise ValidationError(
                {"administered_by": "Un bailleur n’administre jamais un opérateur, ni un partenaire un bailleur."}
            )

    @property
    def label(self):
        return self.short_name or self.name

    @property
    def missing_for_invoices(self):
        """The fields that an invoice from, or to, this organisation still needs."""
        return [self._meta.get_field(name) for name in missing_for_invoices(self)]


class Logo(models.Model):
    """In a table of its own: an organisation is read with every request, its logo is not."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True, related_name="logo")
    # A PNG that we drew again from what was uploaded: no metadata, no surprise (accounts.logos).
    png = models.BinaryField()

    class Meta:
        verbose_name = "logo"
