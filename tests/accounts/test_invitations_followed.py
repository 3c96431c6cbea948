"""What an invitation becomes, for a new person, for one who has an account, for a link that is over."""

import datetime
import logging
import threading

import pytest
from allauth.account.models import EmailAddress
from axes.models import AccessLog
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import InvitationState, Role
from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Membership, User
from accounts.services.invitations import (
    DeadLink,
    accept_as_new,
    revoke_invitation,
)
from accounts.services.people import close_account
from tests.factories.accounts import PASSWORD, InvitationFactory

pytestmark = pytest.mark.django_db
CHOSEN = "quatorze lettres et plus"


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def link(invitation):
    return reverse("accounts:invitation_link", args=[invitation.token])


def follow(client, invitation):
    """The page that the link of the e-mail leads to."""
    return client.get(link(invitation), follow=True)


def reply(client, invitation, values=None, **options):
    """Open the link, then send the form that it shows."""
    follow(client, invitation)
    return client.post(reverse("accounts:invitation"), {**(values or {}), "invitation": invitation.pk}, **options)


def answer(**changes):
    return {"first_name": "Léa", "last_name": "Fortin", "password": CHOSEN, "again": CHOSEN} | changes


@pytest.fixture
def invitation(operator, administrator):
    return InvitationFactory(organisation=operator, invited_by=administrator, email="lea@essai.example")


class TestANewPerson:
    def test_she_chooses_her_password_and_is_in(self, client, invitation, today):
        page = page_of(follow(client, invitation))
        assert "14 caractères" in page
        assert "Association Nôtre" in page
        response = reply(client, invitation, answer(), follow=True)
        assert response.redirect_chain[-1][0] == reverse("home")
        user = User.objects.get(email="lea@essai.example")
        assert user.check_password(CHOSEN)
        membership = user.memberships.get()
        assert (membership.role, membership.organisation, membership.starts_on) == (
            invitation.role,
            invitation.organisation,
            today,
        )
        assert EmailAddress.objects.get(user=user).verified
        invitation.refresh_from_db()
        assert (invitation.state, invitation.membership) == (InvitationState.ACCEPTED, membership)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"password": "", "again": ""}, "Choisissez un mot de passe"),
            ({"password": "treize lettre", "again": "treize lettre"}, "14 caractères"),
            ({"password": "12345678901234567", "again": "12345678901234567"}, "entièrement numérique"),
            ({"password": "1q2w3e4r5t6y7u8i9o0p", "again": "1q2w3e4r5t6y7u8i9o0p"}, "trop courant"),
            ({"password": "lea@essai.example", "again": "lea@essai.example"}, "trop semblable"),
            ({"again": CHOSEN + "!"}, "ne sont pas les mêmes"),
            ({"first_name": ""}, "obligatoire"),
            ({"last_name": "Fortin http://x"}, "sans adresse"),
        ],
    )
    def test_a_weak_or_mistyped_password_is_refused_with_a_sentence(self, client, invitation, changes, sentence):
        page = page_of(reply(client, invitation, answer(**changes)))
        assert sentence in page
        assert not User.objects.filter(email="lea@essai.example").exists()
        assert "Fortin" in page

    def test_the_same_answer_twice_makes_one_of_each(self, invitation):
        first, second = Client(), Client()
        follow(second, invitation)
        assert reply(first, invitation, answer()).status_code == 302
        again = second.post(reverse("accounts:invitation"), {**answer(), "invitation": invitation.pk})
        assert "Ce lien ne sert plus" in page_of(again, 410)
        assert User.objects.filter(email="lea@essai.example").count() == 1
        assert Membership.objects.filter(user__email="lea@essai.example").count() == 1

    def test_somebody_who_is_signed_in_as_another_is_told(self, office, invitation):
        page = page_of(follow(office, invitation))
        assert "n’est pas pour ce compte" in page
        reply(office, invitation, answer())
        assert not User.objects.filter(email="lea@essai.example").exists()


class TestALinkThatIsOver:
    def pages(self, client, invitation, administrator, operator):
        accepted = InvitationFactory(organisation=operator)
        accept_as_new(token=accepted.token, now=timezone.now(), password=CHOSEN, first_name="A", last_name="B")
        revoked = InvitationFactory(organisation=operator)
        revoke_invitation(invitation=revoked, by=administrator)
        expired = InvitationFactory(organisation=operator, expires_at=timezone.now())
        number = invitation.token.rpartition(".")[0]
        tokens = [accepted.token, revoked.token, expired.token, number, f"{number}.AAAA", "x", "é.è", "." * 300]
        return [client.get(reverse("accounts:invitation_link", args=[token])) for token in tokens]

    def test_it_says_the_same_whatever_the_cause(self, client, invitation, administrator, operator):
        pages = self.pages(client, invitation, administrator, operator)
        shown = {page_of(page, 404).partition("<main")[2].partition("</main>")[0] for page in pages}
        assert len(shown) == 1
        assert "Ce lien ne sert plus" in shown.pop()

    def test_a_dead_link_takes_no_answer(self, client, operator):
        expired = InvitationFactory(organisation=operator, expires_at=timezone.now())
        assert reply(client, expired, answer()).status_code == 410
        assert not User.objects.filter(email=expired.email).exists()

    def test_the_address_is_kept_from_the_next_page_and_from_caches(self, client, invitation):
        shown = client.get(link(invitation))
        assert shown.url == reverse("accounts:invitation")
        dead = client.get(reverse("accounts:invitation_link", args=["rien"]))
        for response in (shown, dead):
            assert response["Referrer-Policy"] == "no-referrer"
        for response in (shown, dead, client.get(shown.url)):
            assert "no-store" in response["Cache-Control"]

    def test_an_answer_without_a_link_opens_nothing(self, client, invitation):
        values = {**answer(), "invitation": invitation.pk}
        assert "Ce lien ne sert plus" in page_of(client.post(reverse("accounts:invitation"), values), 410)
        assert not User.objects.filter(email=invitation.email).exists()

    def test_of_two_links_opened_side_by_side_the_shown_one_is_answered(self, client, invitation, landlord):
        other = InvitationFactory(organisation=landlord, role=Role.ADVISOR)
        follow(client, invitation)
        follow(client, other)
        response = client.post(reverse("accounts:invitation"), {**answer(), "invitation": invitation.pk})
        assert response.status_code == 410
        assert not User.objects.filter(email__in=[invitation.email, other.email]).exists()

    def test_a_secret_that_still_works_is_logged_nowhere(self, client, invitation, caplog):
        caplog.set_level(logging.DEBUG)
        secret = invitation.token.rpartition(".")[2]
        page = page_of(follow(client, invitation))
        reply(client, invitation, answer())
        assert secret not in page
        assert secret not in caplog.text
        assert not AccessLog.objects.filter(path_info__contains=secret).exists()
        assert AccessLog.objects.filter(username=invitation.email).exists()


