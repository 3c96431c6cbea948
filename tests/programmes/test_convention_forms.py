"""Writing a convention: one form with its lines, drafted, version-checked, saved once and as a whole."""

import datetime

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.models import Draft
from programmes.models import Convention, Tariff
from programmes.services import record_billed_month
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, PartnerFactory
from tests.factories.programmes import BudgetFactory, ConventionFactory, ProgrammeFactory, TariffFactory
from tests.forms import autosave, fields_of, post_form
from tests.texts import text_of

pytestmark = pytest.mark.django_db

CREATE = "/conventions/nouvelle/"


@pytest.fixture
def administrator():
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=OrganisationFactory())


@pytest.fixture
def landlord(administrator):
    return LandlordFactory(administered_by=administrator.organisation)


@pytest.fixture
def convention(administrator, landlord):
    convention = ConventionFactory(reference="LNH-REMOB", operator=administrator.organisation, landlord=landlord)
    BudgetFactory(convention=convention, year=2014)
    return convention


@pytest.fixture
def client(log_in, administrator):
    return log_in(administrator)


@pytest.fixture
def url(convention):
    return reverse("programmes:convention_update", args=[convention.pk])


@pytest.fixture
def typed(administrator, landlord):
    """What makes a new convention."""
    return {
        "reference": "NOUVELLE",
        "programme": ProgrammeFactory().pk,
        "landlord": landlord.pk,
        "operator": administrator.organisation_id,
        "starts_on": "2015-01-01",
        "ends_on": "2015-12-31",
        "communes": "Nantes, Rezé",
        "payers-0-organisation": landlord.pk,
        "payers-0-share": "100",
        "payers-0-kind": "invoice",
        "budgets-0-year": "2015",
        "budgets-0-amount": "30 000,50 €",
    }


def test_the_form_asks_for_the_names_of_all_programmes_at_once(client, django_assert_max_num_queries):
    ProgrammeFactory()
    client.get(CREATE)
    with django_assert_max_num_queries(100) as few:
        client.get(CREATE)
    ProgrammeFactory(code="visites-sociales")
    with django_assert_max_num_queries(len(few)):
        client.get(CREATE)


def test_a_convention_is_made_with_its_payers_and_budget(client, typed):
    response = post_form(client, CREATE, **typed)
    convention = Convention.objects.get()
    assert response.url == convention.get_absolute_url()
    assert "La convention NOUVELLE est enregistrée." in text_of(client.get(response.url))
    assert convention.communes == ["Nantes", "Rezé"]
    assert convention.payers.get().share == 100
    assert str(convention.budgets.get().amount) == "30000.50"
    assert convention.payment_days == 30
    assert convention.events.get().pgh_context.metadata["user"] == str(client.session["_auth_user_id"])


SPOILT = {
    "no reference": ({"reference": ""}, "Ce champ est obligatoire."),
    "a reference with a slash at its front": ({"reference": "/x"}, "Des lettres, des chiffres"),
    "dates upside down": ({"ends_on": "2014-12-31"}, "Le dernier jour ne peut pas précéder le premier."),
    "a date in letters": ({"starts_on": "hier"}, "Saisissez une date valide."),
    "billing in mid-month": ({"billing_from": "2015-02-15"}, "premier jour d’un mois"),
    "a long delay": ({"payment_days": "50"}, "45 jours au plus"),
    "a share in letters": ({"payers-0-share": "tout"}, "Une part en pourcentage, par exemple 33,33."),
    "shares that do not sum": ({"payers-0-share": "90"}, "font 90 %"),
    "no payer": ({"payers-0-organisation": "", "payers-0-share": ""}, "au moins un payeur"),
    "a budget without its year": ({"budgets-0-year": ""}, "Ce champ est obligatoire."),
    "a budget of 1789": ({"budgets-0-year": "1789"}, "supérieure ou égale à 2000"),
    "a budget without an amount": ({"budgets-0-amount": "0"}, "Saisissez un nombre supérieur à 0."),
    "a year outside the dates": ({"budgets-0-year": "2019"}, "2019 est hors des dates de la convention (2015)"),
    "a year twice": ({"budgets-1-year": "2015", "budgets-1-amount": "1"}, "Une année n’a qu’un budget"),
}


