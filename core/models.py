from django.db import models

from core.ids import new_id


class UUIDModel(models.Model):
    """Whatever a browser may name has an identifier that cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True


class VersionedModel(models.Model):
    """A row that two people may edit: `version` tells the second that the first has saved."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