class TestSomebodyWhoHasAnAccount:
    @pytest.fixture
    def offer(self, worker, landlord, administrator):
        return InvitationFactory(
            organisation=landlord, role=Role.ADVISOR, email=worker.user.email, invited_by=administrator
        )

    def test_she_logs_in_first_and_comes_back_to_it(self, client, offer, worker):
        page = page_of(follow(client, offer))
        assert "Vous avez déjà un compte" in page
        assert offer.token not in page
        back = reverse("accounts:invitation")
        login = client.post(reverse("account_login"), {"login": worker.user.email, "password": PASSWORD, "next": back})
        assert login.url == back
        assert "Accepter ce rôle" in page_of(client.get(back))

    def test_she_accepts_and_works_in_it(self, log_in, offer, worker, landlord):
        client = log_in(worker)
        response = reply(client, offer, follow=True)
        assert response.redirect_chain[-1][0] == reverse("home")
        taken = worker.user.memberships.get(organisation=landlord)
        assert client.session[MEMBERSHIP_KEY] == str(taken.pk)
        assert response.wsgi_request.actor == taken

    def test_twice_is_one_role(self, log_in, offer, worker):
        client = log_in(worker)
        reply(client, offer)
        again = client.post(reverse("accounts:invitation"), {"invitation": offer.pk})
        assert again.url == reverse("home")
        assert worker.user.memberships.filter(role=Role.ADVISOR).count() == 1

    def test_whoever_else_holds_the_link_takes_nothing(self, log_in, offer, stranger):
        assert "n’est pas pour ce compte" in page_of(reply(log_in(stranger), offer))
        offer.refresh_from_db()
        assert offer.state == InvitationState.PENDING

    def test_without_a_login_nothing_is_accepted(self, client, offer):
        reply(client, offer, answer())
        offer.refresh_from_db()
        assert offer.state == InvitationState.PENDING
        assert not offer.organisation.memberships.exists()


class TestAClosedAccount:
    @pytest.fixture
    def offer(self, worker, administrator, operator, today):
        close_account(user=worker.user, reason="Départ", by=administrator, today=today)
        return InvitationFactory(organisation=operator, role=Role.SERVICE_HEAD, email=worker.user.email)

    def test_who_comes_back_chooses_a_new_password(self, client, offer, worker, today):
        response = reply(client, offer, answer(), follow=True)
        assert response.redirect_chain[-1][0] == reverse("home")
        worker.user.refresh_from_db()
        assert worker.user.is_active
        assert worker.user.check_password(CHOSEN)
        now = worker.user.memberships.open_on(today + datetime.timedelta(days=1))
        assert [membership.role for membership in now] == [Role.SERVICE_HEAD]

    def test_a_second_factor_from_before_is_asked(self, client, offer, worker):
        worker.user.authenticator_set.create(type="totp", data={"secret": "x"})
        assert reply(client, offer, answer()).url == reverse("account_login")
        assert client.get(reverse("home")).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_account_and_one_role():
    invitation = InvitationFactory(email="lea@essai.example")
    outcomes, together = [], threading.Barrier(2)

    def click():
        together.wait()
        try:
            accept_as_new(
                token=invitation.token, now=timezone.now(), password=CHOSEN, first_name="Léa", last_name="Fortin"
            )
            outcomes.append("in")
        except DeadLink:
            outcomes.append("dead")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["dead", "in"]
    assert User.objects.filter(email="lea@essai.example").count() == 1
    assert Membership.objects.filter(user__email="lea@essai.example").count() == 1


def test_two_links_for_one_person_do_not_make_two_accounts(operator, landlord):
    first = InvitationFactory(organisation=operator, email="lea@essai.example")
    second = InvitationFactory(organisation=landlord, role=Role.ADVISOR, email="lea@essai.example")
    one, two = Client(), Client()
    reply(one, first, answer())
    assert "Vous avez déjà un compte" in page_of(reply(two, second, answer()))
    assert User.objects.filter(email="lea@essai.example").count() == 1
    assert reply(one, second).status_code == 302
    assert Membership.objects.filter(user__email="lea@essai.example").count() == 2
