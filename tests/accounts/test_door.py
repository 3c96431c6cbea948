"""The door: who is let in, as whom, for how long."""

import datetime as dt
import time

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.middleware import BEGAN_KEY, SEEN_KEY
from tests.factories.accounts import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


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
    switched = client.post(reverse("accounts:switch_membership", args=[second.pk]), follow=True)
    role = second.role_in_full
    said = f"Vous travaillez maintenant comme {role[:1].lower()}{role[1:]}, {second.organisation}."
    assert said in switched.content.decode()
    assert client.get(reverse("home")).wsgi_request.actor == second
    assert client.post(reverse("accounts:switch_membership", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("role", [Role.ADVISOR, Role.ADMINISTRATOR])
def test_a_role_that_is_added_does_not_change_the_one_she_starts_in(client, role, today):
    first = MembershipFactory(role=Role.LANDLORD_MANAGER, starts_on=today - dt.timedelta(days=30))
    MembershipFactory(role=role, user=first.user, organisation=first.organisation, starts_on=today)
    client.force_login(first.user, backend=BACKEND)
    assert client.get(reverse("home")).wsgi_request.actor == first


def test_two_roles_of_one_person_are_told_apart(client, today):
    first = MembershipFactory(role=Role.SERVICE_HEAD, title="CESF", starts_on=today - dt.timedelta(days=30))
    second = MembershipFactory(
        role=Role.SOCIAL_WORKER, title="CESF", user=first.user, organisation=first.organisation, starts_on=today
    )
    client.force_login(first.user, backend=BACKEND)
    page = client.get(reverse("home")).content.decode()
    assert "Chef de service (CESF)" in page
    assert second.role_in_full == "Travailleur social (CESF)"
    assert second.role_in_full in page
