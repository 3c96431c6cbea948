"""Every address × every role × GET and POST, with something of one's own and something of the other pair's."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.enums import Role
from tests.access_table import ALLAUTH_PUBLIC, ALLAUTH_SIGNED_IN, ANYBODY, TABLE
from tests.world import World

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")
# The one thing that a look may write.
TRACE = 'INSERT INTO "accounts_accesslogentry"'


def url_names(patterns=None, namespace=""):
    for entry in patterns or get_resolver().url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from url_names(entry.url_patterns, inner)
        else:
            yield f"{namespace}{entry.name}"


OWN_ADDRESSES = sorted(set(url_names()) - ALLAUTH_PUBLIC - ALLAUTH_SIGNED_IN)


@pytest.fixture
def world():
    return World()


def arguments(address, world, which):
    build = getattr(address, which)
    return build(world) if build else {}


def ask(client, method, url):
    """One request whose effects are undone; the statements it made come with the answer."""
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        transaction.atomic(),
    ):
        response = getattr(client, method)(url)
        transaction.set_rollback(True)
    return response, [query["sql"] for query in queries]


def test_every_address_is_declared():
    assert sorted(TABLE) == OWN_ADDRESSES, "declare each address in tests/access_table.py, and no other"


@pytest.mark.parametrize("name", sorted(TABLE))
def test_a_stranger_meets_the_login_page_everywhere_else(client, world, name):
    address = TABLE[name]
    world.actor = world.ours.members[Role.ADMINISTRATOR]
    url = reverse(name, kwargs=arguments(address, world, "own"))
    for method in ("get", "post"):
        declared = getattr(address, method)
        response, _ = ask(client, method, url)
        if declared == ANYBODY:
            assert response.status_code != 302 or not response.url.startswith(reverse("account_login"))
        elif declared is not None:
            assert response.status_code == 302, f"{method} {name}"
            assert response.url.startswith(reverse("account_login")), f"{method} {name}"


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(TABLE))
def test_an_address_is_there_for_the_declared_roles_only(log_in, world, name, role):
    address = TABLE[name]
    world.actor = world.ours.members[role]
    client = log_in(world.actor)
    own = reverse(name, kwargs=arguments(address, world, "own"))
    for method in ("get", "post"):
        declared = getattr(address, method)
        response, statements = ask(client, method, own)
        seen = f"{role} {method.upper()} {name}: {response.status_code}"
        if declared is None:
            assert response.status_code in (404, 405), seen
        elif declared == ANYBODY or role in declared:
            assert response.status_code not in (403, 404, 405, 500), seen
        else:
            assert response.status_code == 404, seen
        if method == "get":
            assert_reads_only(statements, seen)
            assert_has_a_title(response, seen)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(name for name, address in TABLE.items() if address.foreign))
def test_what_is_of_the_other_pair_is_not_there(log_in, world, name, role):
    address = TABLE[name]
    world.actor = world.ours.members[role]
    client = log_in(world.actor)
    foreign = reverse(name, kwargs=arguments(address, world, "foreign"))
    for method in ("get", "post"):
        response, _ = ask(client, method, foreign)
        assert response.status_code in (404, 405), f"{role} {method.upper()} {name}: {response.status_code}"


@pytest.mark.parametrize("name", sorted(name for name, address in TABLE.items() if address.own and not address.foreign))
def test_an_address_with_arguments_says_what_is_foreign(name):
    pytest.fail(f"{name}: say in tests/access_table.py what the other pair has at this address")


def test_allauth_asks_for_a_login_where_it_should(client):
    for name in ALLAUTH_SIGNED_IN - {"mfa_edit_webauthn", "mfa_remove_webauthn"}:
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login")), name


def assert_has_a_title(response, seen):
    if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
        return
    html = response.content.decode()
    if "<html" in html:
        title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
        assert title, f"{seen} has no title"
        assert title[1].split("·")[0].strip(), f"{seen} has an empty title"
        assert html.count("<h1") == 1, f"{seen} has {html.count('<h1')} main headings"


def assert_reads_only(statements, seen):
    written = [sql for sql in statements if sql.lstrip().upper().startswith(WRITES) and not sql.startswith(TRACE)]
    assert not written, f"{seen} writes: {written}"
