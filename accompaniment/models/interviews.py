"""Meetings of a household and its worker, and three levels of text: team, private, published. Each has its own door.

The team text stands in the interview, which no landlord reads. A private note stands in a table of its own, read by
`accompaniment.guarding` and nothing else. What the landlord reads is a `Publication`: a text of its own, chosen and
previewed, so that no path leads from the landlord to an interview.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import AttemptResult, AttemptWay, InterviewKind, InterviewOutcome, Side
from accompaniment.models.mesures import INTERVIEWS, MESURES, TOOK_PLACE, Accompaniment
from accompaniment.rules.interviews import CONTACTS
from accounts.enums import OPERATOR_ROLES, Role
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import frozen, inside, not_in_the_future, said
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.models import Convention
from referrals.enums import PlaceKind
from referrals.models import Appointment
from referrals.models.meetings import SharedQuerySet
from tenants.models import HouseholdPart, Person


class OperatorsQuerySet(SharedQuerySet):
    """What the operator alone reads of a household."""

    def visible_to(self, actor, of=None):
        return super().visible_to(actor, of) if actor.role in OPERATOR_ROLES else self.none()


class InterviewQuerySet(OperatorsQuerySet):
    def contacts(self):
        """What counts as a contact: it took place, and the two spoke."""
        return self.filter(kind__in=CONTACTS, outcome=InterviewOutcome.HELD, cancelled_at=None)

    def standing(self):
        return self.filter(cancelled_at=None)


@pghistory.track(*every_change())
class Interview(UUIDModel, HouseholdPart):
    """A meeting, visit, outing, call, letter, or an attempt to reach somebody; held, missed or cancelled."""

    household = models.ForeignKey("tenants.Household", on_delete=models.PROTECT, related_name="interviews")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="interviews")
    # Empty: before there is a mesure (going towards somebody who has not agreed yet).
    accompaniment = models.ForeignKey(
        Accompaniment, null=True, blank=True, on_delete=models.PROTECT, related_name="interviews"
    )
    appointment = models.OneToOneField(
        Appointment, null=True, editable=False, on_delete=models.PROTECT, related_name="interview"
    )
    kind = models.CharField("nature", max_length=20, choices=InterviewKind)
    outcome = models.CharField("déroulement", max_length=20, choices=InterviewOutcome, default=InterviewOutcome.HELD)
    outcome_by = models.CharField("par qui", max_length=20, choices=Side, blank=True)
    on = models.DateField("jour")
    at = models.TimeField("heure", null=True, blank=True)
    minutes = models.PositiveSmallIntegerField("durée, en minutes", null=True, blank=True)
    place_kind = models.CharField("lieu", max_length=20, choices=PlaceKind, blank=True)
    attempt_way = models.CharField("par quel moyen", max_length=20, choices=AttemptWay, blank=True)
    attempt_result = models.CharField("résultat", max_length=20, choices=AttemptResult, blank=True)
    # Codes of the programme's version.
    themes = ArrayField(models.CharField(max_length=60), verbose_name="thèmes", default=list, blank=True)
    persons = models.ManyToManyField(
        Person, verbose_name="membres du ménage présents", blank=True, related_name="interviews"
    )
    others = EncryptedTextField("autres présents", blank=True)
    team_text = EncryptedTextField("pour l’équipe", blank=True)
    # Whose it is: she writes it, and publishes what she chooses.
    author = models.ForeignKey(
        Membership, verbose_name="par", on_delete=models.PROTECT, related_name="interviews", editable=False
    )
    colleagues = models.ManyToManyField(Membership, verbose_name="avec", blank=True, related_name="+")
    cancelled_at = models.DateTimeField("annulé le", null=True, editable=False)
    cancel_reason = EncryptedTextField("motif", blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien"
        ordering = ["-on", "-at", "-created_at", "pk"]
        indexes = [
            models.Index(fields=["household", "-on", "-id"], name="interview_of_household"),
            models.Index(
                fields=["accompaniment", "-on"],
                name="interview_contacts",
                condition=Q(kind__in=CONTACTS, outcome=InterviewOutcome.HELD, cancelled_at=None),
            ),
            models.Index(fields=["author", "-on"], name="interview_of_author"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=InterviewOutcome.HELD, outcome_by="")
                | ~Q(outcome=InterviewOutcome.HELD) & ~Q(outcome_by=""),
                name="interview_missed_by_somebody",
                violation_error_message="Dites par qui.",
            ),
            models.CheckConstraint(
                condition=Q(kind=InterviewKind.ATTEMPT, outcome=InterviewOutcome.HELD)
                & ~Q(attempt_way="")
                & ~Q(attempt_result="")
                | ~Q(kind=InterviewKind.ATTEMPT) & Q(attempt_way="", attempt_result=""),
                name="interview_attempt_has_way_and_result",
                violation_error_message="Dites par quel moyen, et avec quel résultat.",
            ),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gte=1, minutes__lte=1440),
                name="interview_lasts_less_than_a_day",
                violation_error_message="Une durée se donne en minutes, de 1 à 1 440.",
            ),
            models.CheckConstraint(
                condition=~Q(accompaniment=None) | Q(kind__in=[InterviewKind.ATTEMPT, InterviewKind.LETTER]),
                name="interview_before_a_mesure_is_an_attempt",
            ),
        ]
        triggers = [
            not_in_the_future("on"),
            pgtrigger.Protect(name="interview_is_kept", operation=pgtrigger.Delete),
            inside(
                "contact_in_its_mesure",
                INTERVIEWS,
                "accompaniment_id",
                outer=MESURES,
                first='"on"',
                last='"on"',
                only=TOOK_PLACE,
            ),
            pgtrigger.Trigger(
                name="interview_within_its_mesure",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("on", "accompaniment_id", "household_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                      SELECT 1 FROM accompaniment_interview AS mine
                      JOIN accompaniment_accompaniment AS mesure ON mesure.id = mine.accompaniment_id
                      WHERE mine.id = NEW.id AND mine.cancelled_at IS NULL AND (mine."on" < mesure.starts_on
                        OR mine.household_id <> mesure.household_id OR mine.convention_id <> mesure.convention_id)) THEN
                      RAISE check_violation USING MESSAGE = 'an interview comes after its mesure',
                        CONSTRAINT = 'interview_within_its_mesure';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("accompaniment:interview", args=[self.pk])


class PrivateNoteQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The author, in the role in which she wrote it. A head opens one for an hour: accompaniment.guarding."""
        return self.filter(author=actor.pk)


