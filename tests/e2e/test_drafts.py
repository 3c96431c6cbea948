"""Nothing typed is ever lost: the page is closed, killed, cut off, logged out, opened twice."""

import time
from urllib.parse import parse_qs

import pytest
from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore
from django.db import transaction
from playwright.sync_api import Error, expect

from accounts.enums import Role
from accounts.models import Invitation
from core.models import Draft
from tests.e2e.looking import assert_looks_right
from tests.factories.accounts import PASSWORD, MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory

pytestmark = pytest.mark.urls("tests.core.screens")
SAVED = "Brouillon enregistré à"


@pytest.fixture
def member(db):
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=OrganisationFactory(city="Nantes"))


@pytest.fixture
def url(member):
    return f"/essai/{member.organisation_id}/"


@pytest.fixture
def page(page, login_as, member):
    login_as(page, member)
    return page


def town(page):
    return page.locator("[name=city]")


def status(page):
    return page.locator(".autosave-status")


def end_session(page):
    """What half an hour without a move does."""
    (cookie,) = [each for each in page.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME]
    SessionStore(cookie["value"]).flush()


def test_the_page_is_closed_in_the_middle_of_a_word(page, url):
    page.goto(url)
    town(page).fill("Saint-Herbl")
    page.close(run_before_unload=True)
    again = page.context.new_page()
    wait_for(lambda: Draft.objects.exists())
    again.goto(url)
    expect(town(again)).to_have_value("Saint-Herbl")
    expect(again.get_by_text("Votre brouillon a été restauré.")).to_be_visible()


def test_the_page_is_left_for_another_in_the_middle_of_a_word(page, url):
    page.goto(url)
    town(page).fill("Saint-Herbl")
    page.goto("/")
    wait_for(lambda: Draft.objects.exists())
    page.goto(url)
    expect(town(page)).to_have_value("Saint-Herbl")


def test_the_browser_is_killed_while_she_types(page, url, complaints):
    """A renderer that is killed says nothing to anybody: what it sent while she typed without a pause is safe."""
    kept_so_far = []

    def note(response):
        if response.request.method == "POST" and response.ok:
            kept_so_far.append(parse_qs(response.request.post_data)["address"][0])

    page.on("response", note)
    page.goto(url)
    page.get_by_label("Adresse").click()
    began = time.monotonic()
    while len(kept_so_far) < 3:
        page.keyboard.type("x", delay=20)
        assert time.monotonic() - began < 15, "steady typing puts the draft off"
    with pytest.raises(Error, match="crash"):
        page.goto("chrome://crash")
    again = page.context.new_page()
    again.goto(url)
    assert again.get_by_label("Adresse").input_value().startswith(kept_so_far[-1])
    complaints.forgive("crash")


def test_the_session_ends_while_she_types(page, url, member):
    page.goto(url)
    town(page).fill("Rezé")
    expect(status(page)).to_contain_text(SAVED)
    end_session(page)
    town(page).fill("Rezé, puis Vertou")
    expect(status(page)).to_contain_text("votre session est terminée")
    expect(status(page)).to_have_attribute("data-state", "error")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(status(page)).to_contain_text("votre session est terminée")
    expect(town(page)).to_have_value("Rezé, puis Vertou")
    with page.context.expect_page() as opened:
        status(page).get_by_role("link", name="Reconnectez-vous dans un autre onglet").click()
    door = opened.value
    door.get_by_label("Adresse électronique").fill(member.user.email)
    door.get_by_label("Mot de passe").fill(PASSWORD)
    door.get_by_role("button", name="Se connecter", exact=True).click()
    expect(door.get_by_role("heading", name="À faire maintenant")).to_be_visible()
    door.close()
    expect(status(page)).to_contain_text(SAVED, timeout=10_000)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()
    member.organisation.refresh_from_db()
    assert member.organisation.city == "Rezé, puis Vertou"
    assert not Draft.objects.exists()


def test_the_session_ended_before_she_saves(page, url):
    """Nothing was kept since: the form does not leave with the text."""
    page.goto(url)
    end_session(page)
    town(page).press("End")
    town(page).press_sequentially("!")
    town(page).press("Enter")
    expect(status(page)).to_contain_text("votre session est terminée")
    expect(town(page)).to_have_value("Nantes!")


def test_the_network_goes_and_comes_back(page, url, complaints):
    page.goto(url)
    page.context.set_offline(True)
    town(page).fill("Rezé")
    expect(status(page)).to_contain_text("connexion perdue, nous réessayons")
    with page.expect_event("requestfailed"):
        page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(town(page)).to_have_value("Rezé")
    page.context.set_offline(False)
    expect(status(page)).to_contain_text(SAVED, timeout=10_000)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()
    complaints.forgive("ERR_INTERNET_DISCONNECTED")


