"""allauth's pages in our look and words: password, address, second factor, passkeys."""

import pytest
from playwright.sync_api import expect

from accounts.enums import Role
from tests.e2e.looking import assert_looks_right
from tests.factories.accounts import PASSWORD

PUBLIC = {
    "password-reset": "/compte/password/reset/",
    "password-reset-done": "/compte/password/reset/done/",
    "bad-link": "/compte/password/reset/key/1-set-password/",
    "signup-closed": "/compte/signup/",
    "inactive": "/compte/inactive/",
}
SIGNED_IN = {
    "password-change": "/compte/password/change/",
    "email": "/compte/email/",
    "logout": "/compte/logout/",
    "second-factor": "/compte/2fa/",
    "passkeys": "/compte/2fa/webauthn/",
    "reauthenticate": "/compte/reauthenticate/",
}
AFTER_PASSWORD = {
    "totp": "/compte/2fa/totp/activate/",
    "passkey-add": "/compte/2fa/webauthn/add/",
}


def look(page, take_picture, name):
    assert_looks_right(page)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    take_picture(page, f"account-{name}")


@pytest.mark.parametrize("name", PUBLIC)
def test_before_the_door(page, take_picture, name):
    page.goto(PUBLIC[name])
    look(page, take_picture, name)


@pytest.mark.parametrize("name", SIGNED_IN)
def test_one_s_own_account(page, login_as, take_picture, name):
    login_as(page, Role.SOCIAL_WORKER)
    page.goto(SIGNED_IN[name])
    look(page, take_picture, name)


@pytest.mark.parametrize("name", AFTER_PASSWORD)
def test_what_asks_for_the_password_again(page, login_as, take_picture, name):
    login_as(page, Role.SOCIAL_WORKER)
    page.goto(AFTER_PASSWORD[name])
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{AFTER_PASSWORD[name]}")
    look(page, take_picture, name)


def test_a_passkey_from_its_creation_to_the_door(page, login_as, take_picture):
    """A virtual authenticator stands for the fingerprint."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    authenticator = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": authenticator})
    membership = login_as(page, Role.SOCIAL_WORKER)
    page.goto("/compte/2fa/webauthn/add/")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Ajouter la clé").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Codes de")
    look(page, take_picture, "recovery-codes")
    page.goto("/compte/2fa/webauthn/")
    look(page, take_picture, "passkeys-one")
    page.get_by_role("link", name="Renommer").click()
    page.get_by_label("Nom de la clé").fill("Téléphone du bureau")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("link", name="Renommer Téléphone du bureau")).to_be_visible()
    page.get_by_role("link", name="Retirer").click()
    look(page, take_picture, "passkey-remove")
    page.context.clear_cookies()
    page.goto("/compte/login/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_label("Vous", exact=True)).to_contain_text(str(membership.user))


def test_five_failures_suspend_the_door_and_say_so(page, login_as, complaints, take_picture):
    for _ in range(5):
        page.goto("/compte/login/")
        page.get_by_label("Adresse électronique").fill("personne@essai.example")
        page.get_by_label("Mot de passe").fill("pas le bon mot de passe")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="suspendue un quart d’heure")).to_be_visible()
    look(page, take_picture, "locked-out")
    complaints.forgive("status of 429", "status of 403")
