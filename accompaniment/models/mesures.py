"""One stay of one household under one convention: its phases, what interrupts and what prolongs them."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import MesureState, PauseReason, PhaseOutcome, Rhythm, SuspensionReason
from accompaniment.rules.interviews import CONTACTS
from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import agrees, contains, inside, no_overlap, unchanging
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import ExitReason, PhaseKind
from programmes.models import Convention, ProgrammeVersion
from referrals.models import Referral
from referrals.models.meetings import SharedQuerySet
from tenants.models import HouseholdPart

MESURES, PHASES, SUSPENSIONS, PAUSES, INTERVIEWS = (
    f"accompaniment_{name}" for name in ("accompaniment", "phase", "suspension", "pause", "interview")
)
# As InterviewQuerySet.contacts says it: what took place. An attempt or a letter may come after the last day.
TOOK_PLACE = (
    f"inner_row.kind IN ({', '.join(repr(str(kind.value)) for kind in CONTACTS)}) "
    "AND inner_row.outcome = 'held' AND inner_row.cancelled_at IS NULL"
)

# The programme says which adhesions it needs, and for which phases; the first such phase asks them all.
ADHESIONS_ASKED = """
    IF NOT EXISTS (
         SELECT 1 FROM accompaniment_phase AS earlier WHERE earlier.accompaniment_id = NEW.accompaniment_id
         AND earlier.id <> NEW.id AND earlier.starts_on <= NEW.starts_on
         AND earlier.kind NOT IN ('outreach', 'upstream'))
       AND EXISTS (
         SELECT 1 FROM accompaniment_accompaniment AS mesure
         JOIN programmes_programmeversion AS version ON version.id = mesure.programme_version_id
         CROSS JOIN LATERAL jsonb_array_elements(version.definition -> 'phases') AS phase
         CROSS JOIN LATERAL jsonb_array_elements(version.definition -> 'adhesions') AS asked
         WHERE mesure.id = NEW.accompaniment_id AND phase ->> 'kind' = NEW.kind
         AND (phase ->> 'adhesion_needed')::boolean AND (asked ->> 'required')::boolean
         AND NOT EXISTS (
           SELECT 1 FROM referrals_adhesion AS adhesion
           WHERE adhesion.household_id = mesure.household_id AND adhesion.convention_id = mesure.convention_id
           AND adhesion.kind = asked ->> 'kind' AND adhesion.given AND adhesion.cancelled_at IS NULL
           AND adhesion."on" <= NEW.starts_on
           AND (adhesion.withdrawn_on IS NULL OR adhesion.withdrawn_on > NEW.starts_on))) THEN
      RAISE check_violation USING MESSAGE = 'an adhesion is missing', CONSTRAINT = 'phase_on_its_adhesions';
    END IF;
    RETURN NULL;
"""

UNDER_ITS_CONVENTION = """EXISTS (
  SELECT 1 FROM programmes_convention AS convention WHERE convention.id = mine.convention_id
  AND mine.starts_on BETWEEN convention.starts_on AND convention.ends_on)"""

AFTER_ITS_OWN = f"""mine.previous_id IS NULL OR EXISTS (
  SELECT 1 FROM {MESURES} AS earlier WHERE earlier.id = mine.previous_id
  AND earlier.household_id = mine.household_id AND earlier.convention_id = mine.convention_id
  AND earlier.ends_on < mine.starts_on)"""

# « Asked in words, held here »: nothing that was agreed stays open when a mesure closes, nor a phase.
NOTHING_LEFT_OPEN = """
    IF NEW.state = 'closed' AND (
         EXISTS (SELECT 1 FROM accompaniment_objective WHERE accompaniment_id = NEW.id
                 AND state IN ('not_started', 'under_way'))
         OR EXISTS (SELECT 1 FROM accompaniment_phase WHERE accompaniment_id = NEW.id AND ends_on IS NULL)) THEN
      RAISE check_violation USING MESSAGE = 'something is still open', CONSTRAINT = 'mesure_closes_whole';
    END IF;
    RETURN NULL;
