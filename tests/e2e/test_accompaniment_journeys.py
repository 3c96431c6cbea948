"""A week of a social worker, her head and the advisor: visits, diagnostics, interruptions, transfers, bilans."""

import datetime

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accompaniment.models import Interview, PrivateNote, Publication
from tests.browser import PHONE
from tests.e2e.journeys import build_team, end_session, follower, log_in_beside, mesure_of, picture
from tests.e2e.keyboard import Keyboard

DAY = datetime.timedelta(days=1)


@pytest.fixture
def team(transactional_db):
    return build_team()


def test_a_visit_is_noted_in_three_touches_on_a_phone_without_a_mouse(team, new_page, login_as, take_picture):
    mesure = mesure_of(team, "Martin")
    worker = follower(new_page, login_as, team.worker, PHONE)
    page, keys = worker.page, Keyboard(worker.page)
    page.goto("/")
    keys.to_content()
    keys.open("Noter un entretien")
    picture(worker, take_picture, "1-households")
    keys.to_content()
    keys.open("Camille Martin", exact=False)
    picture(worker, take_picture, "2-what-took-place")
    keys.to_content()
    keys.press_to("Visite à domicile")
    picture(worker, take_picture, "3-noted")
    worker.reads("C’est noté à la date d’aujourd’hui.", "Compléter", "Publier au bailleur")
    visit = Interview.objects.get()
    assert (visit.accompaniment, visit.kind, visit.on) == (mesure, "home_visit", timezone.localdate())
    assert [person.household_id for person in visit.persons.all()] == [mesure.household_id]
    assert (keys.pages, keys.letters) == (4, 0)
    assert keys.seconds < 45, keys.told()

    # What is written then, on the same phone: long, and by hand.
    keys.to_content()
    keys.open("Compléter")
    keys.to_content()
    keys.type("Ce que l’équipe doit savoir", "Elle a ouvert tout son courrier.")
    keys.type("Ce que vous gardez pour vous", "Je suis inquiète.")
    keys.tick("Soutien budgétaire et administratif")
    picture(worker, take_picture, "4-visit")
    keys.press_to("Enregistrer")
    visit.refresh_from_db()
    assert visit.team_text == "Elle a ouvert tout son courrier."
    assert PrivateNote.objects.get().text == "Je suis inquiète."


def test_she_finds_it_at_her_desk_completes_it_and_the_advisor_reads_what_is_published(
    team, new_page, login_as, complaints, take_picture
):
    mesure = mesure_of(team, "Martin")
    visit = noted_visit(mesure)
    household = mesure.household
    worker = follower(new_page, login_as, team.worker)
    page = worker.page
    worker.at(household.get_absolute_url()).follow("Suivi")
    worker.reads("Visite à domicile")
    worker.follow("Ouvrir : Visite à domicile", exact=False)
    worker.follow("Compléter")

    # Half an hour at the telephone, in the middle of a sentence; the sentence is long.
    told = "Elle raconte son hiver, sans rien omettre. " * 1163
    text, status = page.get_by_label("Ce que l’équipe doit savoir"), page.locator(".autosave-status")
    end_session(page)
    text.fill(told)
    expect(status).to_contain_text("votre session est terminée")
    log_in_beside(page, team.worker, status)
    expect(status).to_contain_text("Brouillon enregistré à")
    complaints.forgive("status of 403", "status of 401")
    page.goto(page.url)
    expect(text).to_have_value(told)
    page.get_by_label("Ce que vous gardez pour vous").fill("Je suis inquiète.")
    page.get_by_label("Écrire ensuite un texte pour le bailleur").check()
    worker.press("Enregistrer")
    visit.refresh_from_db()
    assert len(visit.team_text) > 50_000
    assert visit.team_text == told.strip()

    page.get_by_label("Texte pour le bailleur").fill("Le plan d’apurement est signé.")
    worker.press("Voir ce que le bailleur lira")
    picture(worker, take_picture, "5-preview")
    worker.reads("Voici ce que le bailleur lira, et rien d’autre", "Le plan d’apurement est signé.")
    assert "hiver" not in worker.text
    assert not Publication.objects.exists()
    worker.press("Publier au bailleur")
    worker.reads("Le texte est publié")

    advisor = follower(new_page, login_as, team.advisor, PHONE)
    advisor.at("/")
    for url in (household.get_absolute_url(), f"/suivi/menages/{household.pk}/publie/"):
        advisor.at(url).reads("Le plan d’apurement est signé.")
    advisor.at(f"/suivi/menages/{household.pk}/").reads("Le plan d’apurement est signé.")
    for word in ("hiver", "inquiète", "budgétaire"):
        assert word not in advisor.page.content()


def noted_visit(mesure):
    return Interview.objects.create(
        accompaniment=mesure,
        household=mesure.household,
        convention=mesure.convention,
        kind="home_visit",
        on=timezone.localdate(),
        author=mesure.worker,
    )
