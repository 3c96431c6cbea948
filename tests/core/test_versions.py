"""Two people on one form: the second sees both versions, keeps her text, and chooses."""

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.db import transaction

from accounts.enums import Role
from accounts.models import Organisation
from core.forms import AmountField, DayInput
from core.models import Draft, StaleVersion
from core.versions import compare
from core.wording import number, plain_date
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.screens")]


@pytest.fixture
def organisation():
    return OrganisationFactory(name="Association Double", city="Nantes", address="1 rue Neuve")


@pytest.fixture
def hers(log_in, organisation):
    """The second person's browser."""
    return log_in(MembershipFactory(role=Role.ADMINISTRATOR, organisation=organisation))


@pytest.fixture
def his(client_class, organisation):
    member = MembershipFactory(role=Role.ADMINISTRATOR, organisation=organisation, user__first_name="Marc")
    browser = client_class()
    browser.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.fixture
def client_class(client):
    return type(client)


def html(response):
    return response.content.decode()


def saved(organisation):
    return Organisation.objects.get(pk=organisation.pk)


def conflict_of(response):
    return response.context["visit"].conflict


def test_each_save_counts(organisation):
    assert organisation.version == 1
    organisation.save()
    assert organisation.version == saved(organisation).version == 2
    organisation.city = "Rezé"
    organisation.save(update_fields=["city"])
    assert saved(organisation).version == 3


def test_a_save_over_a_version_that_was_not_read_is_refused(organisation):
    same = saved(organisation)
    same.city = "Rezé"
    same.save()
    organisation.address = "2 rue Vieille"
    with pytest.raises(StaleVersion, match="entre-temps"), transaction.atomic():
        organisation.save()
    assert organisation.version == 1
    assert (saved(organisation).city, saved(organisation).address) == ("Rezé", "1 rue Neuve")


