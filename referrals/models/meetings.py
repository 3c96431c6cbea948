import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.fields import EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.models import Convention
from referrals.enums import CommitmentOutcome, MeetingKind, MinutesState, Party, PlaceKind
from referrals.models.appointments import Appointment
from referrals.models.referrals import Referral
from tenants.models import Household, HouseholdPart, household_reached


class SharedQuerySet(models.QuerySet):
    """What landlord and operator share about a household, within the convention between the two."""

    def visible_to(self, actor, of=None):
        """`of`: what belongs to this household only."""
        own = "convention__operator" if actor.role in OPERATOR_ROLES else "convention__landlord"
        return self.filter(household_reached(actor, of), **{own: actor.organisation_id})

    def writable_by(self, actor):
        """Of the households that one may write, among what one reads."""
        return self.visible_to(actor).filter(household__in=Household.objects.writable_by(actor))


@pghistory.track(*every_change())
class TripartiteMeeting(UUIDModel, HouseholdPart):
    """Tenant, landlord, operator: minutes written together, sealed when they are signed."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="tripartite_meetings")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="tripartite_meetings")
    referral = models.ForeignKey(
        Referral, null=True, editable=False, on_delete=models.PROTECT, related_name="tripartite_meetings"
    )
    appointment = models.OneToOneField(
        Appointment, null=True, editable=False, on_delete=models.PROTECT, related_name="tripartite_meeting"
    )
    kind = models.CharField("rencontre", max_length=20, choices=MeetingKind, default=MeetingKind.START)
    state = models.CharField(max_length=20, choices=MinutesState, default=MinutesState.OPEN, editable=False)
    held_on = models.DateField("jour de la rencontre")
    place_kind = models.CharField("lieu", max_length=20, choices=PlaceKind, default=PlaceKind.ASSOCIATION)
    place = EncryptedTextField("précisions sur le lieu", blank=True)
    points = ArrayField(models.PositiveSmallIntegerField(), verbose_name="points abordés", default=list, blank=True)
    problems = EncryptedTextField("problématiques nommées", blank=True)
    improvements = EncryptedTextField("améliorations attendues", blank=True)
    household_words = EncryptedTextField("les mots du ménage", blank=True)
    remarks = EncryptedTextField("ce qui est convenu par ailleurs", blank=True)
    sealed_at = models.DateTimeField("signé le", null=True, editable=False)
    created_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SharedQuerySet.as_manager()

    class Meta:
        verbose_name = "rencontre tripartite"
        ordering = ["-held_on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-held_on"], name="tripartite_of_household")]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "convention", "kind", "held_on"],
                condition=~Q(state=MinutesState.CANCELLED),
                name="tripartite_once_a_day",
                violation_error_message="Cette rencontre a déjà un compte rendu ce jour-là.",
            ),
            models.CheckConstraint(
                condition=~Q(state=MinutesState.SEALED) | Q(sealed_at__isnull=False), name="minutes_sealed_at_a_time"
            ),
        ]
        triggers = [
            not_in_the_future("held_on"),
            # Sealed: only its cancelling (a state, with its reason in the trail) or a merge of files may still come.
            frozen(
                "minutes_sealed_are_kept", but=["household_id", "state", "version"], once="OLD.sealed_at IS NOT NULL"
            ),
            pgtrigger.Trigger(
                name="meeting_after_its_referral",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("held_on", "referral_id"),
                func="""
                    IF EXISTS (SELECT 1 FROM referrals_referral WHERE id = NEW.referral_id AND
                               (sent_at IS NULL OR (sent_at AT TIME ZONE 'Europe/Paris')::date > NEW.held_on)) THEN
                      RAISE check_violation USING MESSAGE = 'a meeting comes after its referral';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("referrals:meeting", args=[self.pk])


class MeetingPartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(meeting__in=TripartiteMeeting.objects.visible_to(actor))


def sealed_with_the_minutes(name, *, but=()):
    """What belongs to sealed minutes neither comes, goes nor changes; `but`: columns that are written later."""
    free = ", ".join(f"'{column}'" for column in but)
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP = 'UPDATE' AND
               to_jsonb(NEW) - ARRAY[{free}]::text[] = to_jsonb(OLD) - ARRAY[{free}]::text[] THEN
              RETURN NEW;
            END IF;
            IF EXISTS (SELECT 1 FROM referrals_tripartitemeeting
                       WHERE id IN (NEW.meeting_id, OLD.meeting_id) AND sealed_at IS NOT NULL) THEN
              RAISE check_violation USING MESSAGE = 'these minutes are sealed';
            END IF;
            RETURN COALESCE(NEW, OLD);
        """,
    )


class Participant(UUIDModel):
    meeting = models.ForeignKey(TripartiteMeeting, on_delete=models.CASCADE, related_name="participants")
    party = models.CharField("côté", max_length=20, choices=Party)
    membership = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("nom", max_length=120)
    quality = models.CharField("qualité", max_length=120, blank=True)
    present = models.BooleanField("présent", default=True)

    objects = MeetingPartQuerySet.as_manager()

    class Meta:
        verbose_name = "participant"
        ordering = ["meeting_id", "party", "name", "pk"]
        triggers = [sealed_with_the_minutes("participants_sealed")]

    def __str__(self):
        return self.name


@pghistory.track(*every_change())
class Commitment(UUIDModel, VersionedModel):
    """What one party promises at a meeting; it comes back at the next one as kept or missed."""

    meeting = models.ForeignKey(TripartiteMeeting, on_delete=models.CASCADE, related_name="commitments")
    party = models.CharField("qui s’engage", max_length=20, choices=Party)
    text = EncryptedTextField("engagement")
    due_on = models.DateField("avant le", null=True, blank=True)
    outcome = models.CharField("suite", max_length=20, choices=CommitmentOutcome, default=CommitmentOutcome.PENDING)
    reviewed_at = models.ForeignKey(
        TripartiteMeeting, null=True, editable=False, on_delete=models.PROTECT, related_name="reviewed_commitments"
    )
    note = EncryptedTextField("ce qui s’est passé", blank=True)

    objects = MeetingPartQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        ordering = ["meeting_id", "party", "due_on", "pk"]
        triggers = [sealed_with_the_minutes("commitments_sealed", but=["outcome", "reviewed_at_id", "note", "version"])]

    def __str__(self):
        return self.get_party_display()
