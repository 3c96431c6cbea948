"""The door: who is let in, as whom, for how long."""

import time

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.middleware import BEGAN_KEY, SEEN_KEY
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_stranger_is_sent_to_the_login_page(client):
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_every_role_finds_its_home(any_role, log_in):
    assert log_in(any_role).get(reverse("home")).status_code == 200


def test_personal_pages_are_kept_out_of_caches(any_role, log_in):
    assert "no-store" in log_in(any_role).get(reverse("home"))["Cache-Control"]


def test_an_account_without_a_role_today_is_told_so(client):
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.get(reverse("home"), follow=True)
    assert "Aucun rôle" in response.content.decode()


def test_a_closed_account_is_nobody_at_its_next_request(log_in):
    membership = MembershipFactory()
    client = log_in(membership)
    assert client.get(reverse("home")).status_code == 200
    type(membership.user).objects.filter(pk=membership.user_id).update(is_active=False, closed_at=timezone.now())
    assert client.get(reverse("home")).status_code == 302


def test_a_membership_that_ended_no_longer_works(log_in):
    membership = MembershipFactory(ends_on="2014-02-01")
    response = log_in(membership).get(reverse("home"))
    assert response.url == reverse("accounts:without_role")


@pytest.mark.parametrize(
    ("began", "seen", "ends"),
    [(0, 29 * 60, False), (0, 31 * 60, True), (9.9 * 3600, 0, False), (10.1 * 3600, 0, True)],
)
def test_a_session_ends_after_half_an_hour_idle_or_ten_hours(log_in, began, seen, ends):
    client = log_in(MembershipFactory())
    session = client.session
    now = time.time()
    session[BEGAN_KEY], session[SEEN_KEY] = int(now - began), int(now - seen)
    session.save()
    assert client.get(reverse("home")).status_code == (302 if ends else 200)


def test_one_switches_among_ones_own_memberships_only(log_in):
    first = MembershipFactory(role=Role.SERVICE_HEAD)
    second = MembershipFactory(user=first.user, role=Role.SOCIAL_WORKER, organisation=first.organisation)
    stranger = MembershipFactory()
    client = log_in(first)
    assert client.post(reverse("accounts:switch_membership", args=[second.pk])).status_code == 302
    assert client.get(reverse("home")).wsgi_request.actor == second
    assert client.post(reverse("accounts:switch_membership", args=[stranger.pk])).status_code == 404
