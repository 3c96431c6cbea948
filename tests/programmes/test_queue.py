"""What conventions ask of those who look after them."""

import datetime

import pytest

from accounts.enums import Role
from accounts.models import Organisation
from programmes.demo import load_demo
from programmes.models import Convention
from programmes.queue import queue_items
from tests.factories.accounts import MembershipFactory, OrganisationFactory, PartnerFactory
from tests.factories.programmes import BudgetFactory, ConventionFactory, PayerFactory, TariffFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2015, 6, 15)


@pytest.fixture
def convention():
    """Current for long, with a price and a budget: it asks for nothing."""
    convention = ConventionFactory(reference="LNH-REMOB")
    TariffFactory(convention=convention)
    BudgetFactory(convention=convention, year=2015)
    return convention


def asked_of(convention, role, today=TODAY):
    actor = MembershipFactory(role=role, organisation=convention.operator)
    return queue_items(actor, today)


def test_a_convention_in_order_asks_for_nothing(convention):
    assert asked_of(convention, Role.ADMINISTRATOR) == []


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SERVICE_HEAD, Role.BILLING_OFFICER])
def test_the_end_that_comes_is_said_90_days_before(convention, role):
    Convention.objects.update(ends_on=TODAY + datetime.timedelta(days=90))
    assert asked_of(convention, role) == []
    Convention.objects.update(ends_on=TODAY + datetime.timedelta(days=89))
    (item,) = asked_of(convention, role)
    assert "arrive à son terme" in item.title
    assert item.due_on == TODAY + datetime.timedelta(days=89)
    assert item.action_label == ("Renouveler" if role == Role.ADMINISTRATOR else "Voir la convention")
    assert ("modifier" in item.url) == (role == Role.ADMINISTRATOR)


def test_a_convention_that_is_over_asks_for_nothing_more(convention):
    Convention.objects.update(ends_on=TODAY - datetime.timedelta(days=1))
    assert asked_of(convention, Role.ADMINISTRATOR) == []


def test_a_convention_without_a_price_in_force_is_late(convention):
    convention.tariffs.update(valid_from=TODAY + datetime.timedelta(days=1))
    (item,) = asked_of(convention, Role.ADMINISTRATOR)
    assert "n’a pas de tarif" in item.title
    assert item.late
    assert item.url.endswith("/tarifs/nouveau/")


def test_a_year_without_a_budget_is_said(convention):
    items = asked_of(convention, Role.SERVICE_HEAD, today=TODAY.replace(year=2016, month=1))
    assert [item.title for item in items] == ["La convention LNH-REMOB n’a pas de budget pour 2016"]


def test_a_convention_to_come_asks_for_nothing_yet(convention):
    convention.tariffs.all().delete()
    assert asked_of(convention, Role.ADMINISTRATOR, today=datetime.date(2013, 6, 1)) == []


def test_what_an_invoice_will_miss_is_said_once_for_each_organisation(convention):
    convention.payers.update(share=50)
    partner = PartnerFactory(name="Collectivité incomplète", siren="", siret="")
    PayerFactory(convention=convention, organisation=partner, share=50, position=2)
    other = ConventionFactory(operator=convention.operator, payers=[(partner, 100)])
    TariffFactory(convention=other)
    BudgetFactory(convention=other, year=2015)
    (item,) = asked_of(convention, Role.BILLING_OFFICER)
    assert item.title == "Il manque des coordonnées : Collectivité incomplète"
    assert "SIREN" in item.detail


def test_an_administrator_reads_it_once_though_accounts_says_it_too(convention):
    Organisation.objects.filter(pk=convention.operator_id).update(iban="")
    assert asked_of(convention, Role.ADMINISTRATOR) == []
    assert len(asked_of(convention, Role.SERVICE_HEAD)) == 1


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.DPO])
def test_who_does_not_look_after_conventions_is_left_alone(convention, role):
    convention.tariffs.all().delete()
    assert asked_of(convention, role) == []


def test_the_other_pairs_conventions_ask_nothing_of_us(convention):
    convention.tariffs.all().delete()
    stranger = MembershipFactory(role=Role.ADMINISTRATOR, organisation=OrganisationFactory())
    assert queue_items(stranger, TODAY) == []


def test_the_number_of_queries_does_not_grow_with_the_conventions(convention, django_assert_max_num_queries):
    actor = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
    with django_assert_max_num_queries(100) as few:
        queue_items(actor, TODAY)
    for _ in range(5):
        ConventionFactory(operator=convention.operator)
    with django_assert_max_num_queries(len(few)):
        assert len(queue_items(actor, TODAY)) == 10


class TestDemonstration:
    @pytest.fixture
    def organisations(self):
        partners = ("nantes_metropole", "departement", "fnars", "ush", "ddcs")
        kinds = {"lnh": "landlord", "ponant": "landlord", "anef": "operator", "relais": "operator"}
        return {key: OrganisationFactory(name=key, kind=kinds.get(key, "partner")) for key in (*partners, *kinds)}

    def test_it_shows_the_two_conventions_and_the_other_pairs(self, organisations, today):
        load_demo(organisations, today)
        facts = {
            convention.reference: sorted(str(tariff.price) for tariff in convention.tariffs.all())
            for convention in Convention.objects.all()
        }
        assert facts == {
            "LNH-REMOB": ["135.00"],
            "LNH-VISITES": ["230.00", "460.00"],
            "PONANT-VISITES": ["220.00", "225.00", "450.00"],
        }
        remobilisation = Convention.objects.get(reference="LNH-REMOB")
        assert remobilisation.budgets.get(year=today.year).amount == 32000
        assert remobilisation.steering.count() == 5

    def test_twice_is_once(self, organisations, today):
        load_demo(organisations, today)
        before = list(Convention.objects.order_by("pk").values())
        load_demo(organisations, today)
        assert list(Convention.objects.order_by("pk").values()) == before

    @pytest.mark.parametrize(
        "today", [datetime.date(2016, 2, 29), datetime.date(2015, 12, 31), datetime.date(2015, 1, 1)]
    )
    def test_any_day_is_a_good_day_for_it(self, organisations, today):
        assert len(load_demo(organisations, today)) == 3
