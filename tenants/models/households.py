import datetime

import pghistory
import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership, Organisation
from core.guards import agrees
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from tenants.enums import AssignmentKind, Composition, YesNoUnknown
from tenants.models.readers import Reader, reader_of
from tenants.models.sectors import Sector


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Whose name and situation the actor may read. What was merged into another is read there.

        Landlord: one's sectors and what has none, or all of them (setting, manager). Operator: what was entrusted to
        it; a worker, what is or was lately assigned to her. A guarded household: its one person at the landlord, or
        the manager where that person has left.
        """
        return self.filter(self._reached_by(reader_of(actor)), merged_into=None)

    def writable_by(self, actor):
        """What the advisor may read, and what is assigned to the worker now."""
        if actor.role == Role.ADVISOR:
            return self.visible_to(actor)
        if actor.role == Role.SOCIAL_WORKER:
            assigned = Assignment.objects.open_on(reader_of(actor).today).filter(membership=actor.pk)
            return self.filter(pk__in=assigned.values("household"), merged_into=None)
        return self.none()

    def in_hands_of(self, actor):
        """Who acts for it: those who write its file, and the head, who confides it. Handed over, it is only read."""
        if actor.role == Role.SERVICE_HEAD:
            running = Entrustment.objects.filter(operator=actor.organisation_id, read_until=None)
            return self.filter(pk__in=running.order_by().values("household"), merged_into=None)
        return self.writable_by(actor)

    def hold(self, pk):
        """Locked until the end of the transaction: the first row that whoever writes in a file locks."""
        return self.select_for_update(of=["self"], no_key=True).get(pk=pk)

    def _reached_by(self, actor: Reader):
        house = actor.organisation_id
        unguarded = Q(guarded=False) | Q(guarded_for=actor.pk)
        if actor.role == Role.LANDLORD_MANAGER:
            return (unguarded | left_without_a_reader(house, actor.today)) & Q(landlord=house)
        if actor.role == Role.ADVISOR:
            return unguarded & portfolio_of(actor) & Q(landlord=house)
        if actor.role == Role.SERVICE_HEAD:
            read = Entrustment.objects.readable_on(actor.today).filter(operator=house)
            return Q(pk__in=read.order_by().values("household"))
        if actor.role == Role.SOCIAL_WORKER:
            read = Assignment.objects.readable_on(actor.today).filter(membership=actor.pk)
            return Q(pk__in=read.order_by().values("household"))
        return Q(pk__in=[])


def household_reached(actor, found=None):
    """What belongs to a household that the actor reads. `found`: to this one only, which is not looked for again
    where this very object was found for her (`Household.read_by`)."""
    if found is None:
        return Q(household__in=Household.objects.visible_to(actor))
    if found.read_by == actor.pk:
        return Q(household=found.pk)
    return Q(household=found.pk, household__in=Household.objects.visible_to(actor))


def left_without_a_reader(house, today):
    """Guarded households whose one person at the landlord works there no more: its manager reads in her place."""
    at_work = Membership.objects.open_on(today).filter(organisation=house, user__is_active=True)
    return Q(guarded=True, guarded_for__isnull=False) & ~Q(guarded_for__in=at_work.order_by().values("pk"))


def portfolio_of(actor: Reader):
    """The advisor's own: by sector, or all where the landlord opened its portfolios."""
    if actor.open_portfolios:
        return Q()
    return Q(sector=None) | Q(sector__in=Sector.objects.of_advisor(actor).values("pk")) | Q(guarded_for=actor.pk)


