"""When and where the three meet: slots that the operator offers, appointments that somebody fixed, feeds of agendas."""

import pghistory
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, OPERATOR_ROLES, Role
from accounts.models import Membership, Organisation
from core.fields import EncryptedTextField
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.models import Convention
from referrals.enums import AppointmentKind, AppointmentState, Party, PlaceKind, SlotState
from referrals.rules.meetings import KIND_OF
from referrals.rules.moments import PARIS
from tenants.models import Household, HouseholdPart, household_reached


class Meeting(UUIDModel):
    """A moment and a place."""

    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place_kind = models.CharField("lieu", max_length=20, choices=PlaceKind, default=PlaceKind.ASSOCIATION)
    # May be an address: encrypted, it stands in no list.
    place = EncryptedTextField("précisions sur le lieu", blank=True)

    class Meta:
        abstract = True


def in_order(name):
    return models.CheckConstraint(
        condition=Q(ends_at__gt=F("starts_at")),
        name=name,
        violation_error_message="La fin vient après le début.",
    )


class SlotQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The operator's own; to the landlords of its conventions, what is free."""
        if actor.role in OPERATOR_ROLES:
            return self.filter(membership__organisation=actor.organisation_id)
        if actor.role == Role.ADVISOR:
            running = Convention.objects.open_on(timezone.localdate()).filter(landlord=actor.organisation_id)
            operators = running.values("operator")
            return self.filter(membership__organisation__in=operators, state=SlotState.OPEN)
        return self.none()

    def writable_by(self, actor):
        """One's own; for the head, those of the team."""
        if actor.role == Role.SERVICE_HEAD:
            return self.filter(membership__organisation=actor.organisation_id)
        if actor.role == Role.SOCIAL_WORKER:
            return self.filter(membership=actor.pk)
        return self.none()

    def bookable(self, now):
        """Free, to come, of somebody who still works there and is not expected elsewhere at that time."""
        busy = Attendance.objects.filter(
            membership__user=OuterRef("membership__user"),
            appointment__state=AppointmentState.PLANNED,
            appointment__starts_at__lt=OuterRef("ends_at"),
            appointment__ends_at__gt=OuterRef("starts_at"),
        )
        at_work = Q(membership__ends_on=None) | Q(membership__ends_on__gte=TruncDate("starts_at", tzinfo=PARIS))
        free = self.filter(at_work, state=SlotState.OPEN, starts_at__gt=now, membership__user__is_active=True)
        return free.filter(~Exists(busy))