class PrivateNote(UUIDModel, VersionedModel):
    """The author's own. No history table repeats it; nothing but `accompaniment.guarding` reads it."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    text = EncryptedTextField("note privée")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note privée"
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["interview", "author"], name="private_note_one_per_author"),
        ]
        triggers = [pgtrigger.Protect(name="private_note_is_kept", operation=pgtrigger.Delete)]

    def __str__(self):
        return "Note privée"


class GlassBreak(UUIDModel):
    """A head opens the private notes of one interview, for an hour, for a reason that the author reads."""

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="glass_breaks")
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+", editable=False)
    reason = EncryptedTextField("pourquoi")
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "ouverture en urgence"
        ordering = ["-opened_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("opened_at")), name="glass_break_lasts"),
        ]
        triggers = [said("glass_break_says_why", "reason"), frozen("glass_break_is_kept")]

    def __str__(self):
        return "Ouverture en urgence"


class PublicationQuerySet(SharedQuerySet):
    """The one text of the follow-up that is written for the landlord: its advisor reads it, its manager does not."""

    def standing(self):
        return self.filter(withdrawn_at=None)

    def visible_to(self, actor, of=None):
        found = super().visible_to(actor, of)
        if actor.role in OPERATOR_ROLES:
            return found
        return found.standing() if actor.role == Role.ADVISOR else found.none()


@pghistory.track(*every_change())
class Publication(UUIDModel, HouseholdPart):
    """A text for the landlord, as its author saw it when she published; of an interview that took place, or of an
    objective. It changes no more: taken back with a reason, and another is written."""

    household = models.ForeignKey("tenants.Household", on_delete=models.PROTECT, related_name="publications")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="publications")
    interview = models.ForeignKey(
        Interview, null=True, editable=False, on_delete=models.PROTECT, related_name="publications"
    )
    objective = models.ForeignKey(
        "accompaniment.Objective", null=True, editable=False, on_delete=models.PROTECT, related_name="publications"
    )
    # What the landlord reads, and nothing else: the day, what it was, the text.
    on = models.DateField("jour", editable=False)
    title = models.CharField("de quoi il s’agit", max_length=120, editable=False)
    text = EncryptedTextField("texte pour le bailleur")
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="publications", editable=False)
    published_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    withdrawal_reason = EncryptedTextField("motif du retrait", blank=True, editable=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "texte publié"
        ordering = ["-on", "-published_at", "pk"]
        indexes = [models.Index(fields=["household", "-on", "-id"], name="publication_of_household")]
        constraints = [
            models.CheckConstraint(
                condition=Q(interview=None, objective__isnull=False) | Q(interview__isnull=False, objective=None),
                name="publication_of_one_thing",
            ),
            models.UniqueConstraint(
                fields=["interview"], condition=Q(withdrawn_at=None), name="publication_once_per_interview"
            ),
            models.UniqueConstraint(
                fields=["objective"], condition=Q(withdrawn_at=None), name="publication_once_per_objective"
            ),
        ]
        triggers = [
            said("publication_says_something", "text"),
            frozen(
                "publication_is_kept",
                but=["household_id", "withdrawn_at", "withdrawal_reason", "version"],
            ),
            pgtrigger.Trigger(
                name="publication_never_of_an_absence",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM accompaniment_interview WHERE id = NEW.interview_id AND (
                               outcome <> 'held' OR kind IN ('attempt', 'letter') OR cancelled_at IS NOT NULL)) THEN
                      RAISE check_violation USING MESSAGE = 'an absence is never published',
                        CONSTRAINT = 'publication_never_of_an_absence';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.title
