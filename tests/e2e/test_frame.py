"""The frame of every page, as people meet it: the door, the menu, the theme, paper, failure."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from accounts.enums import Role
from core.queue import QueueItem
from reporting import queue
from tests.browser import DESK, PHONE
from tests.e2e.looking import assert_accessible, assert_looks_right
from tests.factories.accounts import PASSWORD, MembershipFactory


@pytest.mark.parametrize("role", list(Role))
def test_each_role_logs_in_and_finds_its_home(page, take_picture, role):
    membership = MembershipFactory(role=role)
    page.goto("/")
    page.get_by_label("Adresse électronique").fill(membership.user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_role("heading", name="À faire maintenant")).to_be_visible()
    expect(page.get_by_label("Vous", exact=True)).to_contain_text(membership.role_label)
    assert_looks_right(page)
    take_picture(page, f"home-{role}")


def test_the_door_opens_with_the_keyboard_alone(page, take_picture):
    membership = MembershipFactory()
    page.goto("/compte/login/")
    assert_looks_right(page)
    take_picture(page, "login")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type(membership.user.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="À faire maintenant")).to_be_visible()


def test_a_wrong_password_is_said_first_and_the_address_stays(page, take_picture):
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").fill("personne@essai.example")
    page.get_by_label("Mot de passe").fill("pas le bon mot de passe")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Adresse électronique")).to_have_value("personne@essai.example")
    assert_looks_right(page)
    take_picture(page, "login-wrong")


@pytest.mark.parametrize("javascript", [True, False])
def test_the_menu_of_a_phone_opens_without_javascript_too(new_page, login_as, take_picture, javascript):
    page = new_page(PHONE, java_script_enabled=javascript)
    login_as(page, Role.ADMINISTRATOR)
    page.goto("/")
    entry = page.get_by_role("navigation", name="Navigation principale").get_by_role("link", name="Accueil")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(entry).to_be_visible()
    if javascript:
        assert_accessible(page)
        take_picture(page, "menu-phone")
    page.get_by_role("button", name="Fermer").click()
    expect(entry).to_be_hidden()


def test_one_click_changes_the_role(page, login_as):
    head = login_as(page, Role.SERVICE_HEAD)
    MembershipFactory(user=head.user, organisation=head.organisation, role=Role.SOCIAL_WORKER, title="CESF")
    page.goto("/")
    page.get_by_role("button", name="Travailler comme Travailleur social (CESF)").click()
    expect(page.get_by_label("Vous", exact=True)).to_contain_text(f"Travailleur social (CESF), {head.organisation}")
    expect(page.get_by_text("Vous travaillez maintenant comme travailleur social (CESF)")).to_be_visible()


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


LIGHT, DARK = "rgb(250, 248, 244)", "rgb(20, 25, 27)"


@pytest.mark.parametrize("javascript", [True, False])
def test_the_theme_follows_the_system_until_one_chooses(new_page, javascript):
    page = new_page(color_scheme="dark", java_script_enabled=javascript)
    page.goto("/accessibilite/")
    assert background(page) == DARK
    page.get_by_role("button", name="Clair").click()
    expect(page.get_by_role("button", name="Clair")).to_have_attribute("aria-pressed", "true")
    assert background(page) == LIGHT
    page.reload()
    assert background(page) == LIGHT
    page.get_by_role("button", name="Auto").click()
    expect(page.get_by_role("button", name="Auto")).to_have_attribute("aria-pressed", "true")
    assert background(page) == DARK


def test_changing_the_theme_keeps_what_is_being_typed(page):
    page.goto("/compte/login/")
    page.get_by_label("Adresse électronique").fill("nadia@essai.example")
    page.get_by_role("button", name="Sombre").click()
    expect(page.get_by_role("button", name="Sombre")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Adresse électronique")).to_have_value("nadia@essai.example")


def test_paper_is_white_without_the_frame(page, login_as, take_picture):
    login_as(page, Role.SOCIAL_WORKER)
    page.emulate_media(media="print", color_scheme="dark")
    page.goto("/")
    expect(page.get_by_role("navigation", name="Navigation principale")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    assert background(page) == "rgb(255, 255, 255)"
    take_picture(page, "home-print")


def items(actor, today):
    def item(title, detail, label, days=None, late=False):
        due_on = None if days is None else today + dt.timedelta(days=days)
        return QueueItem(title, detail, "/accessibilite/", label, due_on=due_on, late=late)

    return [
        item("Mme Kervella : pas rencontrée depuis 23 jours", "Rythme convenu : tous les 15 jours. Dernier contact : "
             "visite du 8 février.", "Proposer un rendez-vous", -8, True),
        item("Famille Ouedraogo : le diagnostic se termine bientôt", "Il manque l’analyse financière et la lecture au "
             "ménage.", "Continuer", 6),
        item("Fiche 2026-0112 : prendre en charge ou demander un complément", "Reçue il y a 4 jours.", "Lire la fiche"),
    ]  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_queue_says_what_matters_first(new_page, login_as, monkeypatch, take_picture, size):
    monkeypatch.setattr(queue, "SOURCES", (items,))
    page = new_page(size)
    login_as(page, Role.SOCIAL_WORKER)
    page.goto("/")
    expect(page.get_by_text("Une chose attend depuis trop longtemps.")).to_be_visible()
    expect(page.get_by_text("1\u00a0en retard")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Mme Kervella")
    assert_looks_right(page)
    take_picture(page, f"queue-{size[0]}")


def test_a_missing_page_helps(page, login_as, complaints, take_picture):
    login_as(page, Role.ADVISOR)
    page.goto("/nulle-part/")
    assert_looks_right(page)
    take_picture(page, "404")
    page.get_by_role("link", name="Revenir à l’accueil").click()
    expect(page.get_by_role("heading", name="À faire maintenant")).to_be_visible()
    complaints.forgive("status of 404")


def test_the_statement_of_accessibility_is_public(page, take_picture):
    page.goto("/accessibilite/")
    assert_looks_right(page)
    take_picture(page, "accessibilite")
