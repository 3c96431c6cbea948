"""Login, lock-out, second factor, one's own account: through the pages, with the real parts behind them."""

import base64
import datetime
import hashlib
import hmac
import struct
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from core.models import TransitionEntry
from tests.factories.accounts import PASSWORD, MembershipFactory, UserFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db
LOGIN = "/compte/login/"
WRONG = "un autre mot de passe"
SECOND_FACTOR_PAGES = (
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
)


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def attempt(client, email, password, address="10.0.0.1"):
    return client.post(LOGIN, {"login": email, "password": password}, REMOTE_ADDR=address)


def enters(client, email, address="10.0.0.1"):
    response = attempt(client, email, PASSWORD, address)
    return response.status_code == 302 and "_auth_user_id" in client.session


def prove(client):
    """What touches the door itself asks for the password once more."""
    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302


class TestTheDoor:
    def test_the_right_password_opens_it(self, client, worker):
        assert enters(client, worker.user.email)
        assert client.get(reverse("home")).wsgi_request.actor == worker

    def test_an_e_mail_is_typed_as_one_likes(self, client, worker):
        assert enters(client, worker.user.email.upper())

    def test_a_wrong_one_says_as_much_as_an_unknown_account(self, client, worker):
        pages = [page_of(attempt(client, email, WRONG)) for email in (worker.user.email, "personne@essai.example")]
        shown = {page.partition('role="alert"')[2].partition("</div>")[0] for page in pages}
        assert len(shown) == 1
        assert shown != {""}

    @pytest.mark.parametrize("typed", ["pas une adresse", "personne@essai.example", ""])
    def test_the_address_has_one_name_at_the_door(self, client, typed):
        for page in (page_of(attempt(client, typed, WRONG)), page_of(client.get(reverse("account_reset_password")))):
            assert "Adresse électronique" in page
            assert "adresse de courriel" not in page
            assert "e-mail" not in page.lower()

    def test_a_closed_account_is_told_no_more(self, client):
        user = UserFactory(is_active=False, closed_at=timezone.now())
        assert not enters(client, user.email)

    def test_nobody_signs_up_by_herself(self, client):
        values = {"email": "x@y.example", "password1": PASSWORD, "password2": PASSWORD}
        client.post(reverse("account_signup"), values)
        assert not User.objects.filter(email="x@y.example").exists()


class TestLockOut:
    def test_five_failures_lock_the_address_for_a_quarter_of_an_hour(self, client, worker):
        email = worker.user.email
        for _ in range(4):
            assert attempt(client, email, WRONG).status_code == 200
        locked = attempt(client, email, WRONG)
        assert "suspendue un quart d’heure" in page_of(locked, 429)
        assert "suspendue un quart d’heure" in page_of(attempt(client, email, PASSWORD), 429)
        passed = timezone.now() - datetime.timedelta(minutes=16)
        AccessAttempt.objects.update(attempt_time=passed)
        assert enters(client, email)

    def test_who_comes_from_elsewhere_is_not_locked(self, client, worker):
        for _ in range(6):
            attempt(client, worker.user.email, WRONG, address="10.0.0.66")
        assert enters(Client(), worker.user.email, address="10.0.0.1")

    def test_a_colleague_at_the_same_address_is_not_locked(self, client, worker):
        for _ in range(6):
            attempt(client, worker.user.email, WRONG)
        assert enters(Client(), MembershipFactory().user.email)

    def test_a_success_forgets_the_failures(self, client, worker):
        for _ in range(2):
            for _ in range(4):
                attempt(client, worker.user.email, WRONG)
            assert enters(client, worker.user.email)
            client.logout()

    def test_allauth_s_own_limit_does_not_hide_ours(self, client, worker):
        for _ in range(12):
            response = attempt(client, worker.user.email, WRONG)
        assert "suspendue un quart d’heure" in page_of(response, 429)

    def test_no_password_is_kept_of_an_attempt(self, client, worker):
        attempt(client, worker.user.email, WRONG)
        kept = AccessAttempt.objects.get()
        assert WRONG not in f"{kept.post_data} {kept.get_data} {kept.path_info}"

    def test_what_a_client_writes_into_a_header_does_not_unlock(self, client, worker):
        for number in range(6):
            forged = {"X-Forwarded-For": f"10.9.9.{number}"}
            response = client.post(LOGIN, {"login": worker.user.email, "password": WRONG}, headers=forged)
        assert response.status_code == 429


