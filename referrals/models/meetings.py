import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import Role
from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.enums import AdhesionKind
from programmes.models import Convention
from referrals.enums import AdhesionWay, CommitmentOutcome, MeetingKind, MinutesState, Party, PlaceKind
from referrals.models.appointments import Appointment
from referrals.models.referrals import Referral
from tenants.models import Household, Person

OPERATOR_ROLES = (Role.SOCIAL_WORKER, Role.SERVICE_HEAD)


class SharedQuerySet(models.QuerySet):
    """What landlord and operator share about a household, within the convention between the two."""

    def visible_to(self, actor):
        own = "convention__operator" if actor.role in OPERATOR_ROLES else "convention__landlord"
        return self.filter(**{own: actor.organisation_id}, household__in=Household.objects.visible_to(actor))


@pghistory.track(*every_change())
class TripartiteMeeting(UUIDModel, VersionedModel):
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


class MeetingPartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(meeting__in=TripartiteMeeting.objects.visible_to(actor))


def sealed_with_the_minutes(name):
    """What belongs to sealed minutes stays; `table` row by row, through the meeting."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Delete,
        func="""
            IF EXISTS (SELECT 1 FROM referrals_tripartitemeeting
                       WHERE id = COALESCE(NEW.meeting_id, OLD.meeting_id) AND sealed_at IS NOT NULL) THEN
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
        triggers = [sealed_with_the_minutes("commitments_sealed")]


class AdhesionQuerySet(SharedQuerySet):
    def standing_on(self, day):
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), given=True, on__lte=day)


@pghistory.track(*every_change())
class Adhesion(UUIDModel, VersionedModel):
    """A person's yes, or no, to one kind of support; dated, with the way it was given; withdrawn at any time."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="adhesions")
    person = models.ForeignKey(Person, verbose_name="personne", on_delete=models.PROTECT, related_name="adhesions")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="adhesions")
    referral = models.ForeignKey(
        Referral, null=True, editable=False, on_delete=models.PROTECT, related_name="adhesions"
    )
    meeting = models.ForeignKey(
        TripartiteMeeting, null=True, editable=False, on_delete=models.PROTECT, related_name="adhesions"
    )
    kind = models.CharField("adhésion", max_length=20, choices=AdhesionKind)
    given = models.BooleanField("adhère")
    on = models.DateField("le")
    way = models.CharField("comment", max_length=20, choices=AdhesionWay, blank=True)
    # Strokes of a finger on the screen.
    signature = EncryptedJSONField(null=True, blank=True)
    witness = models.CharField("témoin", max_length=120, blank=True)
    cosigned_by = models.CharField("cosignée par le mandataire", max_length=120, blank=True)
    signed_paper = models.ForeignKey(
        "referrals.Attachment", null=True, editable=False, on_delete=models.PROTECT, related_name="adhesions"
    )
    refusal_reason = EncryptedTextField("motif du refus", blank=True)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    withdrawal_reason = EncryptedTextField("motif du retrait", blank=True)
    recorded_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = AdhesionQuerySet.as_manager()

    class Meta:
        verbose_name = "adhésion"
        ordering = ["household_id", "-on", "kind", "pk"]
        indexes = [models.Index(fields=["household", "-on"], name="adhesion_of_household")]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "person", "kind"],
                condition=Q(given=True, withdrawn_on=None),
                name="adhesion_once",
                violation_error_message="Cette adhésion est déjà notée.",
            ),
            models.CheckConstraint(
                condition=Q(given=False, way="") | Q(given=True) & ~Q(way=""), name="adhesion_given_in_a_way"
            ),
            models.CheckConstraint(
                condition=~Q(way=AdhesionWay.WITNESS) | ~Q(witness=""),
                name="adhesion_witness_is_named",
                violation_error_message="Indiquez le nom du témoin.",
            ),
            models.CheckConstraint(
                condition=~Q(way=AdhesionWay.SCREEN) | Q(signature__isnull=False), name="adhesion_screen_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(given=True, withdrawn_on__gte=F("on")),
                name="adhesion_withdrawn_after_given",
                violation_error_message="Un retrait ne peut pas précéder l’adhésion.",
            ),
        ]
        triggers = [not_in_the_future("on", "withdrawn_on")]