"""


class AccompanimentQuerySet(SharedQuerySet):
    def open_on(self, day):
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


@pghistory.track(*every_change())
class Accompaniment(UUIDModel, HouseholdPart):
    """A mesure. Landlord and operator both know that it is there; what is said in it, the operator alone."""

    household = models.ForeignKey("tenants.Household", on_delete=models.PROTECT, related_name="accompaniments")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="accompaniments")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.PROTECT, related_name="accompaniments")
    referral = models.ForeignKey(
        Referral, null=True, editable=False, on_delete=models.PROTECT, related_name="accompaniments"
    )
    # What it had outside where it was taken over, a number of ours otherwise.
    number = models.CharField("numéro", max_length=40, editable=False)
    state = models.CharField("état", max_length=20, choices=MesureState, default=MesureState.OPEN, editable=False)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour", null=True, blank=True, editable=False)
    # The last day of what was agreed so far; an extension moves it, once the landlord agrees. Empty: no term.
    term_on = models.DateField("terme", null=True, blank=True, editable=False)
    exit_reason = models.CharField("motif de sortie", max_length=30, choices=ExitReason, blank=True, editable=False)
    # The right to start again.
    previous = models.OneToOneField(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="following", verbose_name="suite de"
    )
    # Empty: what the programme intends.
    rhythm = models.CharField("rythme", max_length=20, choices=Rhythm, blank=True)
    # More often at the start, until this day.
    intensive_until = models.DateField("rythme soutenu jusqu’au", null=True, blank=True)
    opened_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AccompanimentQuerySet.as_manager()

    class Meta:
        verbose_name = "mesure"
        ordering = ["-starts_on", "-created_at", "pk"]
        indexes = [
            models.Index(fields=["household", "-starts_on"], name="mesure_of_household"),
            models.Index(fields=["convention", "state", "starts_on"], name="mesure_of_convention"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "number"],
                name="mesure_number_once",
                violation_error_message="Ce numéro est déjà celui d’une autre mesure de la convention.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mesure_dates_in_order",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
            models.CheckConstraint(
                condition=Q(state=MesureState.OPEN, ends_on=None, exit_reason="")
                | Q(state=MesureState.CLOSED, ends_on__isnull=False) & ~Q(exit_reason=""),
                name="mesure_closed_on_a_day_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(previous=F("id")), name="mesure_not_after_itself"),
        ]
        triggers = [
            no_overlap(
                "mesures_do_not_overlap",
                MESURES,
                ("tenants_household", "household_id"),
                "starts_on",
                "ends_on",
                within=["convention_id"],
            ),
            contains("mesure_holds_its_phases", PHASES, "accompaniment_id", outer=MESURES),
            contains(
                "mesure_holds_its_contacts",
                INTERVIEWS,
                "accompaniment_id",
                outer=MESURES,
                first='"on"',
                last='"on"',
                only=TOOK_PLACE,
            ),
            agrees("mesure_begins_under_its_convention", MESURES, "starts_on", condition=UNDER_ITS_CONVENTION),
            agrees("mesure_follows_one_of_its_own", MESURES, "previous_id", "starts_on", condition=AFTER_ITS_OWN),
            unchanging("mesure_stays_of_its_convention", ["convention_id", "number", "programme_version_id"]),
            pgtrigger.Trigger(
                name="mesure_closes_whole",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state"),
                timing=pgtrigger.Deferred,
                func=NOTHING_LEFT_OPEN,
            ),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("accompaniment:mesure", args=[self.pk])


class MesurePartQuerySet(models.QuerySet):
    """What both houses may read of a mesure that they read."""

    def visible_to(self, actor):
        return self.filter(accompaniment__in=Accompaniment.objects.visible_to(actor))

    def writable_by(self, actor):
        return self.filter(accompaniment__in=Accompaniment.objects.writable_by(actor))


class MesurePart(HouseholdPart):
    """A row of one `accompaniment`, whose household is locked before it."""

    class Meta:
        abstract = True

    @property
    def household_id(self):
        return self.accompaniment.household_id


@pghistory.track(*every_change())
class Phase(UUIDModel, MesurePart):
    """A dated interval of a mesure; both its days belong to it, an empty end goes on."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="phases")
    kind = models.CharField("phase", max_length=20, choices=PhaseKind)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    # The last day that it should take: two months of a diagnostic, sooner where a housing proposal waits.
    limit_on = models.DateField("à rendre avant le", null=True, blank=True)
    # Of a diagnostic that has ended.
    outcome = models.CharField("issue", max_length=20, choices=PhaseOutcome, blank=True)

    objects = MesurePartQuerySet.as_manager()

    class Meta:
        verbose_name = "phase"
        ordering = ["accompaniment_id", "starts_on", "pk"]
        indexes = [
            models.Index(fields=["accompaniment", "starts_on", "ends_on"], name="phase_of_mesure"),
            models.Index(fields=["kind", "starts_on", "ends_on"], name="phase_by_days"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="phase_dates_in_order",
                violation_error_message="Le dernier jour d’une phase ne peut pas précéder le premier.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(kind=PhaseKind.DIAGNOSTIC, ends_on__isnull=False),
                name="phase_outcome_of_a_diagnostic",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PhaseKind.DIAGNOSTIC) | Q(ends_on=None) | ~Q(outcome=""),
                name="phase_diagnostic_ends_with_an_outcome",
            ),
        ]
        triggers = [
            no_overlap("phases_do_not_overlap", PHASES, (MESURES, "accompaniment_id"), "starts_on", "ends_on"),
            inside("phase_in_its_mesure", PHASES, "accompaniment_id", outer=MESURES),
            contains(
                "phase_holds_its_suspensions", SUSPENSIONS, "phase_id", outer=PHASES, where="outer_row.kind = 'support'"
            ),
            pgtrigger.Trigger(
                name="phase_on_its_adhesions",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_on", "kind"),
                timing=pgtrigger.Deferred,
                func=ADHESIONS_ASKED,
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class PhasePartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(phase__accompaniment__in=Accompaniment.objects.visible_to(actor))

    def writable_by(self, actor):
        return self.filter(phase__accompaniment__in=Accompaniment.objects.writable_by(actor))


@pghistory.track(*every_change())
class Suspension(UUIDModel, HouseholdPart):
    """Days of a support phase on which nothing is accompanied, nor counted."""

    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="suspensions")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour", null=True, blank=True)
    reason = models.CharField("raison", max_length=20, choices=SuspensionReason)
    # The operator's alone.
    note = EncryptedTextField("précisions, pour l’équipe", blank=True)

    objects = PhasePartQuerySet.as_manager()

    class Meta:
        verbose_name = "suspension"
        ordering = ["phase_id", "starts_on", "pk"]
        indexes = [models.Index(fields=["phase", "starts_on", "ends_on"], name="suspension_of_phase")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="suspension_dates_in_order",
                violation_error_message="La fin d’une suspension ne peut pas précéder son début.",
            ),
        ]
        triggers = [
            no_overlap("suspensions_do_not_overlap", SUSPENSIONS, (PHASES, "phase_id"), "starts_on", "ends_on"),
            inside(
                "suspension_in_a_support_phase",
                SUSPENSIONS,
                "phase_id",
                outer=PHASES,
                where="outer_row.kind = 'support'",
            ),
        ]

    def __str__(self):
        return self.get_reason_display()

    @property
    def household_id(self):
        return self.phase.accompaniment.household_id


