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


class AdhesionQuerySet(SharedQuerySet):
    def standing_on(self, day):
        return self.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=day), given=True, on__lte=day)


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
        triggers = [
            not_in_the_future("on", "withdrawn_on"),
            # An answer is not rewritten: it is taken back, or its paper comes later. A merge moves it to another file,
            # and to the same person there.
            frozen(
                "adhesion_is_kept",
                but=["household_id", "person_id", "withdrawn_on", "withdrawal_reason", "signed_paper_id", "version"],
            ),
            frozen(
                "adhesion_taken_back_once",
                but=["household_id", "person_id", "signed_paper_id", "version"],
                once="OLD.withdrawn_on IS NOT NULL",
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
