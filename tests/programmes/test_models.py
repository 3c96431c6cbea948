"""What PostgreSQL itself refuses, whoever writes; and who sees which convention and programme."""

import datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.enums import Role
from programmes.enums import ConventionState, CountingRule, TariffUnit
from programmes.models import Convention, ConventionBudget, Programme, ProgrammeVersion, Tariff
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, PartnerFactory
from tests.factories.programmes import (
    BudgetFactory,
    ConventionFactory,
    PayerFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
    SteeringPartnerFactory,
    TariffFactory,
)

pytestmark = pytest.mark.django_db


def day(text):
    return datetime.date.fromisoformat(text)


def check_deferred():
    """What would be checked at the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"ends_on": day("2013-12-31")}, "convention_dates_in_order"),
        ({"billing_from": day("2014-01-15")}, "convention_billing_from_a_month"),
        ({"billing_from": day("2013-12-01")}, "convention_billing_from_a_month"),
        ({"billing_from": day("2017-01-01")}, "convention_billing_from_a_month"),
        ({"payment_days": 46}, "convention_payment_delay"),
        ({"payment_days": 61, "periodic_invoices": False}, "convention_payment_delay"),
        ({"verification_days": 0}, "convention_delays_in_range"),
        ({"reference": ""}, "convention_has_a_reference"),
    ],
)
def test_a_convention_that_cannot_be_is_refused_by_the_database(values, constraint):
    convention = ConventionFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Convention.objects.filter(pk=convention.pk).update(**values)


def test_the_longest_delay_is_for_invoices_that_are_not_periodic():
    assert ConventionFactory(payment_days=60, periodic_invoices=False)


def test_a_convention_needs_two_parties():
    convention = ConventionFactory()
    with pytest.raises(IntegrityError, match="convention_two_parties"), transaction.atomic():
        Convention.objects.filter(pk=convention.pk).update(operator=convention.landlord)


def test_a_reference_is_given_once():
    ConventionFactory(reference="LNH-REMOB")
    with pytest.raises(IntegrityError), transaction.atomic():
        ConventionFactory(reference="LNH-REMOB")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"price": 0}, "tariff_price_is_positive"),
        ({"counting_rule": CountingRule.MIN_DAYS}, "tariff_min_days_with_its_rule"),
        ({"min_days": 15}, "tariff_min_days_with_its_rule"),
        ({"counting_rule": CountingRule.MIN_DAYS, "min_days": 32}, "tariff_min_days_with_its_rule"),
        ({"unit": TariffUnit.DIAGNOSTIC, "counting_rule": CountingRule.WITH_CONTACT}, "tariff_rule_of_support_months"),
        ({"bill_interrupted": True}, "tariff_interrupted_diagnostic"),
        ({"billed_through": day("2015-03-15")}, "tariff_billed_through_is_a_month"),
    ],
)
def test_a_tariff_that_cannot_be_is_refused_by_the_database(values, constraint):
    tariff = TariffFactory()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Tariff.objects.filter(pk=tariff.pk).update(**values)


def test_a_unit_has_one_version_a_day():
    tariff = TariffFactory()
    with pytest.raises(IntegrityError, match="tariff_one_version_a_day"), transaction.atomic():
        TariffFactory(convention=tariff.convention, price=140)


@pytest.mark.parametrize(
    "change",
    [
        {"price": 136},
        {"valid_from": day("2013-01-01")},
        {"unit": TariffUnit.FLAT_QUARTER},
        {"counting_rule": CountingRule.WITH_CONTACT},
        {"billed_through": None},
        {"billed_through": day("2015-02-01")},
    ],
)
def test_a_tariff_that_a_document_used_refuses_to_change(change):
    tariff = TariffFactory(billed_through=day("2015-03-01"))
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Tariff.objects.filter(pk=tariff.pk).update(**change)


def test_a_tariff_that_a_document_used_may_be_used_for_later_months_and_is_never_deleted():
    tariff = TariffFactory(billed_through=day("2015-03-01"))
    assert Tariff.objects.filter(pk=tariff.pk).update(billed_through=day("2015-06-01"))
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        tariff.delete()


def test_budgets_are_positive_and_once_a_year():
    budget = BudgetFactory()
    with pytest.raises(IntegrityError, match="budget_is_positive"), transaction.atomic():
        ConventionBudget.objects.filter(pk=budget.pk).update(amount=0)
    with pytest.raises(IntegrityError, match="budget_once_a_year"), transaction.atomic():
        BudgetFactory(convention=budget.convention)


def end_after(*changes):
    """Make the changes, then check what the database checks at the end of a transaction."""
    with transaction.atomic():
        for change in changes:
            change()
        check_deferred()


class TestBudgetsWithinTheDates:
    @pytest.mark.parametrize("year", [2013, 2017])
    def test_a_year_outside_is_refused_at_the_end_of_the_transaction(self, year):
        budget = BudgetFactory()
        with pytest.raises(IntegrityError, match="within the dates"):
            end_after(lambda: BudgetFactory(convention=budget.convention, year=year))
        with pytest.raises(IntegrityError, match="within the dates"):
            end_after(lambda: ConventionBudget.objects.filter(pk=budget.pk).update(year=year))

    def test_dates_do_not_leave_a_budget_behind(self):
        convention = BudgetFactory(year=2016).convention
        earlier = Convention.objects.filter(pk=convention.pk)
        with pytest.raises(IntegrityError, match="within the dates"):
            end_after(lambda: earlier.update(ends_on=day("2015-12-31")))
        end_after(lambda: earlier.update(ends_on=day("2015-12-31")), convention.budgets.all().delete)
        assert earlier.get().ends_on == day("2015-12-31")


class TestShares:
    def test_shares_that_do_not_sum_to_100_are_refused_at_the_end_of_the_transaction(self):
        convention = ConventionFactory()
        with pytest.raises(IntegrityError, match="shares of the payers"):
            end_after(lambda: convention.payers.update(share=90))

    def test_a_convention_without_payers_is_refused(self):
        convention = ConventionFactory()
        with pytest.raises(IntegrityError, match="shares of the payers"):
            end_after(convention.payers.all().delete)

    def test_a_new_convention_asks_for_its_payers(self):
        known = ConventionFactory()
        alone = ConventionFactory.build(
            programme=known.programme, landlord=known.landlord, operator=known.operator, payers=()
        )
        with pytest.raises(IntegrityError, match="shares of the payers"):
            end_after(alone.save)

    def test_payers_may_change_one_after_the_other(self):
        convention = ConventionFactory()
        convention.payers.update(share=Decimal("66.67"))
        PayerFactory(convention=convention, share=Decimal("33.33"), position=2)
        check_deferred()

    def test_a_payer_that_moves_leaves_its_convention_short(self):
        convention, other = ConventionFactory(), ConventionFactory()
        with pytest.raises(IntegrityError, match="shares of the payers"):
            end_after(lambda: convention.payers.update(convention=other, position=2))

    @pytest.mark.parametrize("share", [0, -1, 101])
    def test_a_share_is_between_0_and_100(self, share):
        convention = ConventionFactory()
        with pytest.raises(IntegrityError, match="payer_share_in_range"), transaction.atomic():
            convention.payers.update(share=share)


class TestVersions:
    def test_a_version_never_changes(self):
        version = ProgrammeFactory().current_version
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            ProgrammeVersion.objects.filter(pk=version.pk).update(valid_from=day("2020-01-01"))
        with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
            version.delete()

    def test_the_version_of_a_day_is_the_latest_valid_and_the_first_before_all(self):
        programme = ProgrammeFactory()
        second = ProgrammeVersionFactory(programme=programme, number=2, valid_from=day("2015-06-01"))
        first = programme.versions.get(number=1)
        assert programme.version_on(day("2010-01-01")) == first
        assert programme.version_on(day("2015-05-31")) == first
        assert programme.version_on(day("2015-06-01")) == second
        assert programme.current_version == second
        assert list(ProgrammeVersion.objects.current()) == [second]


def test_the_history_keeps_every_change_of_convention_tariff_payer_and_budget():
    convention = ConventionFactory()
    tariff, budget = TariffFactory(convention=convention), BudgetFactory(convention=convention)
    Tariff.objects.filter(pk=tariff.pk).update(price=140)
    budget.delete()
    assert [event.price for event in Tariff.pgh_event_models["insert"].objects.order_by("pgh_id")] == [135, 140]
    labels = ConventionBudget.pgh_event_models["insert"].objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels) == ["insert", "delete"]


@pytest.mark.parametrize("today", ["2013-12-31", "2014-01-01", "2016-10-02", "2016-10-03", "2016-12-31", "2017-01-01"])
def test_the_state_is_the_same_on_the_row_and_in_a_query(today):
    convention = ConventionFactory()
    state = convention.state_on(day(today))
    found = {each for each in ConventionState if Convention.objects.in_state(each, day(today)).exists()}
    assert found == {state}


class TestReach:
    @pytest.fixture
    def convention(self):
        ConventionFactory(programme__code="visites-sociales")
        return ConventionFactory()

    def seen_by(self, role, organisation):
        actor = MembershipFactory(role=role, organisation=organisation)
        programmes = Programme.objects.visible_to(actor).values_list("code", flat=True)
        return list(Convention.objects.visible_to(actor)), sorted(programmes)

    @pytest.mark.parametrize("role", [Role.SERVICE_HEAD, Role.SOCIAL_WORKER, Role.BILLING_OFFICER, Role.DPO])
    def test_the_operator_sees_its_own(self, convention, role):
        assert self.seen_by(role, convention.operator) == ([convention], ["remobilisation"])
        assert self.seen_by(role, OrganisationFactory()) == ([], [])

    @pytest.mark.parametrize("role", [Role.LANDLORD_MANAGER, Role.ADVISOR, Role.DPO])
    def test_the_landlord_sees_its_own(self, convention, role):
        assert self.seen_by(role, convention.landlord) == ([convention], ["remobilisation"])
        assert self.seen_by(role, LandlordFactory()) == ([], [])

    def test_a_committee_sees_what_it_steers_or_funds(self, convention):
        partner = SteeringPartnerFactory(convention=convention).organisation
        convention.payers.update(share=90)
        payer = PayerFactory(convention=convention, share=10, position=2).organisation
        assert self.seen_by(Role.COMMITTEE_MEMBER, partner) == ([convention], ["remobilisation"])
        assert self.seen_by(Role.COMMITTEE_MEMBER, payer) == ([convention], ["remobilisation"])
        assert self.seen_by(Role.COMMITTEE_MEMBER, PartnerFactory()) == ([], [])

    def test_an_administrator_sees_the_conventions_that_she_administers_and_every_programme(self, convention):
        every = ["remobilisation", "visites-sociales"]
        assert self.seen_by(Role.ADMINISTRATOR, convention.operator) == ([convention], every)
        above = OrganisationFactory()
        type(convention.landlord).objects.filter(pk=convention.landlord_id).update(administered_by=above)
        assert self.seen_by(Role.ADMINISTRATOR, above) == ([convention], every)
        assert self.seen_by(Role.ADMINISTRATOR, OrganisationFactory()) == ([], every)

    def test_a_convention_is_seen_once_however_its_reader_is_tied_to_it(self, convention):
        partner = SteeringPartnerFactory(convention=convention).organisation
        convention.payers.update(share=50)
        PayerFactory(convention=convention, organisation=partner, share=50, position=2)
        assert self.seen_by(Role.COMMITTEE_MEMBER, partner)[0] == [convention]