class OperatorsPartQuerySet(MesurePartQuerySet):
    """What the operator alone reads of a mesure: no path leads there from the landlord."""

    def visible_to(self, actor):
        return super().visible_to(actor) if actor.role in OPERATOR_ROLES else self.none()


@pghistory.track(*every_change())
class Pause(UUIDModel, MesurePart):
    """Days on which the rhythm of the meetings waits, and why; the mesure goes on and is counted."""

    accompaniment = models.ForeignKey(Accompaniment, on_delete=models.PROTECT, related_name="pauses")
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    reason = models.CharField("raison", max_length=20, choices=PauseReason)
    note = EncryptedTextField("précisions, pour l’équipe", blank=True)

    objects = OperatorsPartQuerySet.as_manager()

    class Meta:
        verbose_name = "pause du rythme"
        ordering = ["accompaniment_id", "-starts_on", "pk"]
        indexes = [models.Index(fields=["accompaniment", "starts_on", "ends_on"], name="pause_of_mesure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="pause_dates_in_order",
                violation_error_message="La fin d’une pause ne peut pas précéder son début.",
            ),
        ]
        triggers = [no_overlap("pauses_do_not_overlap", PAUSES, (MESURES, "accompaniment_id"), "starts_on", "ends_on")]

    def __str__(self):
        return self.get_reason_display()
