"""An account closed and opened again, its second factor taken away, its password unlocked."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from accounts.services.people import close_account, reset_second_factor
from accounts.tasks import tell_second_factor_was_reset
from core.errors import DomainError
from core.models import TransitionEntry
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.forms import autosave, fields_of, post_form

pytestmark = pytest.mark.django_db


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def url(name, person, *more):
    return reverse(f"accounts:{name}", args=[person.pk, *more])


def closed(membership, by, today):
    close_account(user=membership.user, reason="Départ", by=by, today=today)
    membership.user.refresh_from_db()
    return membership.user


class TestClosing:
    def test_her_sessions_are_over_at_their_next_request(self, office, worker):
        hers = Client()
        hers.force_login(worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert hers.get(reverse("home")).status_code == 200
        office.post(url("person_close", worker.user), {"reason": "Départ à la retraite"})
        assert hers.get(reverse("home")).url.startswith(reverse("account_login"))

    def test_roles_end_and_why_is_kept(self, office, administrator, worker, today):
        office.post(url("person_close", worker.user), {"reason": "Départ à la retraite"})
        worker.refresh_from_db()
        assert not Membership.objects.not_over_on(today).contains(worker)
        assert worker.shown_end == today
        entry = TransitionEntry.objects.get(subject_id=worker.user_id)
        assert (entry.action, entry.reason, entry.user) == ("close", "Départ à la retraite", administrator.user)
        assert "Départ à la retraite" in page_of(office.get(url("person", worker.user)))

    def test_her_password_opens_nothing_any_more(self, administrator, worker, today, rf):
        closed(worker, administrator, today)
        assert authenticate(rf.post("/"), email=worker.user.email, password=PASSWORD) is None

    def test_a_reopened_account_does_not_revive_its_sessions(self, office, worker):
        hers = Client()
        hers.force_login(worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        office.post(url("person_close", worker.user), {"reason": "Erreur"})
        office.post(url("person_reopen", worker.user), {"reason": "C’était une erreur"})
        worker.user.refresh_from_db()
        assert worker.user.is_active
        assert hers.get(reverse("home")).status_code == 302

    @pytest.mark.parametrize("name", ["person_close", "person_reopen", "person_reset_second_factor"])
    def test_a_reason_is_asked(self, office, administrator, worker, today, name):
        if name == "person_reopen":
            closed(worker, administrator, today)
        assert "Indiquez le motif" in page_of(office.post(url(name, worker.user), {"reason": "  "}))

    def test_a_reason_that_was_typed_is_still_there(self, office, worker):
        close = url("person_close", worker.user)
        autosave(office, close, office.get(close), reason="Départ à la ret")
        opened = office.get(close)
        assert fields_of(opened)["reason"] == ["Départ à la ret"]
        assert post_form(office, close, opened=opened, reason="Départ à la retraite").status_code == 302
        assert fields_of(office.get(close))["reason"] == [""]

    def test_a_double_click_closes_once_and_answers_the_same(self, office, worker):
        close = url("person_close", worker.user)
        opened = office.get(close)
        answers = [post_form(office, close, opened=opened, reason="Départ") for _ in range(2)]
        assert [answer.url for answer in answers] == [url("person", worker.user)] * 2
        assert TransitionEntry.objects.filter(subject_id=worker.user_id).count() == 1

    def test_closing_twice_is_said(self, office, administrator, worker, today):
        closed(worker, administrator, today)
        page = page_of(office.post(url("person_close", worker.user), {"reason": "Encore"}))
        assert "n’est plus possible" in page

    def test_nobody_closes_herself(self, office, administrator):
        page = page_of(office.post(url("person_close", administrator.user), {"reason": "Adieu"}))
        assert "son propre compte" in page
        administrator.user.refresh_from_db()
        assert administrator.user.is_active

    def test_an_account_shared_with_another_house_is_not_closed_from_here(self, office, worker, stranger):
        MembershipFactory(user=worker.user, organisation=stranger.organisation)
        page = page_of(office.post(url("person_close", worker.user), {"reason": "Départ"}))
        assert "ne dépend pas de vous seul" in page
        worker.user.refresh_from_db()
        assert worker.user.is_active


class TestSecondFactor:
    @pytest.fixture
    def equipped(self, worker):
        Authenticator.objects.create(user=worker.user, type=Authenticator.Type.TOTP, data={"secret": "x"})
        return worker

    def test_a_lost_telephone(self, office, equipped, django_capture_on_commit_callbacks):
        hers = Client()
        hers.force_login(equipped.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert "Retirer le second facteur" in page_of(office.get(url("person", equipped.user)))
        with django_capture_on_commit_callbacks() as jobs:
            office.post(url("person_reset_second_factor", equipped.user), {"reason": "Téléphone perdu"})
        assert len(jobs) == 1
        assert not equipped.user.authenticator_set.exists()
        assert hers.get(reverse("home")).status_code == 302

    def test_the_person_is_told(self, equipped):
        tell_second_factor_was_reset(str(equipped.user_id))
        (sent,) = mail.outbox
        assert sent.to == [equipped.user.email]
        assert "prévenez tout de suite votre administrateur" in sent.body

    def test_nothing_to_reset_is_said(self, office, worker):
        page = page_of(office.post(url("person_reset_second_factor", worker.user), {"reason": "Téléphone perdu"}))
        assert "n’a pas de second facteur" in page
        assert not TransitionEntry.objects.filter(action="reset_second_factor").exists()

    def test_not_across_houses(self, administrator, equipped, stranger, today):
        MembershipFactory(user=equipped.user, organisation=stranger.organisation)
        with pytest.raises(DomainError, match="ne dépend pas de vous seul"):
            reset_second_factor(user=equipped.user, reason="Curiosité", by=administrator, today=today)
        assert equipped.user.authenticator_set.exists()


class TestUnlocking:
    def attempts(self, email, failures, minutes_ago=1):
        attempt = AccessAttempt.objects.create(
            username=email, ip_address="10.0.0.9", user_agent="x", failures_since_start=failures
        )
        moment = timezone.now() - datetime.timedelta(minutes=minutes_ago)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=moment)

    def test_a_locked_account_is_shown_and_unlocked(self, office, worker):
        self.attempts(worker.user.email, 5)
        assert "Débloquer" in page_of(office.get(url("person", worker.user)))
        office.post(url("person_unlock", worker.user))
        assert not AccessAttempt.objects.filter(username=worker.user.email).exists()
        assert "Débloquer" not in page_of(office.get(url("person", worker.user)))

    @pytest.mark.parametrize(("failures", "minutes_ago"), [(4, 1), (5, 16)])
    def test_nothing_to_unlock_is_said(self, office, worker, failures, minutes_ago):
        self.attempts(worker.user.email, failures, minutes_ago)
        assert "n’est pas bloquée" in page_of(office.post(url("person_unlock", worker.user)))
