"""Accounts in a real browser: an invitation from one end to the other, and each page looked at."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.enums import InvitationState, Role
from accounts.models import Invitation, Membership, User
from accounts.tasks import send_invitation
from tests.browser import PHONE
from tests.e2e.looking import assert_looks_right
from tests.factories.accounts import PASSWORD, InvitationFactory, LandlordFactory, MembershipFactory

CHOSEN = "une phrase que je retiens"


@pytest.fixture
def administrator(page, login_as):
    return login_as(page, MembershipFactory(role=Role.ADMINISTRATOR, user__first_name="Yann"))


def link_of(mailoutbox):
    return next(word for word in mailoutbox[-1].body.split() if "/invitation/" in word).split("/", 3)[3]


def deliver(invitation):
    """What the worker does with the message that the page left for it."""
    send_invitation(str(invitation.pk), invitation.link_serial)


def test_from_the_invitation_to_the_first_page(page, new_page, administrator, mailoutbox, take_picture):
    page.goto(reverse("accounts:organisation", args=[administrator.organisation_id]))
    page.get_by_role("link", name="Inviter une personne").click()
    assert_looks_right(page)
    page.get_by_label("Organisation").select_option(administrator.organisation.name)
    page.get_by_label("Rôle").select_option("Responsable bailleur")
    page.get_by_label("Prénom").fill("Odile")
    page.get_by_label("Nom", exact=False).last.fill("Perrin")
    page.get_by_label("Adresse électronique").fill("odile.perrin@essai.example")
    take_picture(page, "invitation-form")
    page.get_by_role("button", name="Envoyer l’invitation").click()
    expect(page.get_by_role("status").first).to_contain_text("part par courriel")
    take_picture(page, "invitations")
    deliver(Invitation.objects.get())

    hers = new_page(PHONE)
    hers.goto("/" + link_of(mailoutbox))
    expect(hers.get_by_role("heading", name="Bienvenue")).to_be_visible()
    assert hers.url.endswith("/invitation/")
    assert_looks_right(hers)
    take_picture(hers, "invitation-welcome")
    for label in ("Mot de passe", "Le même"):
        hers.get_by_label(label).fill("trop court")
    hers.get_by_role("button", name="Ouvrir mon compte").click()
    expect(hers.get_by_role("alert")).to_contain_text("14 caractères")
    assert_looks_right(hers)
    take_picture(hers, "invitation-weak-password")
    for label in ("Mot de passe", "Le même"):
        hers.get_by_label(label).fill(CHOSEN)
    hers.get_by_role("button", name="Ouvrir mon compte").dblclick()
    hers.wait_for_url("**/")
    expect(hers.get_by_role("heading", name="À faire maintenant")).to_be_visible()
    assert User.objects.filter(email="odile.perrin@essai.example").count() == 1
    assert Membership.objects.filter(user__email="odile.perrin@essai.example").count() == 1


def test_who_has_an_account_logs_in_and_accepts(page, mailoutbox, take_picture):
    member = MembershipFactory(role=Role.ADVISOR)
    invitation = InvitationFactory(organisation=LandlordFactory(), role=Role.ADVISOR, email=member.user.email)
    deliver(invitation)
    page.goto("/" + link_of(mailoutbox))
    assert_looks_right(page)
    take_picture(page, "invitation-existing")
    page.get_by_role("link", name="Me connecter").click()
    page.get_by_label("Adresse électronique").fill(member.user.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Accepter ce rôle")).to_be_visible()
    assert_looks_right(page)
    take_picture(page, "invitation-join")
    page.get_by_role("button", name="Accepter ce rôle").click()
    expect(page.get_by_label("Vous", exact=True)).to_contain_text(invitation.organisation.name)


def test_a_dead_link_helps(page, complaints, take_picture):
    page.goto("/invitation/nimporte/")
    expect(page.get_by_role("link", name="Me connecter")).to_be_visible()
    assert_looks_right(page)
    take_picture(page, "invitation-dead")
    complaints.forgive("status of 404")


def test_what_is_typed_about_an_organisation_survives_the_closed_tab(page, administrator):
    url = reverse("accounts:organisation_edit", args=[administrator.organisation_id])
    page.goto(url)
    page.get_by_label("Commune").fill("Saint-Herblain")
    expect(page.locator(".autosave-status")).to_contain_text("enregistré")
    page.goto("/")
    page.goto(url)
    expect(page.get_by_text("Votre brouillon a été restauré")).to_be_visible()
    expect(page.get_by_label("Commune")).to_have_value("Saint-Herblain")
    assert_looks_right(page)


PAGES = {
    "organisations": "accounts:organisations",
    "organisation-new": "accounts:organisation_create",
    "people": "accounts:accounts",
    "own-account": "accounts:own_account",
    "second-factor": "accounts:second_factor",
    "access-log": "accounts:access_log",
    "who-sees-what": "accounts:who_sees_what",
}
ABOUT_A_PERSON = ("person", "person_edit", "role_add", "person_close", "person_reset_second_factor")
ABOUT_AN_ORGANISATION = ("organisation", "logo_change")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_looks_right(page, administrator, take_picture, name):
    MembershipFactory.create_batch(3, role=Role.ADVISOR, organisation=administrator.organisation)
    page.goto(reverse(PAGES[name]))
    assert_looks_right(page)
    take_picture(page, name)


@pytest.mark.parametrize("name", [*ABOUT_A_PERSON, *ABOUT_AN_ORGANISATION])
def test_each_page_about_something_looks_right(page, administrator, take_picture, name):
    colleague = MembershipFactory(role=Role.ADVISOR, organisation=administrator.organisation)
    about = colleague.user_id if name in ABOUT_A_PERSON else colleague.organisation_id
    page.goto(reverse(f"accounts:{name}", args=[about]))
    assert_looks_right(page)
    take_picture(page, name)


def test_a_step_that_asks_is_taken_without_javascript(new_page, login_as, take_picture):
    page = new_page(java_script_enabled=False)
    invitation = InvitationFactory(organisation=login_as(page, Role.ADMINISTRATOR).organisation)
    page.goto(reverse("accounts:invitations"))
    page.get_by_role("link", name="Annuler l’invitation").click()
    expect(page.get_by_text("Le lien envoyé ne marchera plus.")).to_be_visible()
    take_picture(page, "invitation-revoke")
    page.get_by_role("button", name="Annuler l’invitation").click()
    expect(page.get_by_role("status").first).to_contain_text("son lien ne sert plus")
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED


def test_the_matrix_reads_as_cards_on_a_phone(new_page, login_as, take_picture):
    page = new_page(PHONE)
    login_as(page, Role.ADVISOR)
    page.goto(reverse("accounts:who_sees_what"))
    expect(page.get_by_text("Vous n’ouvrez jamais").first).to_be_visible()
    expect(page.locator("table.matrix thead").first).to_be_hidden()
    take_picture(page, "who-sees-what-phone")
