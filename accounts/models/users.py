import pghistory
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from accounts.enums import AccountState, Role
from accounts.validators import validate_person_name, validate_phone
from core.models import UUIDModel, VersionedModel
from core.normalise import plain

# What two people may write in a form, each over the other's.
IDENTITY = ("first_name", "last_name", "phone")


class UserQuerySet(models.QuerySet):
    def locked(self):
        """Whoever changes, closes or gives a role to an account waits here. Rows that only refer to it do not wait."""
        return self.select_for_update(no_key=True)

    def visible_to(self, actor):
        """An administrator: the accounts of her organisations; a head: her own team; others: nobody."""
        reach = models.Q(organisation=actor.organisation_id)
        if actor.role == Role.ADMINISTRATOR:
            reach |= models.Q(organisation__administered_by=actor.organisation_id)
        elif actor.role != Role.SERVICE_HEAD:
            return self.none()
        memberships = self.model._meta.get_field("memberships").related_model
        return self.filter(pk__in=memberships.objects.filter(reach).values("user"))

    def named_to(self, actor):
        """Whose name the access log may say: those within reach, and to a dpo the people of her organisation."""
        if actor.role != Role.DPO:
            return self.visible_to(actor)
        memberships = self.model._meta.get_field("memberships").related_model
        return self.filter(pk__in=memberships.objects.filter(organisation=actor.organisation_id).values("user"))

    def in_state(self, state):
        return self.filter(is_active=state == AccountState.OPEN)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


@pghistory.track(exclude=["password", "last_login"])
class User(UUIDModel, VersionedModel, AbstractBaseUser):
    email = models.EmailField(
        "adresse électronique",
        max_length=254,
        unique=True,
        error_messages={"unique": "Un compte existe déjà pour cette adresse."},
    )
    first_name = models.CharField("prénom", max_length=80, validators=[validate_person_name])
    last_name = models.CharField("nom", max_length=80, validators=[validate_person_name])
    phone = models.CharField("téléphone professionnel", max_length=20, blank=True, validators=[validate_phone])
    # What lists sort and search by.
    sort_name = models.CharField(max_length=170, editable=False, db_index=True)
    # What Django's and allauth's backends ask: a closed account is nobody at its next request.
    is_active = models.BooleanField("compte ouvert", default=True)
    closed_at = models.DateTimeField("fermé le", null=True, blank=True, editable=False)
    # Part of what a session is checked against: one more, and every session of the account is over.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = "compte"
        ordering = ["sort_name", "pk"]
        # The few among the many: a list or a count of them does not read the others.
        indexes = [models.Index(fields=["sort_name", "id"], condition=models.Q(is_active=False), name="user_closed")]
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(is_active=True, closed_at=None) | models.Q(is_active=False, closed_at__isnull=False),
                name="user_closed_has_a_date",
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def save(self, *args, **kwargs):
        """An account that exists is saved column by column: a row read before it was closed would open it again."""
        self.sort_name = plain(f"{self.last_name} {self.first_name}")
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        elif not self._state.adding:
            raise TypeError("say which columns of the account are saved: update_fields")
        # Only what a form edits counts: a login or a new password outdates nobody's form.
        counted = self._state.adding or not set(IDENTITY).isdisjoint(kwargs["update_fields"])
        save = super().save if counted else super(VersionedModel, self).save
        save(*args, **kwargs)

    def clean(self):
        self.email = self.email.lower()

    def get_full_name(self):
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self):
        return self.first_name

    @property
    def state(self):
        return AccountState.OPEN if self.is_active else AccountState.CLOSED

    def get_session_auth_hash(self):
        return self._epoch_hash()

    def get_session_auth_fallback_hash(self):
        for secret in settings.SECRET_KEY_FALLBACKS:
            yield self._epoch_hash(secret)

    def _epoch_hash(self, secret=None):
        """Django's own hash of the password, and of the epoch."""
        return salted_hmac(
            "accounts.User.session", f"{self.password}|{self.session_epoch}", secret=secret, algorithm="sha256"
        ).hexdigest()
