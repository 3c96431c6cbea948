"""allauth's pages and letters: each that can be reached is in our words; the others are not there."""

from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.conf import settings
from django.core import mail
from django.template.loader import get_template, render_to_string
from django.urls import get_resolver, reverse

from accounts.enums import Role
from accounts.middleware import NOT_OFFERED
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.texts import plain, text_of

THEIRS = Path(allauth.__file__).parent / "templates"
# What settings leave out: signing up, codes by e-mail, telephones, accounts that several addresses share.
NEVER_SENT = (
    "account/email/email_confirmation_signup",
    "account/email/login_code",
    "account/email/password_reset_code",
    "account/email/password_reset_message",
    "account/email/password_reset_subject",
    "account/email/unknown_account",
    "account/messages/cannot_delete_primary_email",
    "account/messages/login_code_sent",
    "account/messages/phone",
    "account/messages/primary_email_set",
    "account/messages/unverified_primary_email",
)
# The first is closed: whoever asks reads account/signup_closed.html.
NO_PAGE = ("account_signup", "mfa_download_recovery_codes", "mfa_login_webauthn", "mfa_remove_webauthn")


def views_of_allauth(patterns=None):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            yield from views_of_allauth(entry.url_patterns)
        elif entry.callback.__module__.startswith("allauth."):
            yield entry


def is_ours(name):
    return Path(get_template(name).origin.name).is_relative_to(settings.BASE_DIR / "templates")


def test_every_page_that_can_be_reached_is_ours():
    names = {
        entry.name: entry.callback.view_class.template_name
        for entry in views_of_allauth()
        if entry.name not in (*NOT_OFFERED, *NO_PAGE)
    }
    assert {"account_confirm_email", "account_change_password", "mfa_index"} <= set(names)
    assert [name for name, template in names.items() if not is_ours(template)] == []


def test_every_letter_and_message_that_can_be_sent_is_ours():
    names = [
        path.relative_to(THEIRS).as_posix()
        for folder in ("account/email", "account/messages", "mfa/email", "mfa/messages")
        for path in (THEIRS / folder).glob("*.txt")
    ]
    assert [name for name in names if not name.startswith(NEVER_SENT) and not is_ours(name)] == []


@pytest.mark.parametrize("folder", ["account/email", "mfa/email"])
def test_no_subject_tells_a_name(folder):
    for path in (settings.BASE_DIR / "templates" / folder).glob("*_subject.txt"):
        assert "{" not in path.read_text(), path


@pytest.mark.django_db
@pytest.mark.parametrize("name", NOT_OFFERED)
def test_what_is_not_offered_is_not_there(client, log_in, name):
    stranger = client.get(reverse(name))
    assert stranger.status_code == 404 or stranger.url.startswith(reverse("account_login"))
    assert log_in(MembershipFactory(role=Role.ADVISOR)).post(reverse(name)).status_code == 404


@pytest.mark.django_db
class TestConfirmingAnAddress:
    @pytest.fixture
    def user(self):
        return UserFactory(email="ancienne@essai.example", first_name="Nadia", last_name="Le Goff")

    @pytest.fixture
    def link(self, user):
        """As the letter gives it."""
        address = EmailAddress.objects.create(user=user, email="nouvelle@essai.example", primary=False)
        return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])

    def test_the_letter_tells_no_name(self, client, user):
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        client.post(reverse("account_email"), {"email": "nouvelle@essai.example", "action_add": ""})
        (letter,) = [letter for letter in mail.outbox if letter.to == ["nouvelle@essai.example"]]
        assert letter.subject == "[J’y tiens] Confirmer votre adresse électronique"
        assert "Ce lien est valable trois jours" in letter.body
        assert settings.PUBLIC_URL in letter.body
        for name in ("Nadia", "Le Goff", "ancienne@", "example.com"):
            assert name not in letter.body + letter.subject

    def test_the_page_says_what_will_change_and_whom_it_does_not_name(self, client, link):
        page = text_of(client.get(link))
        assert "Confirmez votre adresse électronique" in page
        assert "nouvelle@essai.example servira à vous connecter" in page
        assert "Nadia" not in page

    def test_once_confirmed_the_former_address_is_told(self, client, user, link):
        client.post(link)
        user.refresh_from_db()
        assert user.email == "nouvelle@essai.example"

    def test_a_link_of_nothing_says_so(self, client):
        page = text_of(client.get(reverse("account_confirm_email", args=["rien"])))
        assert "Ce lien a déjà servi, ou il est trop ancien" in page

    def test_an_address_taken_meanwhile_is_refused_in_words(self, client, link):
        EmailAddress.objects.create(user=UserFactory(), email="nouvelle@essai.example", primary=False, verified=True)
        assert "Cette adresse est déjà prise" in text_of(client.get(link))


def test_a_letter_of_what_changed_is_ours():
    said = plain(render_to_string("account/email/password_changed_message.txt"))
    assert "Votre mot de passe a changé." in said
    assert "Si ce n’est pas vous" in said
