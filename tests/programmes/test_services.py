"""Changing conventions and tariffs: as a whole, within reach, never under an issued document."""

import datetime
import threading
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from accounts.enums import Role
from core.errors import DomainError
from core.models import StaleVersion
from programmes.enums import PayerKind, TariffUnit
from programmes.models import Convention, Tariff
from programmes.services import (
    PayerShare,
    add_tariff,
    change_tariff,
    record_billed_month,
    remove_tariff,
    save_convention,
)
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, PartnerFactory
from tests.factories.programmes import BudgetFactory, ConventionFactory, ProgrammeFactory, TariffFactory

MARCH = datetime.date(2015, 3, 1)


def save(convention, by, **changes):
    """Save a convention with its landlord as the payer, unless said otherwise."""
    parts = {
        "payers": [PayerShare(convention.landlord, Decimal(100), PayerKind.INVOICE)],
        "budgets": {2015: Decimal(32000)},
        "steering_partners": [],
        **changes,
    }
    return save_convention(convention=convention, by=by, **parts)


@pytest.fixture
def administrator(db):
    operator = OrganisationFactory()
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator)


@pytest.fixture
def convention(administrator):
    landlord = LandlordFactory(administered_by=administrator.organisation)
    return ConventionFactory(operator=administrator.organisation, landlord=landlord)


def test_a_convention_is_saved_with_its_payers_budget_and_committee(administrator, convention):
    payer, partner = PartnerFactory(), PartnerFactory()
    save(
        convention,
        administrator,
        payers=[
            PayerShare(payer, Decimal("33.33"), PayerKind.SUBSIDY),
            PayerShare(convention.landlord, Decimal("66.67"), PayerKind.INVOICE),
        ],
        budgets={2015: Decimal(30000), 2016: Decimal(31000)},
        steering_partners=[partner],
    )
    assert [(one.organisation, one.position) for one in convention.payers.all()] == [
        (payer, 1),
        (convention.landlord, 2),
    ]
    assert [budget.year for budget in convention.budgets.all()] == [2015, 2016]
    assert convention.steering.get().organisation == partner
    save(convention, administrator)
    assert convention.payers.get().share == 100
    assert convention.budgets.get().amount == 32000
    assert not convention.steering.exists()


def test_a_save_that_fails_leaves_nothing_half_done(administrator, convention):
    BudgetFactory(convention=convention, year=2014)
    convention.territory = "Ailleurs"
    with pytest.raises(ValidationError):
        save(convention, administrator, budgets={2015: Decimal(-1)})
    saved = Convention.objects.get(pk=convention.pk)
    assert saved.territory == ""
    assert saved.budgets.get().year == 2014


@pytest.mark.parametrize("year", [1789, 2013, 2017])
def test_a_year_that_the_convention_does_not_cover_has_no_budget(administrator, convention, year):
    with pytest.raises(DomainError, match=f"{year} est hors des dates de la convention") as refused:
        save(convention, administrator, budgets={year: Decimal(1)})
    assert refused.value.field == "budgets"
    assert not convention.budgets.exists()


def test_shares_that_do_not_sum_are_refused_before_the_database_is_asked(administrator, convention):
    with pytest.raises(DomainError, match="doivent faire 100"):
        save(convention, administrator, payers=[PayerShare(convention.landlord, Decimal(99), PayerKind.INVOICE)])


def test_the_second_of_two_saves_over_one_version_is_refused(administrator, convention):
    theirs = Convention.objects.get(pk=convention.pk)
    save(theirs, administrator)
    with pytest.raises(StaleVersion):
        save(convention, administrator)


def test_nobody_saves_a_convention_out_of_reach(convention):
    stranger = MembershipFactory(role=Role.ADMINISTRATOR)
    with pytest.raises(DomainError, match="Votre rôle ne permet pas"):
        save(convention, stranger)
    with pytest.raises(DomainError, match="Votre rôle ne permet pas"):
        add_tariff(tariff=TariffFactory.build(convention=convention), by=stranger)


