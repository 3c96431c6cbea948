import datetime

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.enums import LANDLORD_ROLES, OPERATOR_ROLES, Role
from accounts.models import Membership
from core.fields import EncryptedJSONField, EncryptedTextField
from core.guards import not_in_the_future
from core.history import every_change
from core.models import UUIDModel
from programmes.enums import ContextKind
from programmes.models import Convention
from referrals.enums import (
    DeclineKind,
    ReferralState,
    TenantAnswer,
    Urgency,
)
from referrals.models.appointments import Appointment
from referrals.rules import BEFORE_OUTCOME
from referrals.rules.delays import DELAYS
from referrals.rules.standing import never_came, standing_of
from tenants.models import Household, HouseholdPart, HouseholdPartQuerySet, Screening, household_reached


class PreliminaryMeetingQuerySet(HouseholdPartQuerySet):
    def visible_to(self, actor, of=None):
        """The landlord's own conversation: the operator reads what the sheet says of it."""
        if actor.role not in LANDLORD_ROLES:
            return self.none()
        return super().visible_to(actor, of)


@pghistory.track(*every_change())
class PreliminaryMeeting(UUIDModel, HouseholdPart):
    """Tenant and advisor: what was told, what the tenant answers, what was agreed."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="preliminary_meetings")
    convention = models.ForeignKey(
        Convention, verbose_name="convention", on_delete=models.PROTECT, related_name="preliminary_meetings"
    )
    advisor = models.ForeignKey(
        Membership, verbose_name="conseillère", on_delete=models.PROTECT, related_name="+", editable=False
    )
    held_on = models.DateField("jour de l’entretien")
    # Numbers of the points of the argument sheet that were spoken of.
    points = ArrayField(models.PositiveSmallIntegerField(), verbose_name="points abordés", default=list, blank=True)
    answer = models.CharField("réponse du locataire", max_length=20, choices=TenantAnswer, blank=True)
    refusal_reason = EncryptedTextField("motif du refus", blank=True)
    leaflet_given = models.BooleanField("plaquette remise", default=False)
    # Where no slot fits.
    wishes = EncryptedTextField("souhaits de rendez-vous", blank=True)
    remarks = EncryptedTextField("ce que dit le locataire", blank=True)
    appointment = models.ForeignKey(
        Appointment, null=True, editable=False, on_delete=models.PROTECT, related_name="preliminary_meetings"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = PreliminaryMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "entretien préalable"
        ordering = ["-held_on", "-created_at", "pk"]
        indexes = [models.Index(fields=["household", "-held_on"], name="preliminary_of_household")]
        triggers = [not_in_the_future("held_on")]

    def get_absolute_url(self):
        return reverse("referrals:preliminary", args=[self.pk])


def late_condition(today):
    """Of a state that has lasted too long, or of a planned meeting whose day is over."""
    late = Q(state=ReferralState.MEETING_PLANNED, appointment__starts_at__lt=start_of(today))
    for state, on_time in late_starts(today).items():
        late |= Q(state=state, waiting_since__lt=on_time)
    return late


def late_starts(today):
    """For each state that has a delay, the instant before which what began is late."""
    day = datetime.timedelta(days=1)
    return {state: start_of(delay.latest_late_start(today) + day) for state, delay in DELAYS.items()}


def start_of(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def named_in_referrals(column):
    """The keys of whoever is `advisor` or `worker` of one: from each to the next of the index, not row by row."""
    table, column = Referral._meta.db_table, f"{column}_id"
    return RawSQL(
        f"""
        WITH RECURSIVE named AS (
            (SELECT {column} AS who FROM {table} WHERE {column} IS NOT NULL ORDER BY 1 LIMIT 1)
            UNION ALL
            SELECT (SELECT {column} FROM {table} WHERE {column} > who ORDER BY 1 LIMIT 1) FROM named
            WHERE who IS NOT NULL
        ) SELECT who FROM named WHERE who IS NOT NULL
        """,
        (),
    )


def is_among(households):
    """Whether the household of a referral is one of these, one row at a time: beside another condition PostgreSQL makes
    of an IN, and of an EXISTS, the list of all households."""
    this = households.filter(pk=OuterRef("household")).order_by().annotate(there=Value(True))
    return Coalesce(Subquery(this.values("there")[:1]), False)


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, actor, of=None):
        """Landlord: of the households that one reads. Operator: a worker, what was sent of hers; its head, whatever was
        announced or sent to it. Before the household is entrusted the page shows what was transmitted and nothing else;
        once it is entrusted no more, the fiche and its outcome, and no longer the file. `of`: those of this household
        only."""
        reached = household_reached(actor, of)
        if actor.role == Role.LANDLORD_MANAGER and of is None:
            # She reads nearly all of them: to look at each on its way is less than to begin with all households.
            return self.filter(is_among(Household.objects.visible_to(actor)))
        if actor.role in LANDLORD_ROLES:
            return self.filter(reached)
        handed = reached & Q(sent_at__isnull=False)
        if actor.role == Role.SERVICE_HEAD:
            told = Q(sent_at__isnull=False) | Q(announced_at__isnull=False)
            handed = told & (Q(household=of.pk) if of else Q(is_among(Household.objects.filter(merged_into=None))))
        if actor.role in OPERATOR_ROLES:
            return self.filter(handed, convention__operator=actor.organisation_id)
        return self.none()

    def writable_by(self, actor):
        """By the landlord: whoever may write the household."""
        if actor.role != Role.ADVISOR:
            return self.none()
        return self.filter(household__in=Household.objects.writable_by(actor))

    def in_hands_of(self, actor):
        """Who takes its next step: a worker who handed the household over reads on, and does nothing more."""
        return self.visible_to(actor).filter(household__in=Household.objects.in_hands_of(actor))

    def waiting(self):
        return self.filter(state__in=BEFORE_OUTCOME)

    def late_on(self, today):
        """Past their delay: what `referrals.rules.delays.is_late` says of one, for many."""
        return self.filter(late_condition(today))


@pghistory.track(*every_change())
class Referral(UUIDModel, HouseholdPart):
    """The landlord asks the operator to meet a household: the announcement, then the sheet (`Sheet`)."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="referrals")
    convention = models.ForeignKey(
        Convention, verbose_name="convention", on_delete=models.PROTECT, related_name="referrals"
    )
    number = models.CharField("numéro de fiche", max_length=20, db_index=True, editable=False)
    state = models.CharField("état", max_length=30, choices=ReferralState, default=ReferralState.DRAFT, editable=False)
    advisor = models.ForeignKey(
        Membership, verbose_name="conseillère", on_delete=models.PROTECT, related_name="referrals", editable=False
    )
    screening = models.ForeignKey(
        Screening, null=True, editable=False, on_delete=models.PROTECT, related_name="referrals"
    )
    preliminary_meeting = models.ForeignKey(
        PreliminaryMeeting, null=True, editable=False, on_delete=models.PROTECT, related_name="referrals"
    )
    appointment = models.ForeignKey(
        Appointment, null=True, editable=False, on_delete=models.PROTECT, related_name="referrals"
    )
    context = models.CharField("contexte", max_length=20, choices=ContextKind, default=ContextKind.TENANCY)
    urgency = models.CharField("urgence", max_length=10, choices=Urgency, default=Urgency.NORMAL)
    informed_on = models.DateField("ménage informé le", null=True, editable=False)
    announced_at = models.DateTimeField("annoncée le", null=True, editable=False)
    # What the operator was told on that day, and no more: identity, how to reach the household, the context.
    announcement = EncryptedJSONField(null=True, editable=False)
    sent_at = models.DateTimeField("envoyée le", null=True, editable=False)
    received_at = models.DateTimeField("reçue le", null=True, editable=False)
    # From when the present state waits: what the delays are counted from.
    waiting_since = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField("terminée le", null=True, editable=False)
    worker = models.ForeignKey(
        Membership,
        verbose_name="interlocuteur privilégié",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="assigned_referrals",
    )
    # The outcome, as both sides read it.
    decline_kind = models.CharField("issue", max_length=20, choices=DeclineKind, blank=True, editable=False)
    orientation = models.CharField("orientation", max_length=60, blank=True, editable=False)
    motive = EncryptedTextField("motif", blank=True, editable=False)
    letter_sent_on = models.DateField("courrier envoyé le", null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche de liaison"
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["household", "-created_at"], name="referral_of_household"),
            models.Index(fields=["convention", "state", "-created_at"], name="referral_of_convention"),
            models.Index(fields=["worker", "state"], name="referral_of_worker"),
            models.Index(fields=["advisor", "state"], name="referral_of_advisor"),
            models.Index(fields=["state", "waiting_since"], name="referral_by_delay"),
            models.Index(fields=["-created_at", "-id"], name="referral_newest"),
            models.Index(
                fields=["waiting_since", "id"], name="referral_waiting", condition=Q(state__in=BEFORE_OUTCOME)
            ),
        ]
        constraints = [
            # Of the landlord and the year: another landlord's tells nothing of how many there are.
            models.UniqueConstraint(fields=["convention", "number"], name="referral_number_once"),
            models.UniqueConstraint(
                fields=["household", "convention"],
                condition=Q(state__in=BEFORE_OUTCOME),
                name="referral_one_at_a_time",
                violation_error_message="Une fiche est déjà en cours pour ce ménage dans ce dispositif.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.ANNOUNCED) | Q(informed_on__isnull=False, announced_at__isnull=False),
                name="referral_announced_once_informed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReferralState.DRAFT, ReferralState.ANNOUNCED, ReferralState.WITHDRAWN])
                | Q(sent_at__isnull=False, screening__isnull=False),
                name="referral_sent_once_screened",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        ReferralState.DRAFT,
                        ReferralState.ANNOUNCED,
                        ReferralState.SENT,
                        ReferralState.WITHDRAWN,
                        ReferralState.REDIRECTED,
                    ]
                )
                | Q(received_at__isnull=False, worker__isnull=False),
                name="referral_received_by_a_worker",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.DECLINED) | ~Q(decline_kind=""), name="referral_declined_how"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReferralState.REDIRECTED) | ~Q(orientation=""), name="referral_redirected_where"
            ),
        ]
        triggers = [
            not_in_the_future("informed_on", "letter_sent_on"),
            pgtrigger.Trigger(
                name="referral_sent_complete",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "sent_at", "screening_id"),
                func="""
                    IF NEW.sent_at IS NOT NULL AND (
                        NOT EXISTS (SELECT 1 FROM tenants_screening
                                    WHERE id = NEW.screening_id AND passed AND household_id = NEW.household_id)
                        OR NOT EXISTS (SELECT 1 FROM referrals_sheet
                                       WHERE referral_id = NEW.id AND issued_at IS NOT NULL)
                    ) THEN
                      RAISE check_violation USING MESSAGE =
                        'a referral is sent with a passed screening and an issued sheet';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="referral_adhered_on_an_adhesion",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "closed_at"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT 1 FROM referrals_referral AS referral
                        WHERE referral.id = NEW.id AND referral.state = 'adhered' AND NOT EXISTS (
                          SELECT 1 FROM referrals_adhesion AS adhesion
                          WHERE adhesion.referral_id = referral.id AND adhesion.household_id = referral.household_id
                          AND adhesion.given AND adhesion.cancelled_at IS NULL
                          AND (adhesion.withdrawn_on IS NULL OR adhesion.withdrawn_on >
                               (COALESCE(referral.closed_at, now()) AT TIME ZONE 'Europe/Paris')::date))
                    ) THEN
                      RAISE check_violation USING MESSAGE = 'a referral adheres on a standing adhesion',
                        CONSTRAINT = 'referral_adhered_on_an_adhesion';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="referral_moves_with_its_adhesions",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("household_id"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (SELECT 1 FROM referrals_adhesion AS adhesion
                               JOIN referrals_referral AS referral ON referral.id = adhesion.referral_id
                               WHERE referral.id = NEW.id AND adhesion.household_id <> referral.household_id) THEN
                      RAISE check_violation USING MESSAGE = 'a referral and its adhesions: one household',
                        CONSTRAINT = 'referral_moves_with_its_adhesions';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self):
        return f"Fiche {self.number}"

    def get_absolute_url(self):
        return reverse("referrals:referral", args=[self.pk])

    def is_named_to(self, actor):
        return not (never_came(self.state, self.sent_at) and actor.organisation_id == self.convention.operator_id)

    def name_for(self, actor):
        return self.household.name if self.is_named_to(actor) else self.household.number

    def standing(self, role, today, *, start_mode=""):
        """Where it stands, told to this role. `appointment` and `worker__user` are to be selected with a list."""
        return standing_of(
            state=self.state,
            role=role,
            since=timezone.localdate(self.waiting_since),
            today=today,
            meeting_on=timezone.localdate(self.appointment.starts_at) if self.appointment else None,
            worker=str(self.worker.user) if self.worker else "",
            start_mode=start_mode,
            received_on=timezone.localdate(self.received_at) if self.received_at else None,
        )