@pytest.mark.parametrize(("changes", "message"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_saved(client, typed, changes, message):
    response = post_form(client, CREATE, **{**typed, **changes})
    assert response.status_code == 200
    page = text_of(response)
    assert message in page
    assert "30 000,50 €" in response.content.decode() or "budgets-0-amount" in changes, "what was typed stays"
    assert not Convention.objects.exists()


def test_one_summary_says_where_each_thing_is_wrong(client, typed):
    wrong = {"ends_on": "2014-12-31", "budgets-0-amount": "beaucoup", "payers-0-share": "33,333"}
    page = text_of(response := post_form(client, CREATE, **{**typed, **wrong}))
    source = response.content.decode()
    assert source.count("data-focus") == 1
    assert "3 choses sont à corriger" in page
    assert '<a href="#id_ends_on">' in source
    assert "Le budget, 2015, montant : Un montant en euros, par exemple 30 000." in page
    assert '<a href="#id_budgets-0-amount">' in source
    assert ", part : Deux décimales au plus, par exemple 12,35." in page


def test_a_line_that_is_taken_away_is_not_summed_up(client, convention, url):
    response = post_form(client, url, **{"reference": "", "budgets-0-DELETE": "on", "budgets-0-amount": "beaucoup"})
    assert "Une chose est à corriger" in text_of(response)


def test_a_reference_that_is_taken_is_refused(client, typed):
    ConventionFactory(reference="NOUVELLE")
    assert "Une convention porte déjà cette référence." in text_of(post_form(client, CREATE, **typed))


def test_organisations_out_of_reach_are_not_offered_nor_taken(client, typed):
    stranger = LandlordFactory(name="Habitations étrangères")
    assert "Habitations étrangères" not in client.get(CREATE).content.decode()
    response = post_form(client, CREATE, **{**typed, "landlord": stranger.pk})
    assert response.status_code == 200
    assert not Convention.objects.exists()


def test_a_convention_keeps_the_parties_that_it_already_names(client, convention, url):
    outside = PartnerFactory(name="Financeur d’ailleurs")
    convention.payers.update(organisation=outside)
    response = post_form(client, url, ends_on="2017-12-31")
    assert response.status_code == 302
    assert convention.payers.get().organisation == outside


def test_lines_are_added_changed_and_taken_away(client, convention, url, landlord, administrator):
    partner = PartnerFactory(administered_by=administrator.organisation)
    response = post_form(
        client,
        url,
        **{
            "payers-0-share": "66,67 %",
            "payers-1-organisation": partner.pk,
            "payers-1-share": "33,33",
            "payers-1-kind": "subsidy",
            "budgets-0-DELETE": "on",
            "budgets-1-year": "2015",
            "budgets-1-amount": "32000",
            "steering_partners": [partner.pk],
        },
    )
    assert response.status_code == 302
    assert [(payer.organisation, str(payer.share)) for payer in convention.payers.all()] == [
        (landlord, "66.67"),
        (partner, "33.33"),
    ]
    assert [budget.year for budget in convention.budgets.all()] == [2015]
    assert convention.steering.get().organisation == partner


def test_a_form_that_is_opened_and_saved_changes_nothing(client, convention, url):
    before = Convention.objects.values().get()
    assert post_form(client, url).status_code == 302
    after = Convention.objects.values().get()
    assert {**after, "version": before["version"]} == before
    assert convention.payers.get().share == 100
    assert convention.budgets.get().year == 2014


def test_the_second_of_two_people_sees_both_versions_and_loses_nothing(client, convention, url):
    first, second = client.get(url), client.get(url)
    assert post_form(client, url, opened=first, territory="Nantes nord").status_code == 302
    answer = post_form(client, url, opened=second, territory="Nantes sud", order_number="C-42")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "Nantes nord" in page
    assert "Nantes sud" in page
    assert Convention.objects.get().territory == "Nantes nord"
    assert fields_of(answer)["order_number"] == ["C-42"]
    again = post_form(client, url, opened=answer)
    assert again.status_code == 302
    saved = Convention.objects.get()
    assert (saved.territory, saved.order_number) == ("Nantes sud", "C-42")


def test_only_what_differs_is_shown_as_a_conflict(client, convention, url):
    Convention.objects.update(communes=["Nantes", "Rezé"])
    first, second = client.get(url), client.get(url)
    post_form(client, url, opened=first, territory="Nantes nord")
    answer = post_form(client, url, opened=second, territory="Nantes sud")
    assert [line.name for line in answer.context["visit"].conflict.differences] == ["territory"]


def test_a_change_of_payers_only_is_a_conflict_too(client, convention, url, administrator):
    partner = PartnerFactory(administered_by=administrator.organisation, name="Collectivité voisine")
    first, second = client.get(url), client.get(url)
    shared = {"payers-0-share": "90", "payers-1-organisation": partner.pk, "payers-1-share": "10"}
    assert post_form(client, url, opened=first, **shared).status_code == 302
    answer = post_form(client, url, opened=second, territory="Nantes sud")
    assert answer.status_code == 200
    assert "Collectivité voisine" in text_of(answer)
    assert convention.payers.count() == 2


def test_a_double_click_makes_one_convention(client, typed):
    opened = client.get(CREATE)
    answers = [post_form(client, CREATE, opened=opened, **typed) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Convention.objects.count() == 1


def test_dates_that_leave_a_budget_behind_are_refused_until_it_is_taken_away(client, convention, url):
    shorter = {"starts_on": "2015-01-01", "billing_from": ""}
    assert "2014 est hors des dates de la convention (de 2015 à 2016)" in text_of(post_form(client, url, **shorter))
    Draft.objects.all().delete()
    assert post_form(client, url, **shorter, **{"budgets-0-DELETE": "on"}).status_code == 302
    convention.refresh_from_db()
    assert convention.starts_on.year == 2015
    assert not convention.budgets.exists()


def test_what_is_typed_is_kept_and_comes_back(client):
    opened = client.get(CREATE)
    answer = autosave(client, CREATE, opened, reference="EN-COURS", **{"payers-0-share": "60"})
    assert "Brouillon enregistré" in answer.json()["message"]
    page = client.get(CREATE)
    assert "Votre brouillon a été restauré." in text_of(page)
    assert fields_of(page)["reference"] == ["EN-COURS"]
    assert fields_of(page)["payers-0-share"] == ["60"]
    assert Draft.objects.get().title == "Convention", "a neutral title"


class TestTariffs:
    @pytest.fixture
    def tariff_url(self, convention):
        return reverse("programmes:tariff_create", args=[convention.pk])

    def test_a_version_is_added(self, client, convention, tariff_url):
        response = post_form(client, tariff_url, price="140,00 €", valid_from="2015-03-15")
        assert response.url == convention.get_absolute_url()
        tariff = Tariff.objects.get()
        assert (tariff.convention, tariff.price, tariff.valid_from) == (convention, 140, datetime.date(2015, 3, 15))

    def test_only_what_the_programme_counts_is_offered(self, client, tariff_url):
        html = client.get(tariff_url).content.decode()
        assert 'value="support_month"' in html
        assert 'value="flat_quarter"' in html
        assert 'value="diagnostic"' not in html

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"price": "0"}, "Saisissez un nombre supérieur à 0."),
            ({"price": ""}, "Ce champ est obligatoire."),
            ({"price": "135,005"}, "Deux décimales au plus, par exemple 12,35."),
            ({"valid_from": ""}, "Ce champ est obligatoire."),
            ({"counting_rule": "min_days"}, "Le nombre de jours, de 1 à 31"),
            ({"min_days": "3"}, "Le nombre de jours, de 1 à 31"),
            ({"bill_interrupted": "on"}, "Seul un diagnostic"),
            ({"valid_from": "2014-01-01"}, "commence déjà ce jour-là"),
            ({"valid_from": "2015-03-31"}, "le 01/04/2015 au plus tôt"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_saved(self, client, convention, tariff_url, typed, message):
        billed = datetime.date(2015, 3, 1) if typed.get("valid_from") == "2015-03-31" else None
        TariffFactory(convention=convention, billed_through=billed)
        response = post_form(client, tariff_url, **{"price": "140", "valid_from": "2016-01-01", **typed})
        assert response.status_code == 200
        assert message in text_of(response).replace("\u2019", "’")
        assert Tariff.objects.count() == 1


class TestCorrectingATariff:
    @pytest.fixture
    def tariff(self, convention):
        return TariffFactory(convention=convention)

    @pytest.fixture
    def url(self, tariff):
        return reverse("programmes:tariff_update", args=[tariff.convention_id, tariff.pk])

    def test_an_unused_version_is_corrected(self, client, convention, tariff, url):
        assert url in client.get(convention.get_absolute_url()).content.decode()
        response = post_form(client, url, price="140,00", valid_from="2015-03-15")
        assert response.url == convention.get_absolute_url()
        tariff.refresh_from_db()
        assert (tariff.price, tariff.valid_from) == (140, datetime.date(2015, 3, 15))
        assert Tariff.objects.count() == 1

    @pytest.mark.parametrize(
        ("typed", "message"),
        [
            ({"price": "0"}, "Saisissez un nombre supérieur à 0."),
            ({"valid_from": ""}, "Ce champ est obligatoire."),
            ({"valid_from": "2016-01-01"}, "commence déjà ce jour-là"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_changes(self, client, convention, tariff, url, typed, message):
        TariffFactory(convention=convention, valid_from=datetime.date(2016, 1, 1))
        response = post_form(client, url, **typed)
        assert message in text_of(response)
        tariff.refresh_from_db()
        assert (tariff.price, tariff.version) == (135, 1)

    def test_it_does_not_move_before_what_is_billed(self, client, convention, tariff, url):
        Tariff.objects.filter(pk=tariff.pk).update(valid_from=datetime.date(2016, 1, 1))
        TariffFactory(
            convention=convention, valid_from=datetime.date(2014, 1, 1), billed_through=datetime.date(2015, 3, 1)
        )
        assert "01/04/2015 au plus tôt" in text_of(post_form(client, url, valid_from="2015-03-31"))
        assert post_form(client, url, valid_from="2015-04-01").status_code == 302

    def test_a_used_version_says_why_it_stays(self, client, convention, tariff, url):
        opened = client.get(url)
        record_billed_month(tariff=tariff, month=datetime.date(2015, 3, 1))
        assert url not in client.get(convention.get_absolute_url()).content.decode()
        told = client.get(url, follow=True)
        assert told.redirect_chain == [(convention.get_absolute_url(), 302)]
        assert "jusqu’au mois de 03/2015" in text_of(told)
        late = post_form(client, url, opened, price="140,00")
        assert late.status_code == 200, "somebody billed meanwhile: both versions are shown"
        assert "jusqu’au mois de 03/2015" in text_of(post_form(client, url, late))
        tariff.refresh_from_db()
        assert tariff.price == 135

    def test_two_tabs_do_not_overwrite_each_other(self, client, tariff, url):
        first, second = client.get(url), client.get(url)
        assert post_form(client, url, first, price="140,00").status_code == 302
        told = post_form(client, url, second, price="150,00")
        assert "140" in text_of(told)
        tariff.refresh_from_db()
        assert tariff.price == 140
        assert post_form(client, url, told).status_code == 302
        tariff.refresh_from_db()
        assert tariff.price == 150
