"""The pages that read programmes and conventions: what they say, to whom, at what cost."""

import datetime
import re
from itertools import chain

import pytest
from django.urls import reverse

from accounts.enums import Role
from programmes.definition import checksum
from programmes.models import Convention, Programme, Tariff
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import (
    BudgetFactory,
    ConventionFactory,
    PayerFactory,
    ProgrammeFactory,
    ProgrammeVersionFactory,
    SteeringPartnerFactory,
    TariffFactory,
    shipped,
)
from tests.texts import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def convention():
    return ConventionFactory(reference="LNH-REMOB")


@pytest.fixture
def member(convention):
    """A membership of a role on the convention's side that has it."""

    def member(role):
        landlord_side = role in (Role.ADVISOR, Role.LANDLORD_MANAGER)
        return MembershipFactory(role=role, organisation=convention.landlord if landlord_side else convention.operator)

    return member


class TestProgrammes:
    def test_a_newcomer_reads_what_she_needs(self, log_in, member):
        page = text_of(log_in(member(Role.ADVISOR)).get("/dispositifs/remobilisation/"))
        for words in (
            "Mon logement, j’y tiens : Parole de locataire",
            "Critères : un au moins",
            "Peut se déplacer de manière autonome",
            "un processus subi, dont le résultat est la fracture du lien social",
            "il ne coche aucune d’elles",
            "Un ou deux premiers entretiens",
            "En même temps",
            "une fois par mois (prévu), une à trois fois par trimestre (en pratique)",
            "12 mois, prolongeable",
            "L’argumentaire de la rencontre préalable locataire / bailleur",
            "Santé et accès aux soins Opérateur seul",
            "La prolongation se décide en rencontre tripartite",
        ):
            assert words in page

    def test_the_steps_are_a_list_that_a_screen_reader_follows(self, log_in, member):
        html = log_in(member(Role.SOCIAL_WORKER)).get("/dispositifs/remobilisation/").content.decode()
        way = html[html.index('<ol class="way"') : html.index("</ol>", html.index('<ol class="way"'))]
        titles = re.findall(r"<h3>\s*([^<]*?)\s*<", way)
        assert titles[0] == "Identification du locataire"
        assert titles[-1] == "Rencontre tripartite finale"
        assert len(titles) == 10
        assert way.count('<ul class="fork">') == 1

    def test_the_list_shows_the_programmes_within_reach(self, log_in, member):
        ConventionFactory(programme__code="visites-sociales")
        assert "Visites sociales" not in text_of(log_in(member(Role.SOCIAL_WORKER)).get("/dispositifs/"))
        assert "Visites sociales" in text_of(log_in(member(Role.ADMINISTRATOR)).get("/dispositifs/"))

    @pytest.mark.parametrize(
        "path",
        ["", "versions/", "versions/1/", "fiche-projet/", "fiche-projet/pdf/", "argumentaires/presentation/"],
    )
    def test_the_other_pairs_programme_is_not_there(self, log_in, member, path):
        ConventionFactory(programme__code="visites-sociales")
        assert log_in(member(Role.SERVICE_HEAD)).get(f"/dispositifs/visites-sociales/{path}").status_code == 404

    def test_who_reads_no_convention_finds_none_on_the_page_of_a_programme(self, log_in, member):
        assert "LNH-REMOB" in text_of(log_in(member(Role.SERVICE_HEAD)).get("/dispositifs/remobilisation/"))
        assert "LNH-REMOB" not in text_of(log_in(member(Role.ADVISOR)).get("/dispositifs/remobilisation/"))

    @pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SOCIAL_WORKER])
    def test_an_empty_list_says_what_to_do_first(self, log_in, role):
        assert "Aucun dispositif" in text_of(log_in(MembershipFactory(role=role)).get("/dispositifs/"))

    def test_an_older_version_says_that_it_is_one(self, log_in, member):
        programme = ProgrammeFactory()
        changed = {**shipped("remobilisation"), "label": "Action renouvelée"}
        ProgrammeVersionFactory(programme=programme, number=2, definition=changed, checksum=checksum(changed))
        client = log_in(member(Role.SERVICE_HEAD))
        history = text_of(client.get("/dispositifs/remobilisation/versions/"))
        assert "Version 2 En vigueur" in history
        assert "Ce qui a changé : intitulé." in history
        assert "Vous lisez une ancienne version" in text_of(client.get("/dispositifs/remobilisation/versions/1/"))
        assert "Vous lisez une ancienne" not in text_of(client.get("/dispositifs/remobilisation/versions/2/"))
        assert client.get("/dispositifs/remobilisation/versions/3/").status_code == 404
        assert "Action renouvelée" in text_of(client.get("/dispositifs/remobilisation/"))

    def test_an_argument_sheet_gives_its_points_in_any_order(self, log_in, member):
        page = text_of(
            log_in(member(Role.ADVISOR)).get("/dispositifs/remobilisation/argumentaires/rencontre-prealable/")
        )
        assert "Les points ne sont pas à aborder dans un ordre précis." in page
        assert "Obtenir le rendez-vous de la rencontre tripartite et en informer l’opérateur." in page

    def test_an_unknown_argument_sheet_is_not_there(self, log_in, member):
        assert log_in(member(Role.ADVISOR)).get("/dispositifs/remobilisation/argumentaires/x/").status_code == 404

    def test_the_number_of_queries_does_not_grow_with_the_list(
        self, log_in, member, django_assert_max_num_queries, convention
    ):
        client = log_in(member(Role.ADMINISTRATOR))
        client.get("/dispositifs/")
        with django_assert_max_num_queries(100) as few:
            client.get("/dispositifs/")
        for number in range(5):
            another = {**shipped("remobilisation"), "code": f"essai-{number}"}
            programme = Programme.objects.create(code=another["code"])
            ProgrammeVersionFactory(programme=programme, definition=another, checksum=checksum(another))
            ConventionFactory(programme=programme, operator=convention.operator)
        with django_assert_max_num_queries(len(few)):
            client.get("/dispositifs/")