def test_the_second_is_shown_both_versions_and_keeps_her_text(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    assert post_form(his, url, city="Rezé").status_code == 302
    response = post_form(hers, url, opened=opened, city="Saint-Herblain")
    assert response.status_code == 200
    assert saved(organisation).city == "Rezé"
    page = html(response)
    assert "Marc" in page
    assert "pendant que vous écriviez" in page
    (line,) = conflict_of(response).differences
    assert (line.label, line.theirs, line.yours, line.untouched) == ("Commune", "Rezé", "Saint-Herblain", False)
    assert fields_of(response)["city"] == ["Saint-Herblain"]
    assert Draft.objects.get().content["city"] == ["Saint-Herblain"]


def test_she_then_saves_hers_knowingly(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé")
    both = post_form(hers, url, opened=opened, city="Saint-Herblain")
    assert post_form(hers, url, opened=both).status_code == 302
    assert saved(organisation).city == "Saint-Herblain"
    assert saved(organisation).version == 3
    assert not Draft.objects.exists()


def test_she_takes_what_is_saved_field_by_field(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé", address="9 quai Bleu")
    both = post_form(hers, url, opened=opened, city="Saint-Herblain", address="5 place Verte")
    assert {line.name for line in conflict_of(both).differences} == {"city", "address"}
    assert post_form(hers, url, opened=both, _take=["address"]).status_code == 302
    assert (saved(organisation).city, saved(organisation).address) == ("Saint-Herblain", "9 quai Bleu")


def test_what_she_did_not_touch_is_proposed_as_the_other_left_it(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé")
    both = post_form(hers, url, opened=opened, address="5 place Verte")
    untouched = {line.name: line.untouched for line in conflict_of(both).differences}
    assert untouched == {"city": True, "address": False}
    assert fields_of(both)["_take"] == ["city"]
    post_form(hers, url, opened=both)
    assert (saved(organisation).city, saved(organisation).address) == ("Rezé", "5 place Verte")


def test_a_third_save_in_between_is_shown_again(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé")
    both = post_form(hers, url, opened=opened, city="Saint-Herblain")
    post_form(his, url, city="Vertou")
    again = post_form(hers, url, opened=both)
    assert [line.theirs for line in conflict_of(again).differences] == ["Vertou"]
    assert saved(organisation).city == "Vertou"


def test_the_same_content_is_no_conflict(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé")
    assert post_form(hers, url, opened=opened, city="Rezé").status_code == 302


def test_an_error_beside_a_conflict_shows_both(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(his, url, city="Rezé")
    response = post_form(hers, url, opened=opened, name="")
    assert response.context["form"].errors["name"]
    assert {line.name for line in conflict_of(response).differences} == {"name", "city"}


def test_a_page_that_does_not_say_its_version_does_not_overwrite(hers, organisation):
    url = f"/essai/{organisation.pk}/"
    response = post_form(hers, url, city="Rezé", _version=None)
    assert response.status_code == 200
    assert conflict_of(response)
    assert saved(organisation).city == "Nantes"


def test_a_draft_begun_before_the_other_saved_shows_both_at_its_opening(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    autosave(hers, url, hers.get(url), city="Saint-Herblain")
    post_form(his, url, city="Rezé")
    opened = hers.get(url)
    (line,) = conflict_of(opened).differences
    assert (line.theirs, line.yours) == ("Rezé", "Saint-Herblain")
    assert post_form(hers, url, opened=opened).status_code == 302
    assert saved(organisation).city == "Saint-Herblain"


def test_ones_own_other_window_is_named_as_such(hers, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    post_form(hers, url, city="Rezé")
    response = post_form(hers, url, opened=opened, city="Vertou")
    assert "Vous avez enregistré cette page dans une autre fenêtre à " in html(response)


class PriceForm(forms.Form):
    price = AmountField(label="Prix")
    since = forms.DateField(label="Depuis", widget=DayInput())


def test_both_versions_are_written_the_same_way():
    saved_form = PriceForm(initial={"price": Decimal("1620.00"), "since": dt.date(2026, 3, 1)})
    price, since = compare(PriceForm({"price": "1750,00 €", "since": "2026-04-02"}), saved_form)
    assert (price.theirs, price.yours) == (number(1620), number(1750))
    assert (since.theirs, since.yours) == (plain_date(dt.date(2026, 3, 1)), plain_date(dt.date(2026, 4, 2)))


def test_what_cannot_be_read_is_shown_as_it_was_typed():
    saved_form = PriceForm(initial={"price": Decimal("1620.00"), "since": dt.date(2026, 3, 1)})
    price, since = compare(PriceForm({"price": "beaucoup", "since": "hier"}), saved_form)
    assert (price.yours, since.yours) == ("beaucoup", "hier")


def test_choices_are_shown_in_words(hers, his, organisation):
    url = f"/essai/{organisation.pk}/"
    opened = hers.get(url)
    parent = OrganisationFactory(name="Maison mère")
    assert post_form(his, url, administered_by=str(parent.pk)).status_code == 302
    (line,) = conflict_of(post_form(hers, url, opened=opened, administered_by="")).differences
    assert (line.theirs, line.yours) == ("Maison mère", "")


class TestRows:
    @pytest.fixture
    def branch(self, organisation):
        return LandlordFactory(name="Antenne Nord", city="Orvault", administered_by=organisation)

    def test_rows_are_shown_and_taken_as_a_whole(self, hers, his, organisation, branch):
        url = f"/essai/{organisation.pk}/antennes/"
        opened = hers.get(url)
        assert post_form(his, url, city="Rezé", **{"branches-0-city": "Carquefou"}).status_code == 302
        both = post_form(hers, url, opened=opened, **{"branches-0-city": "Sautron"})
        rows = {line.name: line for line in conflict_of(both).differences}["branches"]
        assert (rows.theirs, rows.yours) == ("Antenne Nord · Carquefou", "Antenne Nord · Sautron")
        assert post_form(hers, url, opened=both, _take=["branches"], city="Vertou").status_code == 302
        assert saved(branch).city == "Carquefou"
        assert saved(organisation).city == "Vertou"

    def test_a_row_that_the_other_removed_can_be_let_go(self, hers, his, organisation, branch):
        url = f"/essai/{organisation.pk}/antennes/"
        opened = hers.get(url)
        post_form(his, url, city="Rezé", **{"branches-0-DELETE": "on"})
        both = post_form(hers, url, opened=opened, **{"branches-0-city": "Sautron"})
        rows = {line.name: line for line in conflict_of(both).differences}["branches"]
        assert (rows.theirs, rows.yours) == ("", "Antenne Nord · Sautron")
        assert post_form(hers, url, opened=both, _take=["branches"]).status_code == 302
