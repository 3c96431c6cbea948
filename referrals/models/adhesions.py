import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import frozen, not_in_the_future
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import AdhesionKind
from programmes.models import Convention
from referrals.enums import AdhesionWay
from referrals.models.meetings import SharedQuerySet, TripartiteMeeting
from referrals.models.referrals import Referral
from tenants.models import Household, HouseholdPart, Person

# What a merge of files changes, and what tells that it was noted by mistake.
MOVED = ("household_id", "person_id", "version")
CANCELLED = ("cancelled_at", "cancelled_by_id", "cancel_reason")


class AdhesionQuerySet(SharedQuerySet):
    def kept(self):
        """What was noted by mistake counts no more."""
        return self.filter(cancelled_at=None)

    def standing(self):
        return self.kept().filter(given=True, withdrawn_on=None)

    def standing_on(self, day):
        return self.kept().filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), given=True, on__lte=day)


@pghistory.track(*every_change())
class Adhesion(UUIDModel, HouseholdPart):
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
    cosignature = EncryptedJSONField(null=True, blank=True)
    witness = models.CharField("témoin", max_length=120, blank=True)
    cosigned_by = models.CharField("cosignée par le mandataire", max_length=120, blank=True)
    signed_paper = models.ForeignKey(
        "referrals.Attachment", null=True, editable=False, on_delete=models.PROTECT, related_name="adhesions"
    )
    refusal_reason = EncryptedTextField("motif du refus", blank=True)
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    withdrawal_reason = EncryptedTextField("motif du retrait", blank=True)
    # Noted by mistake: of somebody else, of another day.
    cancelled_at = models.DateTimeField("annulée le", null=True, editable=False)
    cancelled_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+", editable=False)
    cancel_reason = EncryptedTextField("motif de l’annulation", blank=True, editable=False)
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
                condition=Q(given=True, withdrawn_on=None, cancelled_at=None),
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
            models.CheckConstraint(
                condition=Q(cancelled_at=None, cancelled_by=None)
                | Q(cancelled_at__isnull=False, cancelled_by__isnull=False),
                name="adhesion_cancelled_by_whom",
            ),
        ]
        triggers = [
            not_in_the_future("on", "withdrawn_on"),
            # An answer is not rewritten: it is taken back, or its paper comes later. A merge moves it to another file,
            # and to the same person there.
            frozen(
                "adhesion_is_kept",
                but=[*MOVED, *CANCELLED, "withdrawn_on", "withdrawal_reason", "signed_paper_id"],
            ),
            frozen(
                "adhesion_taken_back_once",
                but=[*MOVED, *CANCELLED, "signed_paper_id"],
                once="OLD.withdrawn_on IS NOT NULL",
            ),
            frozen("adhesion_cancelled_for_good", but=MOVED, once="OLD.cancelled_at IS NOT NULL"),
            pgtrigger.Trigger(
                name="adhesion_within_one_household",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "person_id", "referral_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT 1 FROM referrals_adhesion AS adhesion
                               JOIN tenants_person AS person ON person.id = adhesion.person_id
                               LEFT JOIN referrals_referral AS referral ON referral.id = adhesion.referral_id
                               WHERE adhesion.id = NEW.id AND (person.household_id <> adhesion.household_id
                               OR referral.household_id <> adhesion.household_id)) THEN
                      RAISE check_violation USING MESSAGE = 'an adhesion, its person and its referral: one household',
                        CONSTRAINT = 'adhesion_within_one_household';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="adhesion_keeps_its_outcome",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("cancelled_at"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT 1 FROM referrals_referral AS referral
                               WHERE referral.id = NEW.referral_id AND referral.state = 'adhered' AND NOT EXISTS (
                                 SELECT 1 FROM referrals_adhesion WHERE referral_id = referral.id
                                 AND given AND cancelled_at IS NULL)) THEN
                      RAISE check_violation USING MESSAGE = 'a referral that adhered rests on an adhesion',
                        CONSTRAINT = 'adhesion_keeps_its_outcome';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="adhesion_of_its_household",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (SELECT 1 FROM tenants_person
                                   WHERE id = NEW.person_id AND household_id = NEW.household_id) THEN
                      RAISE check_violation USING MESSAGE = 'this person is not of this household';
                    END IF;
                    IF EXISTS (SELECT 1 FROM referrals_referral WHERE id = NEW.referral_id AND (
                               household_id <> NEW.household_id OR sent_at IS NULL
                               OR (sent_at AT TIME ZONE 'Europe/Paris')::date > NEW."on")) THEN
                      RAISE check_violation USING MESSAGE = 'an adhesion comes after its referral';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return self.get_kind_display()
