import datetime

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from core.history import every_change
from core.models import UUIDModel, VersionedModel
from programmes.enums import ConventionState, FirstDay, PayerKind
from programmes.models.programmes import Programme
from programmes.models.reach import convention_reach, convention_write_reach
from programmes.rules import (
    CENT,
    ENDING_DAYS,
    LONGEST_DELAY_DAYS,
    NO_CONTACT_DAYS,
    PERIODIC_DELAY_DAYS,
    VERIFICATION_DAYS,
    WHOLE,
    YEARS,
    convention_state,
)

DEFAULT_LATE_PENALTIES = (
    "En cas de retard, pénalités au taux d’intérêt de la Banque centrale européenne majoré de 10 points, et indemnité "
    "forfaitaire de 40 € pour frais de recouvrement."
)

# Fires at the end of the transaction: payers may change one after the other, the sum is asked for once all have.
SHARES_SUM_TO_100 = """
    IF EXISTS (SELECT 1 FROM programmes_convention WHERE id = {convention})
       AND (SELECT COALESCE(SUM(share), 0) FROM programmes_payer WHERE convention_id = {convention}) <> 100 THEN
        RAISE EXCEPTION 'the shares of the payers of a convention sum to 100'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'payer_shares_sum_to_100';
    END IF;
"""

# Likewise: the dates may move before the budgets do.
BUDGETS_WITHIN_DATES = """
    IF EXISTS (
        SELECT 1 FROM programmes_conventionbudget AS budget
        JOIN programmes_convention AS convention ON convention.id = budget.convention_id
        WHERE convention.id = {convention}
        AND budget.year NOT BETWEEN EXTRACT(YEAR FROM convention.starts_on) AND EXTRACT(YEAR FROM convention.ends_on)
    ) THEN
        RAISE EXCEPTION 'the year of a budget lies within the dates of its convention'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'budget_within_dates';
    END IF;
    RETURN NULL;
"""


def within(limits):
    least, most = limits
    return [MinValueValidator(least), MaxValueValidator(most)]


def state_condition(state, today):
    """The states of rules.convention_state, as conditions on rows."""
    soon = today + datetime.timedelta(days=ENDING_DAYS - 1)
    return {
        ConventionState.UPCOMING: Q(starts_on__gt=today),
        ConventionState.ENDED: Q(ends_on__lt=today),
        ConventionState.ENDING: Q(starts_on__lte=today, ends_on__range=(today, soon)),
        ConventionState.CURRENT: Q(starts_on__lte=today, ends_on__gt=soon),
    }[ConventionState(state)]


class ConventionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(pk__in=self.model.objects.filter(convention_reach(actor)).values("pk"))

    def writable_by(self, actor):
        return self.filter(convention_write_reach(actor))

    def open_on(self, day):
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def in_state(self, state, today):
        return self.filter(state_condition(state, today))


