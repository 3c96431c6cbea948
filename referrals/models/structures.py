import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from accounts.enums import OPERATOR_ROLES
from accounts.models import Organisation
from core.fields import EncryptedTextField
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from core.normalise import plain
from referrals.enums import StructureKind

LONGEST_SORT_NAME = 400


class StructureQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The directory is the operator's own."""
        if actor.role not in OPERATOR_ROLES:
            return self.none()
        return self.filter(operator=actor.organisation_id)

    def in_use(self):
        return self.filter(closed_at=None)


@pghistory.track(*every_change())
class Structure(UUIDModel, VersionedModel):
    """A partner of the operator's directory: a service, an association, somebody who comes to a group."""

    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="structures", editable=False)
    name = models.CharField("nom", max_length=120)
    kind = models.CharField("genre", max_length=20, choices=StructureKind)
    # What one turns to it for, in the words of the team: budget, logement, emploi…
    themes = ArrayField(models.CharField(max_length=60), verbose_name="thèmes", default=list, blank=True)
    commune = models.CharField("commune", max_length=100, blank=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    email = models.EmailField("adresse e-mail", blank=True)
    # A person at work, by name.
    contact = EncryptedTextField("interlocuteur", blank=True)
    note = EncryptedTextField("à savoir", blank=True)
    closed_at = models.DateTimeField("retirée de l’annuaire le", null=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # What the directory sorts and searches by: the name first, then the place and what one turns to it for.
    sort_name = models.CharField(max_length=LONGEST_SORT_NAME, default="", editable=False)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = "structure partenaire"
        ordering = ["sort_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["operator", "name", "commune"],
                name="structure_once",
                violation_error_message="Cette structure est déjà dans l’annuaire.",
            ),
        ]
        indexes = [models.Index(fields=["operator", "sort_name", "id"], name="structure_in_order")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        words = " ".join([self.name, self.commune, self.get_kind_display(), *self.themes])
        self.sort_name = plain(words)[:LONGEST_SORT_NAME]
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)