@pghistory.track(*every_change())
class Household(UUIDModel, VersionedModel):
    """The unit that is accompanied, counted and billed, within one landlord."""

    landlord = models.ForeignKey(
        Organisation, verbose_name="bailleur", on_delete=models.PROTECT, related_name="households"
    )
    sector = models.ForeignKey(
        Sector, verbose_name="secteur", null=True, blank=True, on_delete=models.PROTECT, related_name="households"
    )
    # What is read aloud and printed where no name may stand.
    number = models.CharField("numéro de dossier", max_length=20, editable=False)
    # Of its reference person and co-holders; kept by the services that write persons.
    name = models.CharField("nom", max_length=200, editable=False)
    sort_name = models.CharField(max_length=200, editable=False, db_collation="C")
    composition = models.CharField("composition", max_length=30, choices=Composition, blank=True)
    children = models.PositiveSmallIntegerField(
        "enfants au foyer",
        null=True,
        blank=True,
        validators=[MaxValueValidator(20, "Vérifiez ce nombre : 20 enfants au plus.")],
    )
    dalo = models.CharField("éligible au DALO", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN)
    collective_agreement = models.CharField(
        "relève des accords collectifs", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    housing_plan = models.CharField(
        "relève du PDALHPD", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    reserved = models.CharField(
        "logement d’un réservataire", max_length=10, choices=YesNoUnknown, default=YesNoUnknown.UNKNOWN
    )
    # A person of the household is in danger (GuardedContact): one person at the landlord reads the file.
    guarded = models.BooleanField("contact protégé", default=False, editable=False)
    guarded_for = models.ForeignKey(
        Membership, null=True, editable=False, on_delete=models.PROTECT, related_name="guarded_households"
    )
    merged_into = models.ForeignKey("self", null=True, editable=False, on_delete=models.PROTECT, related_name="merged")
    created_by = models.ForeignKey(
        Membership, null=True, editable=False, on_delete=models.PROTECT, related_name="households_created"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = HouseholdQuerySet.as_manager()

    # Of this object, not of the row. For whom it was found, in the request that shows it (tenants.views.file_page), …
    read_by = None
    # … and what was read of it there, once for all panels (tenants.presentation.situation.Known).
    known = None
    # … and what was asked of it there (tenants.models.AskedOf): the same question is not asked twice.
    answers = None

    class Meta:
        verbose_name = "ménage"
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(
                fields=["landlord", "sort_name", "id"], name="household_by_name", condition=Q(merged_into=None)
            ),
            # Of several landlords: what was entrusted to an operator.
            models.Index(fields=["sort_name", "id"], name="household_by_name_anywhere", condition=Q(merged_into=None)),
            models.Index(fields=["sector"], name="household_by_sector"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["landlord", "number"], name="household_number_once"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(name=""), name="household_is_named"),
            models.CheckConstraint(condition=Q(children=None) | Q(children__lte=20), name="household_children_counted"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="household_not_into_itself"),
            models.CheckConstraint(
                condition=Q(guarded=True) | Q(guarded_for=None), name="household_guarded_for_somebody"
            ),
        ]

    @property
    def listed_name(self):
        """As a list among others says it: whoever is guarded stands in none by name."""
        return f"Dossier {self.number}" if self.guarded else self.name

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("tenants:household", args=[self.pk])

    def is_writable_by(self, actor):
        """An advisor writes in what she reads."""
        if actor.role == Role.ADVISOR and self.read_by == actor.pk:
            return True
        return self._is_among(Household.objects.writable_by, actor)

    def is_in_hands_of(self, actor):
        """A head takes the next step of what is entrusted now."""
        if actor.role != Role.SERVICE_HEAD:
            return self.is_writable_by(actor)
        return self._is_among(Household.objects.in_hands_of, actor)

    def _is_among(self, reach, actor):
        """Asked once in the request that shows the file, however many panels want to know."""
        if self.answers is None or self.read_by != actor.pk:
            return reach(actor).contains(self)
        if reach not in self.answers:
            self.answers[reach] = reach(actor).contains(self)
        return self.answers[reach]


class HouseholdPart(VersionedModel):
    """A row of the file of a `household`, which is locked before it."""

    class Meta:
        abstract = True

    def hold_first(self):
        Household.objects.hold(self.household_id)


class EntrustmentQuerySet(models.QuerySet):
    def readable_on(self, day):
        """Running, or over so lately that the file may still be read."""
        return self.filter(Q(read_until=None) | Q(read_until__gte=day))


class Entrustment(UUIDModel):
    """The household was sent to an operator: from then on its head reads it. An announcement entrusts nothing.

    It ends with what it was for (`read_until`: the file is read for a while yet), and begins again with a new fiche.
    """

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="entrustments")
    operator = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entrusted")
    since = models.DateField("depuis le")
    ended_on = models.DateField("terminé le", null=True, blank=True)
    read_until = models.DateField("lecture jusqu’au", null=True, blank=True)

    objects = EntrustmentQuerySet.as_manager()

    class Meta:
        verbose_name = "ménage confié"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["household", "operator"], name="entrusted_once"),
            models.CheckConstraint(
                condition=Q(ended_on=None, read_until=None)
                | Q(ended_on__gte=F("since"), read_until__gte=F("ended_on"), read_until__isnull=False),
                name="entrusted_until_it_ends",
            ),
        ]
        indexes = [models.Index(fields=["operator", "household"], include=["read_until"], name="entrusted_to")]


