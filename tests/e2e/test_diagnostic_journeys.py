"""A diagnostic from its pages to each of the four orientations: the worker, her head, the advisor."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.models import Conclusions, Proposal
from programmes.enums import PhaseKind
from referrals.models import Referral, Sheet
from tests.e2e.journeys import build_team, follower, mesure_of, picture
from tests.factories.accompaniment import ConclusionsFactory, DiagnosticFactory, StructureFactory

DAY = datetime.timedelta(days=1)
SECTIONS = ("problems", "family", "social", "financial", "strengths", "levers", "health", "analysis")
TOLD = "Le ménage a repris le paiement du loyer ; une aide précise tiendra dans la durée."
REMARK = "« C’est bien ce que nous avons dit. »"
ADVICE = "Rencontrer d’autres locataires, une fois par mois."


@pytest.fixture
def team(transactional_db):
    return build_team()


@pytest.fixture
def at_work(team, new_page, login_as):
    """The worker, her head and the advisor, each at a desk."""
    return [follower(new_page, login_as, member) for member in (team.worker, team.head, team.advisor)]


def diagnostic_of(team, last_name, **written):
    """Begun forty days ago."""
    limit = timezone.localdate() + 20 * DAY
    days = {"days": 40, "phase": PhaseKind.DIAGNOSTIC, "phase__limit_on": limit}
    diagnostic = DiagnosticFactory(accompaniment=mesure_of(team, last_name, convention=team.visits, **days), **written)
    ConclusionsFactory(diagnostic=diagnostic)
    return diagnostic


def concluded(team, last_name, orientation, **given):
    """Written, concluded apart, read to the household."""
    diagnostic = diagnostic_of(team, last_name, **{name: f"CARNET {name}." for name in SECTIONS})
    said = {"text": TOLD, "recommendations": ADVICE, "remarks": REMARK, "read_on": timezone.localdate()}
    Conclusions.objects.update_or_create(diagnostic=diagnostic, defaults={**said, "orientation": orientation, **given})
    return diagnostic


def conclude(worker, diagnostic, orientation, support_from):
    """Written for the landlord, seen as it will read it, then read to the household."""
    page = worker.page
    worker.at(diagnostic.get_absolute_url()).follow("Écrire les conclusions")
    page.get_by_label("Conclusions", exact=True).fill(TOLD)
    page.get_by_label("Préconisations").fill(ADVICE)
    page.get_by_label(orientation).check()
    page.get_by_label("Premier jour de l’accompagnement").fill(support_from.isoformat())
    worker.press("Enregistrer et relire")
    worker.reads(TOLD, ADVICE, "Ce n’est pas encore publié.")
    worker.follow("Revenir au diagnostic")
    worker.follow("Noter la lecture au ménage")
    worker.reads(TOLD)
    page.get_by_label("Remarques du ménage").fill(REMARK)
    worker.press("Enregistrer")


def propose_and_validate(worker, head, diagnostic):
    worker.at(diagnostic.get_absolute_url()).follow("Proposer à la validation")
    worker.press("Proposer à la validation")
    worker.reads("Le diagnostic est proposé")
    head.at("/").follow("Relire et valider", exact=False)
    head.follow("Valider et publier")
    head.press("Valider et publier les conclusions")
    head.reads("Les conclusions sont publiées")
    diagnostic.refresh_from_db()
    assert diagnostic.state == "published"


def reads_conclusions_alone(advisor, diagnostic):
    household = diagnostic.accompaniment.household
    advisor.at(household.get_absolute_url()).follow("Lire les conclusions")
    advisor.reads(TOLD, ADVICE, REMARK)
    assert "CARNET" not in advisor.page.content()
    paper = advisor.page.request.get(f"/suivi/conclusions/{diagnostic.conclusions.pk}/conclusions.pdf")
    assert paper.body().startswith(b"%PDF")
    assert advisor.page.request.get(diagnostic.get_absolute_url()).status == 404


def test_written_page_after_page_it_opens_a_support_on_its_day(team, at_work, take_picture):
    worker, head, advisor = at_work
    diagnostic = diagnostic_of(team, "Appui")
    page, today = worker.page, timezone.localdate()
    worker.at("/").follow("Continuer", exact=False)
    worker.reads("20 jours", "Il manque encore", "Aucune rencontre n’est notée")
    page.get_by_role("link", name="Écrire").filter(has_not_text="conclusions").first.click()
    page.locator("[name=problems]").fill("CARNET : deux loyers de retard.")
    picture(worker, take_picture, "6-section")
    worker.press("Enregistrer et continuer")
    page.locator("[name=family]").fill("CARNET : vit avec son fils.")
    page.locator("[name=social]").fill("CARNET : en emploi.")
    worker.press("Enregistrer et continuer")
    fill_the_budget(page)
    picture(worker, take_picture, "7-budget", about="budget")
    worker.press("Enregistrer et continuer")
    page.locator("[name=strengths]").fill("CARNET : tient ses comptes.")
    worker.press("Enregistrer et continuer")
    name_who_is_there(page)
    picture(worker, take_picture, "8-network", about="network")
    worker.press("Enregistrer et continuer")
    worker.press("Enregistrer et continuer")
    page.locator("[name=analysis]").fill("CARNET : une aide précise.")
    worker.press("Enregistrer")
    worker.reads("Le diagnostic est enregistré.", "1 042,50", "612,40", "430,10", "Sa sœur", "Pas aidant")
    picture(worker, take_picture, "9-diagnostic")

    conclude(worker, diagnostic, "Accompagnement personnalisé", support_from=today + DAY)
    whole = page.request.get(f"/suivi/diagnostics/{diagnostic.pk}/rapport.pdf").body()
    assert whole.startswith(b"%PDF")
    propose_and_validate(worker, head, diagnostic)
    reads_conclusions_alone(advisor, diagnostic)
    picture(advisor, take_picture, "10-conclusions")
    support = diagnostic.accompaniment.phases.get(kind=PhaseKind.SUPPORT)
    assert support.starts_on == today + DAY
    worker.at(diagnostic.accompaniment.get_absolute_url())
    worker.reads("Accompagnement personnalisé À venir à partir du")


def fill_the_budget(page):
    page.locator("[name=financial]").fill("CARNET : juste, mais équilibré.")
    for side, rank, label, amount in (
        ("income", 0, "Salaire", "1 042,50"),
        ("charge", 0, "Loyer", "412,40"),
        ("charge", 1, "Énergie", "200"),
        ("debt", 0, "Loyers de retard", "824,80"),
    ):
        if rank:
            page.locator(f"#{side} summary").click()
        page.locator(f"[name={side}-{rank}-label]").fill(label)
        page.locator(f"[name={side}-{rank}-amount]").fill(amount)


def name_who_is_there(page):
    page.locator("[name=network-0-who]").fill("Sa sœur")
    page.locator("[name=network-0-tie]").fill("famille")
    page.locator("#network summary").click()
    page.locator("[name=network-1-who]").fill("Un ancien voisin")
    page.locator("[name=network-1-help]").select_option("not_helpful")


def test_no_follow_up_and_common_law_end_the_mesure_with_a_relay_for_the_second(team, at_work):
    worker, head, advisor = at_work
    alone = concluded(team, "Seule", "no_follow_up")
    propose_and_validate(worker, head, alone)
    reads_conclusions_alone(advisor, alone)
    advisor.reads("Sans suite")
    worker.at("/").follow("Proposer la fin", exact=False)
    worker.reads("Proposer la fin de la mesure")
    assert alone.accompaniment.phases.filter(ends_on=None).count() == 0

    relayed = concluded(team, "Relais", "common_law", measures=["ali", "fsl"])
    StructureFactory(operator=team.operator, name="Service social des essais")
    propose_and_validate(worker, head, relayed)
    reads_conclusions_alone(advisor, relayed)
    advisor.reads("ALI et FSL")
    worker.at(relayed.get_absolute_url()).follow("Noter un relais")
    worker.page.get_by_label("Vers quelle structure").select_option(label="Service social des essais")
    worker.page.get_by_label("Pourquoi").fill("Demande d’ALI.")
    worker.press("Enregistrer")
    worker.reads("Le relais est noté.", "Service social des essais")
    assert relayed.accompaniment.relays.get().purpose == "Demande d’ALI."


def test_another_programme_becomes_a_fiche_of_the_advisor_filled_with_what_was_published(team, at_work, take_picture):
    worker, head, advisor = at_work
    diagnostic = concluded(team, "Suite", "other_programme")
    propose_and_validate(worker, head, diagnostic)
    reads_conclusions_alone(advisor, diagnostic)
    advisor.at("/").follow("Lire et répondre", exact=False)
    advisor.reads(TOLD, "Vérifier l’éligibilité")
    picture(advisor, take_picture, "11-proposal")
    advisor.press("Préparer la fiche")
    referral, sheet = Referral.objects.get(), Sheet.objects.get()
    assert (sheet.problems, sheet.improvements) == (TOLD, ADVICE)
    assert (referral.convention, Proposal.objects.get().referral) == (team.remobilisation, referral)
    advisor.at(f"/fiches/{referral.pk}/ecrire/problematiques/")
    assert advisor.page.locator("[name=problems]").input_value() == TOLD
    assert "CARNET" not in advisor.page.content()
    worker.at(Proposal.objects.get().get_absolute_url()).reads(referral.number)
