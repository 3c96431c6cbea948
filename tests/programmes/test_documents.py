"""The papers, as a reader of PDF finds them."""

import io
import re

import pypdf
import pytest
from PIL import Image

from accounts.enums import Role
from tests.factories.accounts import LogoFactory, MembershipFactory
from tests.factories.programmes import BudgetFactory, ConventionFactory, TariffFactory

pytestmark = pytest.mark.django_db

NEVER_ON_PAPER = re.compile(r"\{\{|\{%|\bNone\b|lorem|TODO|■|�|<[a-z]+", re.IGNORECASE)


@pytest.fixture
def convention():
    convention = ConventionFactory(reference="LNH-REMOB", communes=["Nantes", "Rezé"])
    TariffFactory(convention=convention, price="137.50")
    BudgetFactory(convention=convention, year=2015)
    return convention


@pytest.fixture
def head(convention):
    return MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)


def paper(response):
    assert response["Content-Type"] == "application/pdf"
    return pypdf.PdfReader(io.BytesIO(response.content))


def words(reader):
    text = " ".join(page.extract_text() for page in reader.pages)
    assert not NEVER_ON_PAPER.search(text)
    return re.sub(r"[\s\u00a0\u202f]+", " ", text)


def test_an_argument_sheet_holds_all_its_points_on_one_page(log_in, head):
    response = log_in(head).get("/dispositifs/remobilisation/argumentaires/rencontre-tripartite/pdf/")
    assert 'filename="remobilisation-rencontre-tripartite.pdf"' in response["Content-Disposition"]
    reader = paper(response)
    said = words(reader)
    assert len(reader.pages) == 1
    assert reader.metadata.title == "L’argumentaire de la rencontre tripartite"
    for point in (
        str(head.organisation),
        "Présentation succincte des interlocuteurs",
        "Remobiliser les locataires au sein de leur logement",
        "une demande commune,",
        "Présentation de ce qui a déjà été fait",
        "Proposition d’un ou deux entretiens individuels",
        "organisation d’actions collectives",
    ):
        assert point in said


def test_the_project_sheet_answers_every_question_of_the_call(log_in, head, convention):
    response = log_in(head).get("/dispositifs/remobilisation/fiche-projet/pdf/?convention=LNH-REMOB")
    said = words(paper(response))
    for question in (
        "Localisation du projet",
        "Porteurs du projet",
        "Descriptif et objectifs poursuivis",
        "Nombre de ménages accompagnés",
        "DALO",
        "accords collectifs",
        "PDALHPD",
        "Offre mobilisée",
        "Réservation et attribution",
        "Méthodologie",
        "Complémentarité avec la gestion locative",
        "Adhésion du ménage",
        "Partenaires mobilisés",
        "Montage financier",
        "Cofinancements apportés",
        "FNDOLLTS",
        "Inscription de la démarche dans la durée",
        "Avis du service instructeur",
    ):
        assert question in said
    for answer in (str(convention.landlord), str(convention.operator), "137,50 €", "2015 : 32 000 €", "Nantes, Rezé"):
        assert answer in said


def test_the_carriers_sign_with_their_logos(log_in, head, convention):
    client = log_in(head)
    url = "/dispositifs/remobilisation/fiche-projet/pdf/"
    assert not list(paper(client.get(url)).pages[0].images)
    for carrier, colour in ((convention.landlord, "teal"), (convention.operator, "maroon")):
        drawn = io.BytesIO()
        Image.new("RGB", (90, 30), colour).save(drawn, "PNG")
        LogoFactory(organisation=carrier, png=drawn.getvalue())
    assert len(list(paper(client.get(url)).pages[0].images)) == 2


def test_the_paper_of_the_other_pair_is_not_there(log_in, head):
    ConventionFactory(reference="ETRANGERE")
    response = log_in(head).get("/dispositifs/remobilisation/fiche-projet/pdf/?convention=ETRANGERE")
    assert response.status_code == 404