# Whoever left keeps what was hers; nothing new is put in her hands.
AT_WORK = """mine.ends_on IS NOT NULL OR EXISTS (
  SELECT 1 FROM accounts_membership AS member JOIN accounts_user AS person ON person.id = member.user_id
  WHERE member.id = mine.membership_id AND person.is_active
  AND (member.ends_on IS NULL OR member.ends_on >= mine.starts_on))"""


class AssignmentQuerySet(models.QuerySet):
    def open_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)

    def readable_on(self, day):
        """Open, or handed over so lately that it may still be read."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day) | Q(read_until__gte=day), starts_on__lte=day)


@pghistory.track(*every_change())
class Assignment(UUIDModel):
    """A household in the hands of a worker, from a day on; handed over, she reads it for a while."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="assignments")
    membership = models.ForeignKey(
        Membership, verbose_name="travailleur social", on_delete=models.PROTECT, related_name="assignments"
    )
    kind = models.CharField("qualité", max_length=20, choices=AssignmentKind, default=AssignmentKind.PRIVILEGED)
    starts_on = models.DateField("depuis le")
    ends_on = models.DateField("jusqu’au", null=True, blank=True)
    read_until = models.DateField("lecture jusqu’au", null=True, blank=True)
    # Of the operator's own organisation of work: its team reads them, the landlord does not.
    reason = models.CharField("pourquoi", max_length=200, blank=True)
    end_reason = models.CharField("pourquoi cela se termine", max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "attribution"
        ordering = ["-starts_on", "pk"]
        indexes = [models.Index(fields=["membership", "household"], name="assignment_of_worker")]
        constraints = [
            models.CheckConstraint(
                # The day before its first day: what was to come and did not.
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on") - datetime.timedelta(days=1)),
                name="assignment_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(read_until=None) | Q(read_until__gte=F("ends_on"), ends_on__isnull=False),
                name="assignment_read_after_its_end",
            ),
            models.UniqueConstraint(
                fields=["household", "membership", "kind"], condition=Q(ends_on=None), name="assignment_open_once"
            ),
        ]
        triggers = [
            agrees("assignment_to_somebody_at_work", "tenants_assignment", "membership_id", condition=AT_WORK),
            # The day on which a file changes hands belongs to both: the last day is left out.
            pgtrigger.Trigger(
                name="assignments_do_not_overlap",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("household_id", "membership_id", "kind", "starts_on", "ends_on"),
                timing=pgtrigger.Deferred,
                func=f"""
                    PERFORM 1 FROM tenants_household WHERE id = NEW.household_id FOR NO KEY UPDATE;
                    IF EXISTS (
                      SELECT 1 FROM tenants_assignment AS mine
                      JOIN accounts_membership AS me ON me.id = mine.membership_id
                      JOIN tenants_assignment AS other
                      ON other.household_id = mine.household_id AND other.id <> mine.id
                      AND other.starts_on < COALESCE(mine.ends_on, 'infinity')
                      AND other.starts_on < COALESCE(other.ends_on, 'infinity')
                      AND mine.starts_on < COALESCE(other.ends_on, 'infinity')
                      AND mine.starts_on < COALESCE(mine.ends_on, 'infinity')
                      JOIN accounts_membership AS her ON her.id = other.membership_id
                      WHERE mine.id = NEW.id AND (
                        other.membership_id = mine.membership_id
                        OR mine.kind = '{AssignmentKind.PRIVILEGED}' AND other.kind = '{AssignmentKind.PRIVILEGED}'
                        AND her.organisation_id = me.organisation_id
                      )
                    ) THEN
                      RAISE exclusion_violation USING MESSAGE = 'these assignments overlap',
                        CONSTRAINT = 'assignments_do_not_overlap';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def meets(self, other):
        """They share more than the day on which one takes over from the other, as the trigger counts it."""
        mine, theirs = (one.ends_on or datetime.date.max for one in (self, other))
        begin = max(self.starts_on, other.starts_on)
        return begin < min(mine, theirs)

    def rivals(self, other):
        """Both privileged, in one operator."""
        kinds = {self.kind, other.kind}
        return (
            kinds == {AssignmentKind.PRIVILEGED} and self.membership.organisation_id == other.membership.organisation_id
        )