class TestPasswords:
    @pytest.mark.parametrize(
        ("chosen", "sentence"),
        [
            ("treize lettre", "14 caractères"),
            ("1q2w3e4r5t6y7u8i9o0p", "trop courant"),
            ("98765432109876", "entièrement numérique"),
        ],
    )
    def test_a_weak_one_is_refused_with_a_sentence(self, client, worker, chosen, sentence):
        enters(client, worker.user.email)
        values = {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen}
        assert sentence in page_of(client.post(reverse("account_change_password"), values))

    def test_changing_it_ends_the_other_sessions_and_not_this_one(self, client, worker):
        other = Client()
        assert enters(client, worker.user.email)
        assert enters(other, worker.user.email)
        new = "encore un mot de passe"
        values = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        assert client.post(reverse("account_change_password"), values).status_code == 302
        assert client.get(reverse("home")).status_code == 200
        assert other.get(reverse("home")).status_code == 302

    def test_a_forgotten_one_is_reset_by_e_mail_and_nobody_learns_who_has_an_account(self, client, worker):
        answers = [
            client.post(reverse("account_reset_password"), {"email": email}).url
            for email in (worker.user.email, "personne@essai.example")
        ]
        assert len(set(answers)) == 1
        assert {address for sent in mail.outbox for address in sent.to} >= {worker.user.email}


class TestOwnAccount:
    def test_it_shows_ones_roles_and_what_is_missing(self, log_in, worker):
        page = page_of(log_in(worker).get(reverse("accounts:own_account")))
        assert worker.user.email in page
        assert "Travailleur social, Association Nôtre" in page
        assert "Relier une application" in page

    def test_every_link_of_it_opens(self, client, worker):
        enters(client, worker.user.email)
        prove(client)
        for name in ("account_email", "account_change_password", "mfa_activate_totp", "mfa_add_webauthn"):
            response = client.get(reverse(name))
            assert response.status_code == 200, name

    @pytest.mark.parametrize("name", ["account_email", "mfa_activate_totp", "mfa_add_webauthn"])
    def test_an_open_screen_is_not_enough_to_change_the_door(self, client, worker, name):
        enters(client, worker.user.email)
        answer = client.post(reverse(name), {"email": "a@b.example", "action_add": ""})
        assert answer.url.startswith(reverse("account_reauthenticate"))

    def test_ones_name_is_ones_own(self, log_in, worker):
        post_form(log_in(worker), reverse("accounts:own_identity"), first_name="Nadège")
        worker.user.refresh_from_db()
        assert worker.user.first_name == "Nadège"

    def test_the_address_changes_once_it_is_proven(self, client, worker):
        enters(client, worker.user.email)
        before = worker.user.email
        prove(client)
        client.post(reverse("account_email"), {"email": "nouvelle@essai.example", "action_add": ""})
        worker.user.refresh_from_db()
        assert worker.user.email == before
        (sent,) = [sent for sent in mail.outbox if sent.to == ["nouvelle@essai.example"]]
        link = next(word for word in sent.body.split() if "/confirm-email/" in word)
        path = "/" + link.split("/", 3)[3]
        client.post(path)
        worker.user.refresh_from_db()
        assert worker.user.email == "nouvelle@essai.example"
        assert list(EmailAddress.objects.filter(user=worker.user).values_list("email", "verified")) == [
            ("nouvelle@essai.example", True)
        ]

    def test_all_devices_are_signed_out(self, client, worker):
        other = Client()
        enters(client, worker.user.email)
        enters(other, worker.user.email)
        assert client.post(reverse("accounts:sign_out_everywhere")).url == reverse("account_login")
        for each in (client, other):
            assert each.get(reverse("home")).status_code == 302
        assert TransitionEntry.objects.get(subject_id=worker.user_id).action == "sign_out"
        assert enters(Client(), worker.user.email)