class Slot(Meeting, VersionedModel):
    """A moment that a worker keeps free for a tripartite meeting."""

    membership = models.ForeignKey(
        Membership, verbose_name="travailleur social", on_delete=models.PROTECT, related_name="slots"
    )
    state = models.CharField("état", max_length=20, choices=SlotState, default=SlotState.OPEN, editable=False)

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "créneau"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["membership", "starts_at"], name="slot_of_worker")]
        constraints = [
            in_order("slot_in_order"),
            models.UniqueConstraint(
                fields=["membership", "starts_at"],
                condition=~Q(state=SlotState.WITHDRAWN),
                name="slot_once",
                violation_error_message="Un créneau commence déjà à cette heure.",
            ),
        ]


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, actor, of=None):
        """Of the households that one reads, one's own, and at the operator those of the team. `of`: those of this
        household only.

        A landlord's member who was expected before the contact was guarded no longer learns where and when.
        """
        found = self.filter(household=of.pk) if of else self
        mine = self._expecting(actor)
        if actor.role in OPERATOR_ROLES:
            return found.filter(mine | Q(operator=actor.organisation_id))
        if actor.role in LANDLORD_ROLES:
            ours, told = self._told_to_landlord(actor)
            return found.filter(told & (mine | ours & household_reached(actor, of)))
        return self.none()

    def writable_by(self, actor):
        """Whoever is expected, the head, and whoever looks after the household at one of the two houses."""
        mine = self._expecting(actor)
        if actor.role == Role.SERVICE_HEAD:
            return self.filter(operator=actor.organisation_id)
        if actor.role == Role.SOCIAL_WORKER:
            held = Q(household__in=Household.objects.writable_by(actor))
            return self.filter(mine | held, operator=actor.organisation_id)
        if actor.role == Role.ADVISOR:
            held = Q(household__in=Household.objects.writable_by(actor))
            ours, told = self._told_to_landlord(actor)
            return self.filter(told & (mine | ours & held))
        return self.none()

    def _expecting(self, actor):
        mine = Q(pk__in=Attendance.objects.filter(membership=actor.pk).values("appointment"))
        at_operator = actor.role in OPERATOR_ROLES
        return mine if at_operator else mine & (Q(household__guarded=False) | Q(household__guarded_for=actor.pk))

    def _told_to_landlord(self, actor):
        """(Which ones concern it, which ones it may still be told of.)

        Where one of its own is expected or who fixed it, and the meetings of the three: what a worker fixes with a
        household beside them is between the two. And never an absence: once it begins, what is not a meeting of the
        three at which somebody of the house is expected is told no more, whether it was held, missed or neither.
        """
        house = actor.organisation_id
        expected = Q(pk__in=Attendance.objects.filter(membership__organisation=house).values("appointment"))
        ours = expected | Q(created_by__organisation=house) | ~Q(kind=AppointmentKind.MEETING)
        ahead = Q(state=AppointmentState.PLANNED, starts_at__gt=Now()) | Q(state=AppointmentState.CANCELLED)
        return ours, ahead | expected & Q(kind__in=KIND_OF)

    def standing(self):
        return self.filter(state=AppointmentState.PLANNED)

    def between(self, start, end):
        """Those that share an instant with this period."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def expecting(self, *memberships):
        expected = Attendance.objects.filter(membership__in=memberships)
        return self.filter(pk__in=expected.values("appointment"))

    def expecting_people(self, users, organisation):
        """In whichever of their roles in this house."""
        expected = Attendance.objects.filter(membership__user__in=users, membership__organisation=organisation)
        return self.filter(pk__in=expected.values("appointment"))


@pghistory.track(*every_change())
class Appointment(Meeting, HouseholdPart):
    """What is fixed with a household. Its name is read by whoever reads the household; others read its number."""

    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="appointments")
    kind = models.CharField("nature", max_length=30, choices=AppointmentKind)
    state = models.CharField(
        "état", max_length=20, choices=AppointmentState, default=AppointmentState.PLANNED, editable=False
    )
    slot = models.OneToOneField(
        Slot, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="appointment"
    )
    missed_by = models.CharField("manqué par", max_length=20, choices=Party, blank=True)
    rescheduled_from = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="rescheduled_to"
    )
    # Counted in the calendars that were told of it.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    created_by = models.ForeignKey(
        Membership, null=True, editable=False, on_delete=models.PROTECT, related_name="appointments_made"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rendez-vous"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["household", "starts_at"], name="appointment_of_household"),
            models.Index(fields=["operator", "starts_at"], name="appointment_of_operator"),
        ]
        constraints = [
            in_order("appointment_in_order"),
            models.CheckConstraint(
                condition=~Q(state=AppointmentState.MISSED) | ~Q(missed_by=""), name="appointment_missed_by_somebody"
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("referrals:appointment", args=[self.pk])


class Attendance(UUIDModel):
    """Who of the landlord and of the operator is expected at an appointment."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="attendances")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        verbose_name = "personne attendue"
        ordering = ["appointment_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["appointment", "membership"], name="expected_once")]
        indexes = [models.Index(fields=["membership"], name="expected_membership")]


class CalendarFeed(UUIDModel):
    """A secret address under which a calendar program reads one's appointments; only its digest is kept."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "lien d’agenda"