def test_two_tabs_keep_what_each_typed(page, url, take_picture):
    page.goto(url)
    second = page.context.new_page()
    second.goto(url)
    town(page).fill("du premier onglet")
    expect(status(page)).to_contain_text(SAVED)
    town(second).fill("du second onglet")
    expect(status(second)).to_contain_text(SAVED)
    page.goto(url)
    expect(town(page)).to_have_value("du second onglet")
    assert_looks_right(page)
    take_picture(page, "draft-two-tabs")
    page.get_by_role("link", name="Le reprendre").click()
    expect(town(page)).to_have_value("du premier onglet")
    page.get_by_role("button", name="Repartir de zéro").click()
    expect(town(page)).to_have_value("du second onglet")
    page.get_by_role("button", name="Repartir de zéro").click()
    expect(town(page)).to_have_value("Nantes")
    assert not Draft.objects.exists()


def test_a_double_click_saves_once(page):
    page.goto("/essai/inviter/")
    for name, value in [("email", "invitee@essai.example"), ("first_name", "Dominique"), ("last_name", "Double")]:
        page.locator(f"[name={name}]").fill(value)
    page.get_by_role("button", name="Enregistrer", exact=True).dblclick()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()
    assert Invitation.objects.count() == 1
    assert not Draft.objects.exists()


def test_back_after_a_save_shows_what_is_saved(page, url):
    page.goto(url)
    town(page).fill("Rezé")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()
    page.go_back()
    expect(town(page)).to_have_value("Rezé")
    town(page).fill("Vertou")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()


def test_a_password_never_leaves_with_a_draft(page, url):
    page.goto(url)
    sent = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.get_by_label("Mot de passe").fill("un-secret-bien-long")
    town(page).fill("Rezé")
    wait_for(lambda: Draft.objects.filter(writer=page.locator("[name=_page]").input_value(), sequence__gte=2).exists())
    assert any("city=Rez" in body for body in sent)
    assert not any("un-secret" in body for body in sent)


def test_the_second_person_sees_both_versions(page, url, new_page, login_as, member, take_picture):
    page.goto(url)
    colleague = new_page()
    marc = MembershipFactory(
        role=Role.ADMINISTRATOR, organisation=member.organisation, user__first_name="Marc", user__last_name="Aubin"
    )
    login_as(colleague, marc)
    colleague.goto(url)
    town(colleague).fill("Saint-Herblain")
    colleague.get_by_label("Adresse", exact=True).fill("4 place Neuve")
    colleague.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(colleague.get_by_role("heading", name="C’est fait")).to_be_visible()
    town(page).fill("Rezé")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="Quelqu’un a enregistré avant vous")).to_be_visible()
    expect(page.get_by_text("Marc Aubin a enregistré cette page")).to_be_visible()
    expect(town(page)).to_have_value("Rezé")
    assert_looks_right(page)
    take_picture(page, "conflict")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_role("heading", name="C’est fait")).to_be_visible()
    member.organisation.refresh_from_db()
    assert (member.organisation.city, member.organisation.address) == ("Rezé", "4 place Neuve")


def test_a_convention_with_its_lines_survives_a_closed_tab(page, member, take_picture):
    """The longest form there is: choices, dates, amounts, lines opened behind a click."""
    with transaction.atomic():
        convention = ConventionFactory(operator=member.organisation)
    page.goto(f"/conventions/{convention.pk}/modifier/")
    first_payer = page.locator("[name=payers-0-share]")
    first_payer.fill("33,3")
    year, amount = page.locator("[name=budgets-1-year]"), page.locator("[name=budgets-1-amount]")
    page.locator("details.more-lines").last.locator("summary").click()
    year.fill("2031")
    amount.fill("pas un nombre")
    page.close(run_before_unload=True)
    wait_for(lambda: any("pas un nombre" in draft.content["budgets-1-amount"] for draft in Draft.objects.all()))
    again = page.context.new_page()
    again.goto(f"/conventions/{convention.pk}/modifier/")
    expect(again.get_by_text("Votre brouillon a été restauré.")).to_be_visible()
    expect(again.locator("[name=payers-0-share]")).to_have_value("33,3")
    expect(again.locator("[name=budgets-1-year]")).to_have_value("2031")
    expect(again.locator("[name=budgets-1-amount]")).to_have_value("pas un nombre")
    assert_looks_right(again)
    take_picture(again, "draft-convention")


def test_an_organisation_survives_a_closed_tab(page, member):
    page.goto(f"/organisations/{member.organisation_id}/modifier/")
    page.locator("[name=siret]").fill("pas fini")
    page.close(run_before_unload=True)
    wait_for(lambda: Draft.objects.exists())
    again = page.context.new_page()
    again.goto("/")
    again.get_by_role("link", name="Reprendre : Coordonnées d’une organisation").click()
    expect(again.locator("[name=siret]")).to_have_value("pas fini")


def wait_for(condition, seconds=5):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come"
        time.sleep(0.05)