@pytest.mark.parametrize("role", [Role.SERVICE_HEAD, Role.BILLING_OFFICER, Role.SOCIAL_WORKER])
def test_who_reads_a_convention_does_not_write_it(convention, role):
    reader = MembershipFactory(role=role, organisation=convention.operator)
    with pytest.raises(DomainError, match="Votre rôle ne permet pas"):
        save(convention, reader)


def test_a_convention_between_strangers_is_not_made(administrator):
    convention = Convention(
        reference="AILLEURS",
        programme=ProgrammeFactory(),
        landlord=LandlordFactory(),
        operator=OrganisationFactory(),
        starts_on=datetime.date(2014, 1, 1),
        ends_on=datetime.date(2014, 12, 31),
    )
    with pytest.raises(DomainError, match="que vous administrez"):
        save(convention, administrator)


def test_a_party_is_of_its_kind(administrator, convention):
    convention.landlord = PartnerFactory()
    with pytest.raises(ValidationError, match="est enregistré comme"):
        save(convention, administrator)


class TestTariffs:
    def test_a_new_version_starts_after_the_last_month_billed(self, administrator, convention):
        record_billed_month(tariff=TariffFactory(convention=convention), month=MARCH)
        new = TariffFactory.build(convention=convention, price=140, valid_from=datetime.date(2015, 3, 31))
        with pytest.raises(DomainError, match="le 01/04/2015") as refused:
            add_tariff(tariff=new, by=administrator)
        assert refused.value.field == "valid_from"
        new.valid_from = datetime.date(2015, 4, 1)
        assert add_tariff(tariff=new, by=administrator)

    def test_another_unit_is_free_to_start(self, administrator, convention):
        record_billed_month(tariff=TariffFactory(convention=convention), month=MARCH)
        new = TariffFactory.build(convention=convention, unit=TariffUnit.FLAT_QUARTER)
        assert add_tariff(tariff=new, by=administrator)

    def test_a_used_version_neither_changes_nor_goes(self, administrator, convention):
        tariff = TariffFactory(convention=convention)
        record_billed_month(tariff=tariff, month=MARCH)
        with pytest.raises(DomainError, match="03/2015"):
            change_tariff(tariff=tariff, values={"price": Decimal(140)}, by=administrator)
        with pytest.raises(DomainError, match="ne peut plus être retirée"):
            remove_tariff(tariff=tariff, by=administrator)
        assert not change_tariff(tariff=tariff, values={"price": Decimal(135)}, by=administrator)

    def test_an_unused_version_may_be_corrected_or_taken_back(self, administrator, convention):
        tariff = TariffFactory(convention=convention)
        assert change_tariff(tariff=tariff, values={"price": Decimal(140)}, by=administrator)
        remove_tariff(tariff=tariff, by=administrator)
        assert not Tariff.objects.exists()

    def test_two_versions_on_one_day_are_refused_in_words(self, administrator, convention):
        TariffFactory(convention=convention)
        with pytest.raises(ValidationError, match="commence déjà ce jour-là"):
            add_tariff(tariff=TariffFactory.build(convention=convention), by=administrator)


@pytest.mark.django_db(transaction=True)
def test_a_new_version_waits_for_the_billing_that_is_under_way():
    """Billing marks a month while an administrator adds a version: whoever comes second sees the first."""
    with transaction.atomic():
        convention = ConventionFactory()
        tariff = TariffFactory(convention=convention)
    started, outcomes = threading.Barrier(2), []

    def bill():
        started.wait(5)
        record_billed_month(tariff=tariff, month=MARCH)
        connection.close()

    def add():
        started.wait(5)
        new = TariffFactory.build(convention=convention, price=140, valid_from=datetime.date(2015, 2, 1))
        try:
            outcomes.append(add_tariff(tariff=new, by=None))
        except DomainError as refused:
            outcomes.append(refused)
        connection.close()

    threads = [threading.Thread(target=bill), threading.Thread(target=add)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(outcomes) == 1
    tariff.refresh_from_db()
    assert tariff.billed_through == MARCH
