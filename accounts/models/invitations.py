import uuid

import pghistory
from django.core import signing
from django.db import models
from django.db.models import Q

from accounts.enums import InvitationState, Role
from accounts.models.memberships import Membership, check_role_of_kind
from accounts.models.organisations import Organisation
from accounts.validators import validate_person_name, validate_title
from core.models import UUIDModel

SIGNER = signing.Signer(salt="accounts.invitation", sep=".")


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        if actor.role != Role.ADMINISTRATOR:
            return self.none()
        return self.filter(organisation__in=Organisation.objects.visible_to(actor))

    def waiting(self):
        return self.filter(state=InvitationState.PENDING)

    def of_token(self, token):
        """The invitation that this link was made for and still belongs to; none for whatever else was typed."""
        try:
            number, serial = SIGNER.unsign(token).split("-")
            return self.filter(pk=uuid.UUID(hex=number), link_serial=int(serial))
        except (signing.BadSignature, ValueError):
            return self.none()


@pghistory.track()
class Invitation(UUIDModel):
    email = models.EmailField("adresse électronique", max_length=254)
    first_name = models.CharField("prénom", max_length=80, validators=[validate_person_name])
    last_name = models.CharField("nom", max_length=80, validators=[validate_person_name])
    organisation = models.ForeignKey(Organisation, verbose_name="organisation", on_delete=models.PROTECT)
    role = models.CharField("rôle", max_length=20, choices=Role)
    title = models.CharField(
        "fonction",
        max_length=80,
        blank=True,
        validators=[validate_title],
        help_text="Par exemple CESF, éducateur spécialisé.",
    )
    state = models.CharField(
        "état", max_length=20, choices=InvitationState, default=InvitationState.PENDING, editable=False
    )
    # Resending counts one up: the link before is dead.
    link_serial = models.PositiveIntegerField(default=1, editable=False)
    sent_at = models.DateTimeField("envoyée le", null=True, editable=False)
    expires_at = models.DateTimeField("valable jusqu’au", editable=False)
    invited_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, editable=False, related_name="invitations"
    )
    membership = models.OneToOneField(
        Membership, null=True, on_delete=models.PROTECT, editable=False, related_name="invitation"
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "invitation"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email", "organisation", "role"],
                condition=Q(state=InvitationState.PENDING),
                name="invitation_pending_once",
                violation_error_message="Une invitation attend déjà cette personne pour ce rôle : renvoyez-la plutôt.",
            ),
            models.CheckConstraint(
                condition=Q(state=InvitationState.ACCEPTED, membership__isnull=False)
                | (~Q(state=InvitationState.ACCEPTED) & Q(membership=None)),
                name="invitation_accepted_gave_a_role",
            ),
        ]

    def __str__(self):
        return f"Invitation du {self.created_at:%d/%m/%Y}"

    def clean(self):
        self.email = self.email.lower()
        if self.organisation_id:
            check_role_of_kind(self.role, self.organisation.kind)

    @property
    def token(self):
        """The secret of the link: only the secret key can make it, so neither the database nor a job carries it."""
        return SIGNER.sign(f"{self.pk.hex}-{self.link_serial}")

    @property
    def role_label(self):
        return self.title or self.get_role_display()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def is_open(self, now):
        return self.state == InvitationState.PENDING and now < self.expires_at

    def has_expired(self, now):
        return self.state == InvitationState.PENDING and self.expires_at <= now
