import hashlib
import secrets

import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.enums import InvitationState, Role
from accounts.models.memberships import Membership
from accounts.models.organisations import Organisation
from accounts.rules import may_hold
from core.models import UUIDModel


def new_token():
    return secrets.token_urlsafe(32)


def token_hash(token):
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.role != Role.ADMINISTRATOR:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(actor))


@pghistory.track(exclude=["token_hash"])
class Invitation(UUIDModel):
    email = models.EmailField("adresse électronique")
    first_name = models.CharField("prénom", max_length=80)
    last_name = models.CharField("nom", max_length=80)
    organisation = models.ForeignKey(Organisation, verbose_name="organisation", on_delete=models.PROTECT)
    role = models.CharField("rôle", max_length=20, choices=Role)
    title = models.CharField("fonction", max_length=80, blank=True, help_text="Par exemple CESF, éducateur spécialisé.")
    state = models.CharField(
        "état", max_length=20, choices=InvitationState, default=InvitationState.PENDING, editable=False
    )
    # The link's secret is in the e-mail only.
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField("valable jusqu’au", editable=False)
    invited_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, editable=False, related_name="invitations"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=Q(state=InvitationState.PENDING),
                name="invitation_pending_once",
                violation_error_message="Une invitation attend déjà cette personne pour ce rôle : renvoyez-la plutôt.",
            )
        ]

    def __str__(self):
        return f"Invitation du {self.created_at:%d/%m/%Y}"

    def clean(self):
        self.email = self.email.lower()
        if self.organisation_id and self.role and not may_hold(self.role, self.organisation.kind):
            kind = self.organisation.get_kind_display().lower()
            raise ValidationError({"role": f"Le rôle « {self.get_role_display()} » n’existe pas chez un {kind}."})
