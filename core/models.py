import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.enums import JobState
from core.errors import DomainError
from core.fields import EncryptedBinaryField, EncryptedJSONField, EncryptedTextField
from core.file_kinds import BY_MEDIA_TYPE
from core.guards import unchanging
from core.ids import new_id


class UUIDModel(models.Model):
    """Whatever a browser may name has an identifier that cannot be guessed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    def validate_unique(self, exclude=None):
        """An identifier that was drawn a moment ago is not looked for; PostgreSQL would refuse a second one."""
        super().validate_unique({*(exclude or ()), "id"} if self._state.adding else exclude)


class StaleVersion(DomainError):
    """Somebody saved between reading and writing: what was written would have hidden it."""

    def __init__(self):
        super().__init__("Quelqu’un a enregistré entre-temps : relisez, puis recommencez.")


class InsertOnlyModel(models.Model):
    """A trace: the application may add rows, never change or take one away (core.database takes the rights)."""

    class Meta:
        abstract = True


class VersionedModel(models.Model):
    """A row that two people may edit: each save counts, and a save over a version that one has not read is refused.

    Forms show both versions to the second person (core.careful); a service that would overwrite gets StaleVersion.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        if self._state.adding:
            super().save(*args, update_fields=update_fields, **kwargs)
            return
        if update_fields is not None:
            update_fields = {*update_fields, "version"}
        self._version_read = self.version
        self.version += 1
        try:
            super().save(*args, update_fields=update_fields, **kwargs)
        except BaseException:
            self.version = self._version_read
            raise
        finally:
            del self._version_read

    def hold_first(self):
        """Lock what is always locked before this row: two who write then never wait for one another."""

    def _do_update(self, base_qs, *args, **kwargs):
        """The one UPDATE of a save, on the version that was read."""
        if hasattr(self, "_version_read"):
            base_qs = base_qs.filter(version=self._version_read)
            if not super()._do_update(base_qs, *args, **kwargs):
                raise StaleVersion
            return True
        return super()._do_update(base_qs, *args, **kwargs)


class OwnedQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own, made in the role that one works in now: a change of organisation shows nothing of another."""
        if actor is None:
            return self.none()
        return self.filter(user=actor.user_id, membership_id=actor.pk)


class OwnedModel(UUIDModel):
    """Belongs to one person in one of her roles. The membership is named without a foreign key: core knows no app."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False)
    membership_id = models.UUIDField(editable=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


class PrivateFileQuerySet(models.QuerySet):
    def listed(self):
        """What lists show: never the content, which is read for one download at a time."""
        return self.defer("content")

    def standing(self):
        return self.filter(cancelled_at=None)


class PrivateFile(UUIDModel):
    """A file that somebody added to something (core.private_files); nobody takes one away, it is cancelled.

        class SheetFile(PrivateFile):
            sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="files")

    Its content stays out of the history: let pghistory track its other fields only.
    """

    content = EncryptedBinaryField()
    # As the person named it: shown to readers in a page, never in an address, a log or a download.
    name = EncryptedTextField("nom")
    content_type = models.CharField("genre", max_length=100)
    size = models.PositiveIntegerField("taille")
    # Of what is kept, to tell that a signed paper is still the same one. Encrypted: it would confirm a guess.
    sha256 = EncryptedTextField("empreinte")
    added_at = models.DateTimeField("ajouté", auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Without a foreign key: core knows no app.
    membership_id = models.UUIDField()
    cancelled_at = models.DateTimeField("annulé", null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    cancel_reason = EncryptedTextField("motif", blank=True)

    objects = PrivateFileQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="%(class)s_is_not_empty"),
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="%(class)s_cancelled_by_whom",
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="file_is_kept", operation=pgtrigger.Delete),
            unchanging(
                "file_is_immutable",
                ["content", "name", "content_type", "size", "sha256", "added_at", "added_by_id", "membership_id"],
            ),
        ]

    @property
    def kind(self):
        return BY_MEDIA_TYPE[self.content_type]


class TransitionEntry(UUIDModel, InsertOnlyModel):
    """One step that something took. The application may add rows, never change one."""

    at = models.DateTimeField("quand", default=timezone.now, editable=False)
    subject_type = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    action = models.CharField(max_length=60)
    source = models.CharField("de", max_length=40, blank=True)
    target = models.CharField("à", max_length=40)
    reason = EncryptedTextField("motif", blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    membership_id = models.UUIDField(null=True)

    class Meta:
        verbose_name = "étape"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-at"], name="core_trail_subject")]


class Draft(OwnedModel):
    """What is typed in a form and not yet saved. One row for each page that writes (core.drafts)."""

    # The name of the form's address.
    form = models.CharField(max_length=100)
    # What the form is about: the arguments of its address; "" where there are none.
    object_id = models.CharField(max_length=200, blank=True)
    # The form as posted: {name: [values]}.
    content = EncryptedJSONField()
    # The version of the object on which the typing began.
    base_version = models.PositiveIntegerField(null=True)
    # Which page wrote last, and for the how-manyeth time: late or doubled messages change nothing.
    writer = models.UUIDField()
    sequence = models.PositiveBigIntegerField()
    # Neutral: a list of drafts tells no name.
    title = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = "brouillon"
        ordering = ["-updated_at", "pk"]
        indexes = [models.Index(fields=["user", "membership_id", "form", "object_id"], name="core_draft_of_form")]

    @property
    def stamp(self):
        """Changes with every writing."""
        return f"{self.writer}:{self.sequence}"


class Submission(models.Model):
    """A page with a form that was saved: posted a second time, it answers the same and saves nothing."""

    page = models.UUIDField(primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    # Of what was posted: a page shown again with « back » and changed is not a double click.
    digest = models.CharField(max_length=64)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "envoi"


class Job(OwnedModel):
    """A long work for one person: what it is, how far it is, what came out (core.jobs)."""

    kind = models.CharField(max_length=60)
    state = models.CharField("état", max_length=20, choices=JobState, default=JobState.WAITING)
    # Identifiers only.
    arguments = models.JSONField(default=dict)
    # What may name somebody, as the search of a list does.
    private = EncryptedJSONField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    note = models.CharField(max_length=120, blank=True)
    result = EncryptedBinaryField(null=True)
    content_type = models.CharField(max_length=100, blank=True)
    file_name = models.CharField(max_length=100, blank=True)
    error = models.CharField(max_length=300, blank=True)
    # How many workers took it up.
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "travail"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["user", "membership_id", "-created_at"], name="core_job_of_owner"),
            models.Index(fields=["state", "created_at"], name="core_job_by_state"),
        ]


class Counter(models.Model):
    """How far a numbering has come (core.counters)."""

    scope = models.CharField(max_length=120, primary_key=True)
    last = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = "compteur"