class TestProjectSheet:
    def test_it_answers_the_questions_of_a_call_for_projects(self, log_in, member, convention):
        TariffFactory(convention=convention, price="137.50")
        BudgetFactory(convention=convention, year=2015)
        page = text_of(log_in(member(Role.SERVICE_HEAD)).get("/dispositifs/remobilisation/fiche-projet/"))
        for words in (
            "Localisation du projet Département de Loire-Atlantique",
            f"{convention.landlord} (bailleur)",
            f"{convention.operator} (opérateur associatif)",
            "Nombre de ménages accompagnés par an 38",
            "Mobilisation de logements existants sans aménagement : oui",
            "Création d’une offre nouvelle : non",
            "Réservation et attribution",
            "Méthodologie",
            "Adhésion du ménage",
            "Comité de pilotage",
            "Coût : accompagnement, par ménage et par mois 137,50 €",
            "2015 : 32 000 €",
            "Cofinancements apportés",
            "LNH-REMOB, du 1er janvier 2014 au 31 décembre 2016",
        ):
            assert words in page

    def test_who_reads_no_convention_reads_the_announced_cost(self, log_in, member, convention):
        TariffFactory(convention=convention, price="137.50")
        BudgetFactory(convention=convention)
        page = text_of(log_in(member(Role.SOCIAL_WORKER)).get("/dispositifs/remobilisation/fiche-projet/"))
        assert "137,50" not in page
        assert "32 000" not in page
        assert "135,00 €" in page

    def test_a_committee_reads_neither_prices_nor_shares(self, log_in, convention):
        TariffFactory(convention=convention, price="137.50")
        partner = SteeringPartnerFactory(convention=convention).organisation
        convention.payers.update(share=90)
        PayerFactory(convention=convention, share=10, position=2)
        committee = MembershipFactory(role=Role.COMMITTEE_MEMBER, organisation=partner)
        page = text_of(log_in(committee).get("/dispositifs/remobilisation/fiche-projet/"))
        assert "137,50" not in page
        assert "90 %" not in page

    def test_each_convention_has_its_sheet(self, log_in, member, convention):
        other = ConventionFactory(reference="SECONDE", operator=convention.operator)
        ConventionFactory(reference="ETRANGERE")
        client = log_in(member(Role.SERVICE_HEAD))
        page = text_of(client.get("/dispositifs/remobilisation/fiche-projet/?convention=SECONDE"))
        assert f"{other.landlord} (bailleur)" in page
        assert client.get("/dispositifs/remobilisation/fiche-projet/?convention=ETRANGERE").status_code == 404

    @pytest.mark.parametrize("path", ["", "fiche-projet/"])
    def test_the_number_of_queries_does_not_grow_with_the_conventions(
        self, log_in, member, convention, django_assert_max_num_queries, path
    ):
        ConventionFactory(operator=convention.operator)
        client = log_in(member(Role.SERVICE_HEAD))
        url = f"/dispositifs/remobilisation/{path}"
        with django_assert_max_num_queries(100) as few:
            client.get(url)
        for _ in range(20):
            ConventionFactory(operator=convention.operator)
        with django_assert_max_num_queries(len(few)):
            client.get(url)

    def test_without_a_convention_the_definition_stands_alone(self, log_in):
        ProgrammeFactory()
        stranger = MembershipFactory(role=Role.ADMINISTRATOR)
        page = text_of(log_in(stranger).get("/dispositifs/remobilisation/fiche-projet/"))
        assert "Un bailleur social et une association" in page
        assert "135,00 €" in page


