"""Two files that have something to do with one another: linked first, merged only once a second person read them."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Membership
from core.models import UUIDModel, VersionedModel
from tenants.enums import LinkKind, MergeState
from tenants.models.households import Household


class PairQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who reads both files. A merged file is read through the one that it was merged into."""
        visible = Household.objects.visible_to(actor).values("pk")
        return self.filter(self.model.both_within(visible))


class HouseholdLink(UUIDModel):
    one = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="links_from")
    other = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="links_to")
    kind = models.CharField("lien", max_length=20, choices=LinkKind)
    by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_reason = models.CharField("retiré parce que", max_length=200, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "lien entre ménages"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(one=F("other")), name="link_of_two"),
            models.UniqueConstraint(fields=["one", "other"], condition=Q(cancelled_reason=""), name="link_once_a_pair"),
        ]

    @staticmethod
    def both_within(visible):
        return Q(one__in=visible, other__in=visible)


class Merge(UUIDModel, VersionedModel):
    """`source` becomes part of `target`: proposed by one person, read by another, undone row by row."""

    source = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="merges_as_source")
    target = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="merges_as_target")
    state = models.CharField("état", max_length=10, choices=MergeState, default=MergeState.PROPOSED)
    reason = models.CharField("pourquoi", max_length=300)
    # {"referrals.referral": [identifiers]}: what was moved, to be moved back.
    moved = models.JSONField(default=dict, editable=False)
    proposed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PairQuerySet.as_manager()

    class Meta:
        verbose_name = "réunion de deux dossiers"
        ordering = ["-proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["source"],
                condition=Q(state__in=[MergeState.PROPOSED, MergeState.DONE]),
                name="merge_one_at_a_time",
            ),
        ]

    @staticmethod
    def both_within(visible):
        return Q(target__in=visible) & (Q(source__in=visible) | Q(source__merged_into=F("target")))
