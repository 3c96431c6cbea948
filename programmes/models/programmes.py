from functools import cached_property

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.enums import Role
from core.composed import Composed
from core.models import UUIDModel
from programmes.definition import Definition, from_json
from programmes.models.reach import convention_reach

# What every page about a programme reads.
CONTENTS = {}
MOST_CONTENTS = 100


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The programmes of the conventions within reach; all of them for an administrator, who makes conventions."""
        if actor.role == Role.ADMINISTRATOR:
            return self.all()
        within = self.model.objects.filter(convention_reach(actor, "conventions__"))
        return self.filter(pk__in=within.values("pk"))


class Programme(UUIDModel):
    """What is offered to households; all that it says is in its versions."""

    code = models.SlugField("code", max_length=60, unique=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "dispositif"
        ordering = ["code"]

    def __str__(self):
        return self.code

    @property
    def current_version(self):
        return self.versions.first()

    def version_on(self, day):
        """The version in force on a day; before the first was loaded, the first."""
        found = version_valid_on(programme=self.pk, day=day) or first_version(programme=self.pk)
        return found[0] if found else None


class ProgrammeVersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(programme__in=Programme.objects.visible_to(actor))

    def current(self):
        """The latest version of each programme."""
        return self.order_by("programme_id", "-number").distinct("programme_id")

    def labels(self):
        """How the latest version of each programme names it, by its code."""
        return dict(self.current().values_list("programme__code", "definition__label"))


class ProgrammeVersion(UUIDModel):
    """The definition of a programme as it was loaded: a change of criteria does not rewrite the past."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("version")
    definition = models.JSONField()
    checksum = models.CharField(max_length=64)
    valid_from = models.DateField("valable depuis le")
    loaded_at = models.DateTimeField(auto_now_add=True)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version de dispositif"
        ordering = ["programme_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="programme_version_number_from_1"),
            models.CheckConstraint(
                condition=Q(definition__code__isnull=False) & ~Q(checksum=""), name="programme_version_is_complete"
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="version_is_immutable", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self):
        return f"{self.label} (version {self.number})"

    @cached_property
    def content(self) -> Definition:
        """Read once in a process: nothing changes it (`version_is_immutable`)."""
        known = CONTENTS.get((self.pk, self.checksum))
        if known is None:
            if len(CONTENTS) >= MOST_CONTENTS:
                CONTENTS.clear()
            known = CONTENTS[self.pk, self.checksum] = from_json(self.definition)
        return known

    @property
    def label(self):
        return self.content.label

    @property
    def public_label(self):
        return self.content.public_label


@Composed
def version_valid_on(*, programme, day):
    within = ProgrammeVersion.objects.filter(programme=programme, valid_from__lte=day)
    return within.order_by("-number")[:1]


@Composed
def first_version(*, programme):
    return ProgrammeVersion.objects.filter(programme=programme).order_by("number")[:1]
