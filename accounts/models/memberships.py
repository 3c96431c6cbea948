import functools

import pghistory
import pgtrigger
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models.organisations import Organisation
from accounts.models.users import User
from accounts.rules import KINDS_OF_ROLE, may_hold, membership_state
from accounts.validators import validate_title
from core.models import UUIDModel


def check_role_of_kind(role, kind):
    if role and not may_hold(role, kind):
        label, kind_label = Role(role).label, OrganisationKind(kind).label.lower()
        raise ValidationError({"role": f"Le rôle « {label} » n’existe pas chez un {kind_label}."})


def _role_of_kind_trigger():
    """What `clean` says, held by the database too: a role in the wrong kind of organisation opens others' files."""
    pairs = ", ".join(f"('{role.value}', '{kind.value}')" for role in Role for kind in sorted(KINDS_OF_ROLE[role]))
    return pgtrigger.Trigger(
        name="role_of_kind",
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("role", "organisation_id"),
        func=f"""
            IF (NEW.role, (SELECT kind FROM accounts_organisation WHERE id = NEW.organisation_id))
               NOT IN ({pairs}) THEN
              RAISE check_violation USING MESSAGE = 'this role does not exist in this kind of organisation';
            END IF;
            RETURN NEW;
        """,
    )


class MembershipQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def not_over_on(self, day):
        """Open, or still to come."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))

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
    title = models.CharField(
        "fonction",
        max_length=80,
        blank=True,
        validators=[validate_title],
        help_text="Par exemple CESF, éducateur spécialisé.",
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    # Cut off at that instant, not at the end of a day: `ends_on` is then the eve, which may precede the first day.
    ended_at = models.DateTimeField("coupé le", null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        ordering = ["organisation__sort_name", "role", "pk"]
        # Whether an account is within reach, asked once a row of every list of accounts.
        indexes = [models.Index(fields=["user", "organisation"], name="membership_reach")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")) | Q(ended_at__isnull=False),
                name="membership_dates_in_order",
                violation_error_message="La fin ne peut pas précéder le début.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ends_on__isnull=False), name="membership_cut_off_has_ended"
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(ends_on=None),
                name="membership_open_once",
                violation_error_message="Cette personne a déjà ce rôle dans cette organisation.",
            ),
        ]
        triggers = [_role_of_kind_trigger()]

    def __str__(self):
        return f"{self.user}, {self.role_label}, {self.organisation}"

    def clean(self):
        if self.organisation_id:
            check_role_of_kind(self.role, self.organisation.kind)

    @property
    def role_label(self):
        """The trade where it is known (CESF), the role otherwise."""
        return self.title or self.get_role_display()

    @property
    def role_in_full(self):
        """The role, and the trade with it: two roles of one person are told apart."""
        role = self.get_role_display()
        return f"{role} ({self.title})" if self.title and self.title != role else role

    @property
    def shown_end(self):
        """The day on which one was still, or would still be, at work."""
        return timezone.localdate(self.ended_at) if self.ended_at else self.ends_on

    @property
    def never_began(self):
        """Called off before its first day."""
        return self.ended_at is not None and self.shown_end < self.starts_on

    def state_on(self, day):
        return membership_state(self.starts_on, self.ends_on, day)


def open_memberships(user, day):
    """What `open_on(day)` says of this user, each with its organisation: read for every page, by SQL that is written
    once (Django takes longer to write it than PostgreSQL to answer)."""
    with connection.cursor() as cursor:
        cursor.execute(_of_user(), [user.pk, day, day])
        rows = cursor.fetchall()
    return tuple(_membership(user, row) for row in rows)


@functools.cache
def _of_user():
    shown = ", ".join(
        f'{table}."{field.column}"'
        for table, model in (("membership", Membership), ("organisation", Organisation))
        for field in model._meta.concrete_fields
    )
    return f"""
        SELECT {shown} FROM {Membership._meta.db_table} AS membership
        JOIN {Organisation._meta.db_table} AS organisation ON organisation.id = membership.organisation_id
        WHERE user_id = %s AND starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
        ORDER BY organisation.sort_name, role, membership.id
    """


def _membership(user, row):
    own = [field.attname for field in Membership._meta.concrete_fields]
    of_house = [field.attname for field in Organisation._meta.concrete_fields]
    membership = Membership.from_db(connection.alias, own, row[: len(own)])
    membership.organisation = Organisation.from_db(connection.alias, of_house, row[len(own) :])
    membership.user = user
    return membership