class TestConventions:
    def test_the_list_is_filtered_in_the_address(self, log_in, member, convention, today):
        ConventionFactory(
            reference="EN-COURS",
            operator=convention.operator,
            programme__code="visites-sociales",
            starts_on=today.replace(month=1, day=1),
            ends_on=datetime.date(today.year + 2, 12, 31),
        )
        client = log_in(member(Role.SERVICE_HEAD))
        everything = text_of(client.get("/conventions/"))
        assert "LNH-REMOB Échue" in everything
        assert "EN-COURS En cours" in everything
        assert "Toutes 2" in everything
        assert "Tout effacer" not in everything
        current = text_of(client.get("/conventions/?etat=current"))
        assert "EN-COURS" in current
        assert "LNH-REMOB" not in current
        assert "Retirer le filtre" not in current
        assert "LNH-REMOB" in text_of(client.get("/conventions/?q=remob"))
        assert "EN-COURS" not in text_of(client.get("/conventions/?q=remob"))
        of_visits = text_of(client.get("/conventions/?dispositif=visites-sociales"))
        assert "EN-COURS" in of_visits
        assert "Retirer le filtre Dispositif : " in of_visits
        assert "Aucune convention ne répond" in text_of(client.get("/conventions/?q=zzz"))

    @pytest.mark.parametrize("address", ["?etat=nimporte", "?avant=%00", "?q=%00", "?apres=&avant=x"])
    def test_a_strange_address_breaks_nothing(self, log_in, member, address):
        assert log_in(member(Role.SERVICE_HEAD)).get(f"/conventions/{address}").status_code == 200

    def test_long_lists_are_read_page_by_page(self, log_in, member, convention):
        for number in range(120):
            ConventionFactory(reference=f"C-{number:03d}", operator=convention.operator, landlord=convention.landlord)
        client = log_in(member(Role.SERVICE_HEAD))
        seen, url = [], "/conventions/?q=C-"
        for _ in range(3):
            html = client.get(url).content.decode()
            seen.append(re.findall(r">(C-\d{3})<", html))
            following = re.search(r'href="([^"]*)" rel="next"', html)
            url = "/conventions/" + following[1].replace("&amp;", "&") if following else ""
        assert [len(page) for page in seen] == [50, 50, 20]
        assert list(chain(*seen)) == [f"C-{number:03d}" for number in range(120)]
        assert not url
        previous = re.search(r'href="([^"]*)" rel="prev"', html)[1].replace("&amp;", "&")
        assert re.findall(r">(C-\d{3})<", client.get(f"/conventions/{previous}").content.decode()) == seen[1]

    def test_the_number_of_queries_does_not_grow_with_the_list(
        self, log_in, member, django_assert_max_num_queries, convention
    ):
        client = log_in(member(Role.SERVICE_HEAD))
        client.get("/conventions/")
        with django_assert_max_num_queries(100) as few:
            client.get("/conventions/")
        for _ in range(5):
            ConventionFactory(operator=convention.operator)
        with django_assert_max_num_queries(len(few)):
            client.get("/conventions/")

    @pytest.mark.parametrize(
        ("role", "writes"),
        [
            (Role.LANDLORD_MANAGER, False),
            (Role.SERVICE_HEAD, False),
            (Role.BILLING_OFFICER, False),
            (Role.ADMINISTRATOR, True),
        ],
    )
    def test_a_convention_is_read_by_those_who_may_and_written_by_the_administrator(
        self, log_in, member, convention, role, writes
    ):
        TariffFactory(convention=convention)
        TariffFactory(convention=convention, price=140, valid_from=datetime.date(2015, 3, 15))
        BudgetFactory(convention=convention)
        page = text_of(log_in(member(role)).get(convention.get_absolute_url()))
        for words in ("135,00 €", "140,00 € à partir du 15 mars 2015", "32 000,00 €", "100 %", "Échue"):
            assert words in page
        assert ("Modifier" in page) == writes
        assert ("Nouveau tarif" in page) == writes
        assert ("Retirer" in page) == writes

    @pytest.mark.parametrize(("starts", "ends", "in_force"), [(-40, 40, True), (-80, -1, False), (1, 80, False)])
    def test_a_price_is_in_force_while_the_convention_runs(self, log_in, member, today, starts, ends, in_force):
        convention = ConventionFactory(
            starts_on=today + datetime.timedelta(days=starts), ends_on=today + datetime.timedelta(days=ends)
        )
        TariffFactory(convention=convention, valid_from=datetime.date(2014, 1, 1))
        reader = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
        page = text_of(log_in(reader).get(convention.get_absolute_url()))
        assert ("En vigueur" in page) == in_force

    def test_what_an_invoice_will_miss_is_said_to_those_who_act(self, log_in, member, convention):
        type(convention.landlord).objects.filter(pk=convention.landlord_id).update(siren="", siret="")
        url = convention.get_absolute_url()
        assert "Une facture demandera des mentions" in text_of(log_in(member(Role.BILLING_OFFICER)).get(url))
        assert "Une facture demandera" not in text_of(log_in(member(Role.LANDLORD_MANAGER)).get(url))

    def test_a_convention_without_tariff_or_budget_says_what_to_do(self, log_in, member, convention):
        page = text_of(log_in(member(Role.ADMINISTRATOR)).get(convention.get_absolute_url()))
        assert "Ajouter un tarif" in page
        assert "Donner un budget" in page

    def test_the_number_of_queries_does_not_grow_with_the_parts(
        self, log_in, member, convention, django_assert_max_num_queries
    ):
        client = log_in(member(Role.SERVICE_HEAD))
        Convention.objects.update(ends_on=datetime.date(2019, 12, 31))
        TariffFactory(convention=convention)
        BudgetFactory(convention=convention, year=2014)
        SteeringPartnerFactory(convention=convention)
        with django_assert_max_num_queries(100) as few:
            client.get(convention.get_absolute_url())
        for year in range(2015, 2020):
            TariffFactory(convention=convention, valid_from=datetime.date(year, 1, 1))
            BudgetFactory(convention=convention, year=year)
            SteeringPartnerFactory(convention=convention)
        with django_assert_max_num_queries(len(few)):
            client.get(convention.get_absolute_url())


class TestTakingATariffBack:
    def test_an_unused_version_is_taken_back(self, log_in, member, convention):
        tariff = TariffFactory(convention=convention)
        url = reverse("programmes:tariff_remove", args=[convention.pk, tariff.pk])
        response = log_in(member(Role.ADMINISTRATOR)).post(url, follow=True)
        assert "La version du tarif est retirée." in text_of(response)
        assert not Tariff.objects.exists()

    def test_a_used_version_stays_and_says_why(self, log_in, member, convention):
        tariff = TariffFactory(convention=convention, billed_through=datetime.date(2015, 3, 1))
        url = reverse("programmes:tariff_remove", args=[convention.pk, tariff.pk])
        client = log_in(member(Role.ADMINISTRATOR))
        assert "ne peut plus être retirée" in text_of(client.post(url, follow=True))
        assert "Déjà facturé jusqu’au mois de mars 2015" in text_of(client.get(convention.get_absolute_url()))
        assert Tariff.objects.exists()
