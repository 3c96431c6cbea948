"""What a browser and an auditor are told: headers, production settings, the two database roles."""

import os
import re
import subprocess
import sys

import pghistory
import pytest
from django.conf import settings
from django.db import InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from accounts.models import User
from core.database import as_owner, insert_only_tables
from tests.factories.accounts import UserFactory

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "une-cle-de-production-de-plus-de-cinquante-caracteres-0123456789",
    "ALLOWED_HOSTS": "jytiens.example",
    "PUBLIC_URL": "https://jytiens.example",
    "DATABASE_URL": "postgres://jytiens_app@localhost/jytiens",
    "REDIS_URL": "redis://localhost:6379/0",
}


def surroundings():
    """Ours, without what the browser tests ask of this process only."""
    return {name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", "django", *arguments],
        cwd=settings.BASE_DIR,
        env={**surroundings(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_settings_pass_the_deployment_check():
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("missing", [*list(PRODUCTION)[1:], "FIELD_KEYS"])
def test_production_names_the_variable_that_is_missing(missing):
    environment = {**surroundings(), **PRODUCTION}
    environment.pop(missing, None)
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert missing in done.stderr


@pytest.mark.django_db
def test_the_content_policy_trusts_nobody_else(client):
    response = client.get(reverse("account_login"))
    policy = dict(part.strip().split(" ", 1) for part in response["Content-Security-Policy"].split(";") if part.strip())
    assert policy["default-src"] == "'self'"
    for directive in ("script-src", "style-src"):
        assert "unsafe" not in policy[directive]
        assert "http" not in policy[directive]
    assert policy["frame-ancestors"] == "'none'"
    nonces = set(re.findall(r'nonce="([^"]+)"', response.content.decode()))
    assert len(nonces) <= 1, "one nonce an answer"
    assert all(f"'nonce-{nonce}'" in policy["script-src"] for nonce in nonces)


@pytest.mark.django_db
def test_every_answer_refuses_frames_and_guessing(client):
    response = client.get(reverse("account_login"))
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.django_db
def test_the_application_owns_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)
        with pytest.raises(ProgrammingError, match="must be owner"), transaction.atomic():
            cursor.execute("ALTER TABLE accounts_user ADD COLUMN surprise int")


@pytest.mark.django_db
def test_traces_can_be_added_never_changed():
    assert "accounts_accesslogentry" in insert_only_tables()
    assert "accounts_userevent" in insert_only_tables()
    for table in insert_only_tables():
        for statement in (f'DELETE FROM "{table}"', f'UPDATE "{table}" SET id = id'):
            with (
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_the_owner_is_left_again():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() != (settings.APPLICATION_ROLE,)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == (settings.APPLICATION_ROLE,)


@pytest.mark.django_db
def test_a_forged_form_is_refused_with_a_page_that_helps(client):
    client.handler.enforce_csrf_checks = True
    response = client.post(reverse("account_login"), {"login": "a@b.example", "password": "x"})
    assert response.status_code == 403
    assert "text/html" in response["Content-Type"]


@pytest.mark.django_db
class TestHistory:
    """Whoever gets hold of the application's role cannot make a change that no history tells, or change its author."""

    @pytest.fixture
    def changed(self):
        with pghistory.context(user="quelqu’un"):
            user = UserFactory()
            User.objects.filter(pk=user.pk).update(last_name="Autre")
        return user

    def run(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    def events(self, user):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM accounts_userevent WHERE pgh_obj_id = %s", [user.pk])
            return cursor.fetchone()[0]

    def test_switching_the_triggers_off_changes_nothing(self, changed):
        before = self.events(changed)
        with connection.cursor() as cursor:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgrelid = 'accounts_user'::regclass")
            triggers = ",".join(name for (name,) in cursor.fetchall())
        self.run(f"SET LOCAL pgtrigger.ignore = '{{{triggers}}}'")
        User.objects.filter(pk=changed.pk).update(last_name="Encore")
        assert self.events(changed) == before + 1

    def test_who_did_it_is_not_taken_away(self, changed):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            self.run("DELETE FROM pghistory_context")

    def test_who_did_it_is_not_rewritten_later(self, changed):
        self.run(
            "INSERT INTO pghistory_context (id, metadata, created_at, updated_at)"
            " VALUES (gen_random_uuid(), '{}', now() - interval '2 hours', now())"
        )
        with pytest.raises(InternalError, match="this context is history"), transaction.atomic():
            self.run("UPDATE pghistory_context SET metadata = '{}'")


@pytest.mark.django_db
def test_a_reset_link_leads_to_our_own_address(client, settings, mailoutbox):
    settings.PUBLIC_URL = "https://jytiens.example"
    user = UserFactory(email="qui@essai.example")
    client.post(reverse("account_reset_password"), {"email": user.email}, HTTP_HOST="localhost:6666")
    [letter] = mailoutbox
    assert "https://jytiens.example/compte/password/reset/key/" in letter.body
    assert "6666" not in letter.body + letter.subject
    assert "example.com" not in letter.body + letter.subject
