"""The demonstration as it is loaded: the same twice, an account a role, and no link that leads to the other pair."""

import json
import re
from html import unescape
from io import StringIO
from urllib.parse import urldefrag, urljoin

import pytest
from django.core.management import call_command
from django.urls import resolve, reverse

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
# Enough of each kind: the third is like the second.
SAMPLES = 2


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_twice_gives_the_same():
    before = list(Organisation.objects.values_list("name", "siren"))
    demo()
    assert list(Organisation.objects.values_list("name", "siren")) == before


def test_there_is_an_account_for_every_role_and_both_landlords(client):
    accounts = json.loads(demo("--accounts", "--format", "json"))
    assert {account["role"] for account in accounts} == set(Role)
    landlords = set(Organisation.objects.filter(kind=OrganisationKind.LANDLORD).values_list("name", flat=True))
    assert len(landlords) == 2
    assert landlords <= {account["organisation"] for account in accounts}
    for account in accounts:
        assert set(account) == {"role", "organisation", "email", "password"}
        assert Membership.objects.filter(
            user__email=account["email"], role=account["role"], organisation__name=account["organisation"]
        ).exists()
        login = {"login": account["email"], "password": account["password"]}
        assert client.post(reverse("account_login"), login).url == reverse("home"), account
        client.logout()


@pytest.fixture
def houses():
    """For each pair: one member a role, and the names of its people and organisations, which the other must not meet.

    Partners are left out: the catalogue itself names the public bodies that the programme works with.
    """
    found = []
    for operator in Organisation.objects.filter(kind="operator").order_by("name"):
        pair = [operator, *Organisation.objects.filter(administered_by=operator, kind="landlord")]
        memberships = Membership.objects.filter(organisation__in=pair).select_related("user", "organisation")
        people = {membership.user for membership in memberships}
        names = {organisation.name for organisation in pair} | {user.get_full_name() for user in people}
        found.append(({member.role: member for member in memberships.order_by("pk")}.values(), names))
    assert len(found) == 2
    return found


def walk(client):
    """Yields each page's address and text."""
    waiting, seen, kinds = ["/"], set(), {}
    while waiting:
        url = waiting.pop(0)
        if url in seen or not url.startswith("/") or url.startswith("/static/"):
            continue
        seen.add(url)
        name = resolve(url.split("?")[0]).view_name
        kinds[name] = kinds.get(name, 0) + 1
        if kinds[name] > SAMPLES:
            continue
        response = client.get(url)
        assert response.status_code in (200, 302), f"{url} answers {response.status_code}"
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        html = response.content.decode()
        yield url, html
        waiting += [urldefrag(urljoin(url, unescape(link))).url for link in HREF.findall(html)]


@pytest.mark.first
def test_nobody_meets_the_other_pair(houses, log_in):
    for (members, own_names), (_, other_names) in (houses, reversed(houses)):
        strangers = other_names - own_names
        assert strangers
        for membership in members:
            for url, html in walk(log_in(membership)):
                text = unescape(html)
                met = [name for name in strangers if name in text]
                assert not met, f"{membership.role} of {membership.organisation} meets {met} at {url}"
