"""Every address × every role × GET and POST, with something of one's own and something of the other pair's."""

import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from accounts.enums import Role
from accounts.matrix import TENANT_FILES
from accounts.middleware import NOT_OFFERED
from core.access import declared_action
from tests.access_table import ALLAUTH_PUBLIC, ALLAUTH_SIGNED_IN, ANYBODY, TABLE

pytestmark = pytest.mark.django_db

WRITES = ("INSERT", "UPDATE", "DELETE")
# The one thing that a look may write.
TRACE = 'INSERT INTO "accounts_accesslogentry"'


def views_by_name(patterns=None, namespace=""):
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(entry, "url_patterns"):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from views_by_name(entry.url_patterns, inner)
        elif entry.name not in ALLAUTH_PUBLIC | ALLAUTH_SIGNED_IN | set(NOT_OFFERED):
            yield f"{namespace}{entry.name}", entry.callback


OWN_ADDRESSES = sorted({name for name, _ in views_by_name()})


def arguments(address, world, which):
    build = getattr(address, which)
    return build(world) if build else {}


def ask(client, method, name, **kwargs):
    """One request whose effects are undone; the statements it made come with the answer."""
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        response = getattr(client, method)(reverse(name, kwargs=kwargs))
        transaction.set_rollback(True)
    return response, [query["sql"] for query in queries]


def test_every_address_is_declared():
    assert sorted(TABLE) == OWN_ADDRESSES, "declare each address in tests/access_table.py, and no other"


def test_an_address_with_arguments_says_what_is_foreign():
    assert [name for name, address in TABLE.items() if address.own and not address.foreign] == []


def test_an_address_of_a_tenants_file_leaves_a_trace():
    actions = {right.action for subject in TENANT_FILES for right in subject.rights}
    silent = [name for name, view in views_by_name() if declared_action(view) in actions and not TABLE[name].traced]
    assert not silent, "a page or a paper that shows a person says traced=True"


def test_a_stranger_meets_the_login_page_everywhere_else(client, world):
    world.actor = world.ours.members[Role.ADMINISTRATOR]
    faults = []
    for name, address in TABLE.items():
        for method in ("get", "post"):
            declared = getattr(address, method)
            response, _ = ask(client, method, name, **arguments(address, world, "own"))
            asked_to_log_in = response.status_code == 302 and response.url.startswith(reverse("account_login"))
            if declared is not None and asked_to_log_in == (declared == ANYBODY):
                faults.append(f"{method} {name}: {response.status_code}")
    assert not faults


@pytest.mark.parametrize("role", list(Role))
def test_an_address_is_there_for_the_declared_roles_only(log_in, world, role):
    world.actor = world.ours.members[role]
    faults = []
    for name, address in TABLE.items():
        for method in ("get", "post"):
            response, statements = ask(log_in(world.actor), method, name, **arguments(address, world, "own"))
            found = [*status_faults(getattr(address, method), role, response)]
            if method == "get":
                found += [*writing_faults(statements), *title_faults(response)]
                found += trace_faults(address, response, statements)
            faults += [f"{method} {name} ({response.status_code}): {fault}" for fault in found]
    assert not faults


@pytest.mark.parametrize("role", list(Role))
def test_what_is_of_the_other_pair_is_not_there(log_in, world, role):
    world.actor = world.ours.members[role]
    faults = []
    for name, address in TABLE.items():
        for method in ("get", "post") if address.foreign else ():
            response, _ = ask(log_in(world.actor), method, name, **arguments(address, world, "foreign"))
            if response.status_code not in (404, 405):
                faults.append(f"{method} {name}: {response.status_code}")
    assert not faults


def status_faults(declared, role, response):
    if declared is None:
        if response.status_code not in (404, 405):
            yield "this method is not declared"
    elif declared == ANYBODY or role in declared:
        if response.status_code in (403, 404, 405, 500):
            yield "declared, and not there"
    elif response.status_code != 404:
        yield "there, and not declared"


def writing_faults(statements):
    for sql in statements:
        if sql.lstrip().upper().startswith(WRITES) and not sql.startswith(TRACE):
            yield f"a look writes: {sql}"


def trace_faults(address, response, statements):
    if address.traced and response.status_code == 200 and not any(sql.startswith(TRACE) for sql in statements):
        yield "shows a person and leaves no trace"


def title_faults(response):
    html = response.content.decode() if response["Content-Type"].startswith("text/html") else ""
    if response.status_code != 200 or "<html" not in html:
        return
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)
    if not title or not title[1].split("·")[0].strip():
        yield "no title"
    if html.count("<h1") != 1:
        yield f"{html.count('<h1')} main headings"


def test_allauth_asks_for_a_login_where_it_should(client):
    for name in ALLAUTH_SIGNED_IN - {"mfa_edit_webauthn", "mfa_remove_webauthn"}:
        response = client.get(reverse(name))
        assert response.status_code == 302, name
        assert response.url.startswith(reverse("account_login")), name