def proven(client):
    """The session says that its second factor was shown."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = session["_auth_user_id"]
    session.save()
    return client


def code(secret, at=None):
    """What an application on a telephone would show (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(at or time.time()) // 30)
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset : offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


class TestSecondFactor:
    @pytest.fixture
    def secret(self, client, worker):
        """The application was linked from the account page."""
        enters(client, worker.user.email)
        prove(client)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        assert client.post(reverse("mfa_activate_totp"), {"code": code(secret)}).status_code == 302
        assert client.get(reverse("home")).status_code == 200, "not asked again for what she has just shown"
        client.logout()
        return secret

    def test_a_linked_application_is_asked_at_the_door(self, client, worker, secret):
        assert attempt(client, worker.user.email, PASSWORD).url.startswith(reverse("mfa_authenticate"))
        assert client.get(reverse("home")).status_code == 302
        later = time.time() + 30
        assert client.post(reverse("mfa_authenticate"), {"code": code(secret, later)}).status_code == 302
        assert client.get(reverse("home")).status_code == 200

    @pytest.mark.parametrize("typed", ["", "000000", "abc"])
    def test_a_wrong_code_opens_nothing(self, client, worker, secret, typed):
        attempt(client, worker.user.email, PASSWORD)
        page_of(client.post(reverse("mfa_authenticate"), {"code": typed}))
        assert client.get(reverse("home")).status_code == 302

    def test_a_wrong_code_says_what_is_expected(self, client, worker, secret):
        attempt(client, worker.user.email, PASSWORD)
        page = page_of(client.post(reverse("mfa_authenticate"), {"code": "abc"}))
        assert "celui affiché en ce moment ; vérifiez l’heure du téléphone" in page
        assert "codes de secours marche ici aussi" in page

    def test_the_codes_to_keep_on_paper_follow_the_application_and_open_once(self, log_in, client, worker, secret):
        prove(proven(log_in(worker)))
        page = page_of(client.get(reverse("mfa_view_recovery_codes")))
        assert "J’ai noté mes codes" in page
        assert reverse("accounts:own_account") in page
        spare = Authenticator.objects.get(user=worker.user, type="recovery_codes").wrap().get_unused_codes()[0]
        assert spare in page
        for opens in (True, False):
            client.logout()
            attempt(client, worker.user.email, PASSWORD)
            client.post(reverse("mfa_authenticate"), {"code": spare})
            assert (client.get(reverse("home")).status_code == 200) is opens

    def test_the_second_factor_is_called_the_same_on_every_page(self, log_in, client, worker, secret):
        prove(proven(log_in(worker)))
        pages = [page_of(client.get(reverse(name))) for name in SECOND_FACTOR_PAGES]
        client.post(reverse("mfa_deactivate_totp"))
        pages.append(page_of(client.get(reverse("mfa_activate_totp"))))
        for page in pages:
            for foreign in ("authentificateur", "récupération", "clé de sécurité", "clé secrète", "deux facteurs"):
                assert foreign not in page.lower()

    def test_the_account_page_shows_it(self, log_in, worker, secret):
        page = page_of(proven(log_in(worker)).get(reverse("accounts:own_account")))
        assert "Retirer" in page
        assert "Codes de secours" in page

    def test_where_it_is_mandatory_nothing_else_opens_before(self, log_in, worker, settings):
        settings.REQUIRE_SECOND_FACTOR = True
        client = log_in(worker)
        for name in ("home", "accounts:organisations", "accounts:access_log"):
            assert client.get(reverse(name)).url == reverse("accounts:second_factor"), name
        page = page_of(client.get(reverse("accounts:second_factor")))
        assert "Avant de continuer" in page
        assert client.get(reverse("accounts:own_account")).status_code == 200

    @pytest.mark.parametrize(("kind", "opens"), [("totp", True), ("webauthn", True), ("recovery_codes", False)])
    def test_recovery_codes_alone_are_no_second_factor(self, log_in, worker, settings, kind, opens):
        settings.REQUIRE_SECOND_FACTOR = True
        Authenticator.objects.create(user=worker.user, type=kind, data={})
        asked = log_in(worker).get(reverse("home")).url
        assert asked.startswith(reverse("accounts:second_factor")) is not opens

    def test_its_page_leads_home_once_there_is_one(self, log_in, worker):
        Authenticator.objects.create(user=worker.user, type="totp", data={})
        client = proven(log_in(worker))
        assert client.get(reverse("accounts:second_factor")).url == reverse("home")

    @pytest.mark.parametrize(
        ("kind", "proof"), [("totp", "mfa_reauthenticate"), ("webauthn", "mfa_reauthenticate_webauthn")]
    )
    @pytest.mark.parametrize("name", ["home", "accounts:own_account", "mfa_index", "account_change_password"])
    def test_a_session_from_before_the_factor_has_to_prove_it(self, log_in, worker, kind, proof, name):
        """A thief who logged in with the password alone is out once the owner has set a factor up."""
        thief = log_in(worker)
        assert thief.get(reverse("home")).status_code == 200
        Authenticator.objects.create(user=worker.user, type=kind, data={})
        assert thief.get(reverse(name)).url.startswith(reverse(proof))
        assert thief.post(reverse("mfa_deactivate_totp")).url.startswith(reverse(proof))
        assert Authenticator.objects.filter(user=worker.user).exists()