@pghistory.track(*every_change())
class Convention(UUIDModel, VersionedModel):
    """A landlord, an operator and a programme, on a territory, between two days. A renewal moves its end."""

    reference = models.CharField(
        "référence",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^\w[\w ./-]*\Z",
                "Des lettres, des chiffres, des tirets, des points ou des barres, par exemple LNH-REMOB.",
            )
        ],
        error_messages={"unique": "Une convention porte déjà cette référence."},
        help_text="Courte et stable : elle figure sur les factures et dans les fichiers.",
    )
    programme = models.ForeignKey(
        Programme, verbose_name="dispositif", on_delete=models.PROTECT, related_name="conventions"
    )
    landlord = models.ForeignKey(
        Organisation, verbose_name="bailleur", on_delete=models.PROTECT, related_name="landlord_conventions"
    )
    operator = models.ForeignKey(
        Organisation, verbose_name="opérateur", on_delete=models.PROTECT, related_name="operator_conventions"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour", help_text="Un renouvellement déplace cette date.")
    billing_from = models.DateField(
        "facturée ici à partir du",
        null=True,
        blank=True,
        help_text="Premier jour d’un mois. À remplir si les mois d’avant ont été facturés ailleurs.",
    )
    territory = models.CharField("territoire", max_length=200, blank=True)
    communes = ArrayField(models.CharField(max_length=100), verbose_name="communes", default=list, blank=True)
    territory_exceptions = models.TextField(
        "exceptions au territoire",
        blank=True,
        help_text="Avec leur raison, par exemple un déménagement en cours de suivi.",
    )
    co_funding = models.TextField("cofinancements", blank=True)
    first_day = models.CharField("premier jour qui compte", max_length=20, choices=FirstDay, default=FirstDay.ADHESION)
    no_contact_days = models.PositiveSmallIntegerField(
        "alerte sans contact après (jours)", default=45, validators=within(NO_CONTACT_DAYS)
    )
    verification_days = models.PositiveSmallIntegerField(
        "délai de vérification du bailleur (jours)",
        default=15,
        validators=within(VERIFICATION_DAYS),
        help_text="Son silence au-delà vaut accord.",
    )
    periodic_invoices = models.BooleanField(
        "factures périodiques",
        default=True,
        help_text=f"Une facture périodique se règle en {PERIODIC_DELAY_DAYS} jours au plus.",
    )
    payment_days = models.PositiveSmallIntegerField(
        "délai de paiement (jours)", default=30, validators=[MaxValueValidator(LONGEST_DELAY_DAYS)]
    )
    late_penalties = models.TextField("pénalités de retard", default=DEFAULT_LATE_PENALTIES)
    order_number = models.CharField("numéro de commande", max_length=50, blank=True)
    service_code = models.CharField("code service", max_length=50, blank=True, help_text="Pour Chorus Pro.")
    commitment_number = models.CharField("numéro d’engagement", max_length=50, blank=True, help_text="Pour Chorus Pro.")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConventionQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        ordering = ["reference"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="convention_dates_in_order",
                violation_error_message="Le dernier jour ne peut pas précéder le premier.",
            ),
            models.CheckConstraint(
                condition=Q(billing_from=None)
                | Q(billing_from__day=1, billing_from__gte=F("starts_on"), billing_from__lte=F("ends_on")),
                name="convention_billing_from_a_month",
                violation_error_message=(
                    "Le début de la facturation est le premier jour d’un mois, entre les deux dates de la convention."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(landlord=F("operator")),
                name="convention_two_parties",
                violation_error_message="Le bailleur et l’opérateur sont deux organisations différentes.",
            ),
            models.CheckConstraint(
                condition=Q(payment_days__lte=PERIODIC_DELAY_DAYS)
                | Q(periodic_invoices=False, payment_days__lte=LONGEST_DELAY_DAYS),
                name="convention_payment_delay",
                violation_error_message=(
                    f"Le délai de paiement est de {PERIODIC_DELAY_DAYS} jours au plus pour une facture périodique, "
                    f"de {LONGEST_DELAY_DAYS} jours au plus sinon."
                ),
            ),
            models.CheckConstraint(
                condition=Q(verification_days__range=VERIFICATION_DAYS, no_contact_days__range=NO_CONTACT_DAYS),
                name="convention_delays_in_range",
                violation_error_message="Un délai est hors de ses bornes.",
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="convention_has_a_reference"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="payers_of_a_new_convention",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                timing=pgtrigger.Deferred,
                func=SHARES_SUM_TO_100.format(convention="NEW.id") + "RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="dates_around_budgets",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=BUDGETS_WITHIN_DATES.format(convention="NEW.id"),
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("programmes:convention", args=[self.pk])

    def clean(self):
        expected = {"landlord": OrganisationKind.LANDLORD, "operator": OrganisationKind.OPERATOR}
        for field, kind in expected.items():
            party = getattr(self, field, None) if getattr(self, f"{field}_id") else None
            if party and party.kind != kind:
                message = f"{party} est enregistré comme « {party.get_kind_display()} », pas « {kind.label} »."
                raise ValidationError({field: message})

    def state_on(self, today):
        return convention_state(self.starts_on, self.ends_on, today)

    @property
    def billed_from(self):
        """The first day whose units are due here."""
        return self.billing_from or self.starts_on


class ConventionPartQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(convention__in=Convention.objects.visible_to(actor))


@pghistory.track(*every_change())
class ConventionBudget(UUIDModel):
    """What is set aside for one calendar year."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="budgets")
    year = models.PositiveSmallIntegerField("année", validators=within(YEARS))
    amount = models.DecimalField("montant", max_digits=11, decimal_places=2, validators=[MinValueValidator(CENT)])

    objects = ConventionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "budget"
        ordering = ["convention_id", "year"]
        constraints = [
            models.UniqueConstraint(
                fields=["convention", "year"],
                name="budget_once_a_year",
                violation_error_message="Cette année a déjà un budget.",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="budget_is_positive"),
            models.CheckConstraint(condition=Q(year__range=YEARS), name="budget_year_in_range"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="budget_within_dates",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                func=BUDGETS_WITHIN_DATES.format(convention="NEW.convention_id"),
            ),
        ]

    def __str__(self):
        return str(self.year)


@pghistory.track(*every_change())
class Payer(UUIDModel):
    """Who bears which share: invoiced, or granted elsewhere, or given in kind."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="payers")
    organisation = models.ForeignKey(
        Organisation, verbose_name="organisation", on_delete=models.PROTECT, related_name="paid_shares"
    )
    share = models.DecimalField(
        "part (%)",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(CENT), MaxValueValidator(WHOLE)],
    )
    kind = models.CharField("mode", max_length=20, choices=PayerKind, default=PayerKind.INVOICE)
    position = models.PositiveSmallIntegerField("rang", default=1)

    objects = ConventionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "payeur"
        ordering = ["convention_id", "position"]
        constraints = [
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=100), name="payer_share_in_range"),
            models.UniqueConstraint(
                fields=["convention", "organisation"],
                name="payer_once_a_convention",
                violation_error_message="Cette organisation est déjà un payeur de la convention.",
            ),
            models.UniqueConstraint(
                fields=["convention", "position"], name="payer_position_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="shares_sum_to_100",
                level=pgtrigger.Row,
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                func=SHARES_SUM_TO_100.format(convention="OLD.convention_id")
                + SHARES_SUM_TO_100.format(convention="NEW.convention_id")
                + "RETURN NULL;",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} ({self.share} %)"


@pghistory.track(*every_change())
class SteeringPartner(UUIDModel):
    """An organisation whose committee members may read the convention's aggregates."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="steering")
    organisation = models.ForeignKey(
        Organisation, verbose_name="partenaire", on_delete=models.PROTECT, related_name="steered"
    )

    objects = ConventionPartQuerySet.as_manager()

    class Meta:
        verbose_name = "partenaire du comité de pilotage"
        ordering = ["convention_id", "organisation"]
        constraints = [models.UniqueConstraint(fields=["convention", "organisation"], name="steering_partner_once")]

    def __str__(self):
        return str(self.organisation)
