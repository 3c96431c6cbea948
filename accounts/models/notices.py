from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from accounts.enums import NoticePace, NoticeScope
from accounts.models.memberships import Membership
from core.models import UUIDModel


class NoticePreference(models.Model):
    """What a person wants to be told by e-mail in one of her roles: no row means the defaults."""

    membership = models.OneToOneField(
        Membership, primary_key=True, on_delete=models.CASCADE, related_name="notice_preference"
    )
    scope = models.CharField("quels avis", max_length=10, choices=NoticeScope, default=NoticeScope.ALL)
    pace = models.CharField("quand", max_length=10, choices=NoticePace, default=NoticePace.AT_ONCE)

    class Meta:
        verbose_name = "préférence d’avis"


class NoticeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(settled_at=None)


class Notice(UUIDModel):
    """An e-mail that says that something waits, and where: a code and an address, neither a name nor a content."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notices")
    code = models.CharField(max_length=40)
    path = models.CharField(max_length=200, validators=[RegexValidator(r"^/[a-z0-9/_-]*\Z")])
    # About what this person does herself; otherwise about what waits for her team.
    mine = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Sent, or no longer wanted.
    settled_at = models.DateTimeField(null=True, blank=True)
    sent = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        ordering = ["created_at", "pk"]
        indexes = [models.Index(fields=["settled_at"], name="notice_settled")]
        constraints = [
            # Told twice before it left, it is told once.
            models.UniqueConstraint(
                fields=["membership", "code", "path"], condition=Q(settled_at=None), name="notice_waiting_once"
            ),
            models.CheckConstraint(
                condition=Q(sent=False) | Q(settled_at__isnull=False), name="notice_sent_is_settled"
            ),
        ]
