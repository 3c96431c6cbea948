from datetime import datetime, time

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Role
from accounts.models.memberships import Membership
from accounts.models.organisations import Organisation
from accounts.models.users import User
from core.models import InsertOnlyModel, UUIDModel


class AccessLogQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own looks; the dpo and the head also those of, or into, their organisation; the administrator
        those into accounts and settings."""
        own = Q(user=actor.user_id)
        organisation = actor.organisation_id
        if actor.role in (Role.DPO, Role.SERVICE_HEAD):
            own |= Q(organisation=organisation) | Q(subject_organisation=organisation)
        elif actor.role == Role.ADMINISTRATOR:
            administered = Organisation.objects.visible_to(actor).values("pk")
            own |= Q(technical=True) & (Q(organisation__in=administered) | Q(subject_organisation__in=administered))
        return self.filter(own)

    def between(self, first_day=None, last_day=None):
        """Instants, not the dates of instants: the index holds instants. None: no limit on that side."""
        found = self
        if first_day:
            found = found.filter(at__gte=timezone.make_aware(datetime.combine(first_day, time.min)))
        if last_day:
            found = found.filter(at__lte=timezone.make_aware(datetime.combine(last_day, time.max)))
        return found


class AccessLogEntry(UUIDModel, InsertOnlyModel):
    """Who looked at whom, when: no name, no content. The application may add lines, never change one."""

    at = models.DateTimeField("quand", auto_now_add=True)
    user = models.ForeignKey(User, verbose_name="qui", on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField("action", max_length=60)
    subject_type = models.CharField("type d’objet", max_length=60)
    subject_id = models.UUIDField("objet", null=True)
    # To whom the file belongs: its organisation sees who looked, from wherever.
    subject_organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    # About accounts and settings, not about a tenant's file.
    technical = models.BooleanField(default=False)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-at", "-id"]),
            models.Index(fields=["organisation", "-at"]),
            models.Index(fields=["subject_organisation", "-at"]),
            models.Index(fields=["subject_type", "subject_id", "-at"]),
            models.Index(fields=["user", "-at"]),
        ]
