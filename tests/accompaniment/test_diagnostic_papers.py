"""The report of a diagnostic and its conclusions: what they answer, who wrote them, where the household lives."""

import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accompaniment.documents.diagnostics import diagnostic_pdf
from accompaniment.models import Accompaniment, Conclusions, Diagnostic
from tests.accompaniment.stay import DAY
from tests.accompaniment.test_diagnostics import READ_ON, begun, published
from tests.factories.accompaniment import InterviewFactory
from tests.factories.referrals import sent_referral
from tests.factories.tenants import OccupancyFactory, PersonFactory
from tests.papers import text_of

pytestmark = pytest.mark.django_db
NO_OPINION = "il ne valide ni n’invalide une attribution ou un maintien dans les lieux."


def answering(three):
    """The fiche that the landlord sent, and the home that it names."""
    referral = sent_referral(
        household=three.household,
        convention=three.convention,
        advisor=three.advisor,
        sheet__context="moving_in",
        sheet__problems="Loyer impayé depuis mars.",
        sheet__improvements="Reprendre contact.",
    )
    Accompaniment.objects.filter(pk=three.mesure.pk).update(referral=referral)
    return referral


def paper(client, name, thing):
    response = client.get(reverse(f"accompaniment:{name}", args=[thing.pk]))
    assert response.status_code == 200
    return text_of(response.content)


def visited_once(three):
    visit = InterviewFactory(
        accompaniment=three.mesure,
        author=three.worker,
        on=READ_ON,
        others="Sa sœur",
        team_text="MOTEQUIPE",
    )
    visit.persons.set([three.person])


def test_the_report_says_what_it_answers_who_lives_there_and_who_was_met(log_in):
    three = begun()
    referral = answering(three)
    visited_once(three)
    PersonFactory(household=three.household, last_name="Cadet", tie="child", birth_date=datetime.date(2007, 3, 1))
    three.household.dalo = "yes"
    three.household.save()
    OccupancyFactory(
        household=three.household,
        status="applicant",
        starts_on=three.phase.starts_on - 40 * DAY,
        proposal="T2, Bottière",
        proposal_deadline=three.phase.starts_on + 20 * DAY,
    )
    Diagnostic.objects.update(problems="Le courrier reste fermé.")
    told = paper(log_in(three.worker), "diagnostic_pdf", three.diagnostic)
    for words in (
        "À l’entrée dans les lieux",
        referral.number,
        "Loyer impayé depuis mars.",
        "Reprendre contact.",
        "Cadet",
        "T2, Bottière, réponse avant le 6 avril 2015",
        "DALO",
        three.convention.reference,
        three.landlord.name,
        "Visite à domicile, au domicile",
        "Sa sœur",
        str(three.person),
        "1 rencontre",
    ):
        assert words in told, words
    assert "MOTEQUIPE" not in told


def test_a_guarded_home_is_not_on_the_report(log_in):
    three = begun()
    three.household.guarded = True
    three.household.save()
    PersonFactory(household=three.household, tie="child", phone="06 12 34 56 78")
    OccupancyFactory(household=three.household, address="12 rue des Goélands", starts_on=three.phase.starts_on)
    told = paper(log_in(three.worker), "diagnostic_pdf", three.diagnostic)
    assert "Masquée : contact protégé" in told
    assert "Goélands" not in told
    assert "06 12" not in told


def test_the_conclusions_say_what_they_answer_and_spell_the_measures_out(log_in):
    three = published("common_law", measures=["asll", "fsl"])
    referral = answering(three)
    visited_once(three)
    url = reverse("accompaniment:conclusions", args=[three.conclusions.pk])
    for reader in (three.advisor, three.manager, three.worker):
        browser = log_in(reader)
        page = browser.get(url).content.decode().replace("\u00a0", " ").replace("\u202f", " ")
        for told in (paper(browser, "conclusions_pdf", three.conclusions), page):
            for words in (
                "À l’entrée dans les lieux",
                referral.number,
                "ASLL et FSL",
                "ASLL : Accompagnement social lié au logement.",
                "FSL : Fonds de solidarité pour le logement.",
                "1 rencontre",
                str(three.worker.user),
                f"par {three.head.user}",
                NO_OPINION,
            ):
                assert words in told, (reader, words)
            for hidden in ("MOTEQUIPE", "Sa sœur", "Loyer impayé", "à domicile"):
                assert hidden not in told


def test_the_support_that_follows_has_its_first_day_on_the_paper(log_in):
    three = published("support", support_from=READ_ON + 15 * DAY)
    assert "À partir du 1er mai 2015" in paper(log_in(three.advisor), "conclusions_pdf", three.conclusions)


def test_what_the_landlord_noticed_stands_beside_the_problems(log_in):
    three = begun()
    browser = log_in(three.worker)
    urls = [
        reverse("accompaniment:diagnostic", args=[three.diagnostic.pk]),
        reverse("accompaniment:diagnostic_section", args=[three.diagnostic.pk, "problemes"]),
    ]
    for url in urls:
        assert "Ce que le bailleur a repéré" not in browser.get(url).content.decode()
    answering(three)
    for url in urls:
        page = browser.get(url).content.decode()
        assert "Loyer impayé depuis mars." in page
        assert "Reprendre contact." in page
    other = reverse("accompaniment:diagnostic_section", args=[three.diagnostic.pk, "situation"])
    assert "Loyer impayé depuis mars." not in browser.get(other).content.decode()


@pytest.mark.parametrize("lines", [6, 10, 14, 18, 22])
def test_no_heading_of_the_budget_is_left_alone_at_the_foot_of_a_page(today, lines):
    begun()
    Diagnostic.objects.update(
        problems="\n".join(["Une ligne."] * lines),
        budget=[{"side": "income", "label": f"Ressource {rank}", "amount": "100.00"} for rank in range(6)],
    )
    content = diagnostic_pdf(Diagnostic.objects.get(), Conclusions.objects.get(), visits=[], today=today)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    heading = next(page for page in pages if "Situation financière" in page)
    assert "Ressource 0" in heading
