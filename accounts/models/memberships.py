import pghistory
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from accounts.models.organisations import Organisation
from accounts.models.users import User
from accounts.rules import may_hold
from core.models import UUIDModel


class MembershipQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def visible_to(self, actor):
        if actor.role == Role.ADMINISTRATOR:
            return self.filter(organisation__in=Organisation.objects.visible_to(actor))
        if actor.role == Role.SERVICE_HEAD:
            return self.filter(organisation=actor.organisation_id)
        return self.filter(user=actor.user_id)


@pghistory.track()
class Membership(UUIDModel):
    """A user at work in an organisation, in one role: the `actor` of every view and the `by` of every service."""

    user = models.ForeignKey(User, verbose_name="compte", on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField("rôle", max_length=20, choices=Role)
    title = models.CharField("fonction", max_length=80, blank=True, help_text="Par exemple CESF, éducateur spécialisé.")
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        ordering = ["organisation__name", "role", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="membership_dates_in_order",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on=None),
                name="membership_open_once",
                violation_error_message="Cette personne a déjà ce rôle dans cette organisation.",
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.role_label}, {self.organisation}"

    def clean(self):
        if self.organisation_id and self.role and not may_hold(self.role, self.organisation.kind):
            kind = self.organisation.get_kind_display().lower()
            raise ValidationError({"role": f"Le rôle « {self.get_role_display()} » n’existe pas chez un {kind}."})

    @property
    def role_label(self):
        """The trade where it is known (CESF), the role otherwise."""
        return self.title or self.get_role_display()
