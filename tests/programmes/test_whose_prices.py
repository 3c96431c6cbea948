"""Prices, payers and budgets belong to the operator's side: the landlord's administrator reads them."""

import datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.matrix import RIGHTS
from core.errors import DomainError
from programmes.enums import PayerKind, TariffUnit
from programmes.models import Convention, Tariff
from programmes.queue import queue_items
from programmes.services import PayerShare, add_tariff, change_tariff, remove_tariff, save_convention
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory, TariffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    operator = OrganisationFactory()
    return ConventionFactory(operator=operator, landlord=LandlordFactory(administered_by=operator))


@pytest.fixture
def tariff(convention):
    return TariffFactory(convention=convention)


@pytest.fixture
def payer(convention):
    """The landlord's own administrator."""
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=convention.landlord)


def test_she_reads_the_convention_and_finds_no_way_to_write_it(log_in, payer, convention, tariff):
    client = log_in(payer)
    for url in (convention.get_absolute_url(), reverse("programmes:conventions"), reverse("home")):
        page = client.get(url)
        assert page.status_code == 200
        html = page.content.decode()
        for path in ("modifier", "tarifs", "nouvelle"):
            assert f"/conventions/{convention.pk}/{path}/" not in html
            assert f"/conventions/{path}/" not in html


def test_the_addresses_that_write_are_not_there_for_her(log_in, payer, convention, tariff):
    client = log_in(payer)
    urls = [
        reverse("programmes:convention_create"),
        reverse("programmes:convention_update", args=[convention.pk]),
        reverse("programmes:tariff_create", args=[convention.pk]),
    ]
    for url in urls:
        assert client.get(url).status_code == 404
        assert client.post(url, {"unit": TariffUnit.SUPPORT_MONTH, "price": "0,01"}).status_code == 404
    removal = reverse("programmes:tariff_remove", args=[convention.pk, tariff.pk])
    assert client.post(removal).status_code == 404
    assert Tariff.objects.get().price == Decimal("135.00")


def test_the_services_do_not_believe_their_caller(payer, convention, tariff):
    cheaper = Tariff(
        convention=convention, unit=tariff.unit, price=Decimal("0.01"), valid_from=datetime.date(2016, 12, 1)
    )
    attempts = [
        lambda: add_tariff(tariff=cheaper, by=payer),
        lambda: change_tariff(tariff=tariff, values={"price": Decimal("0.01")}, by=payer),
        lambda: remove_tariff(tariff=tariff, by=payer),
        lambda: save_convention(convention=convention, payers=[], budgets={}, steering_partners=[], by=payer),
    ]
    for attempt in attempts:
        with pytest.raises(DomainError, match="ne permet pas"):
            attempt()
    assert list(Tariff.objects.values_list("price", flat=True)) == [Decimal("135.00")]


def test_a_convention_is_not_handed_to_an_operator_out_of_reach(convention):
    author = MembershipFactory(role=Role.ADMINISTRATOR, organisation=convention.operator)
    taken = Convention.objects.get(pk=convention.pk)
    taken.operator = OrganisationFactory()
    all_of_it = PayerShare(convention.landlord, Decimal(100), PayerKind.INVOICE)
    with pytest.raises(DomainError, match="organisation que vous administrez"):
        save_convention(convention=taken, payers=[all_of_it], budgets={}, steering_partners=[], by=author)


def test_the_queue_sends_her_to_read_only(payer, convention, today):
    Convention.objects.filter(pk=convention.pk).update(ends_on=today + datetime.timedelta(days=20))
    urls = {item.url for item in queue_items(payer, today)}
    assert convention.get_absolute_url() in urls
    assert not any("modifier" in url or "tarifs" in url for url in urls if str(convention.pk) in url)


def test_the_matrix_says_so():
    words = RIGHTS["conventions.write"].words(Role.ADMINISTRATOR)
    assert "opérateurs" in words
    assert "le bailleur lit" in words
