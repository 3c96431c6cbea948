"""A word that nobody else uses is typed into every form of the operator; then one looks where nobody should find it.

Letters, what waits in Redis, the log, the cells of the database, the page of an error: promise 1 where no page is.
"""

import base64
import io
import json
import logging

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse
from redis import Redis

from accounts.enums import Role
from config.celery import app
from core.logs import DiscreetFormatter
from tests.access_table import TABLE
from tests.forms import autosave, fields_of, post_form
from tests.test_access_matrix import arguments

pytestmark = pytest.mark.django_db

WORD = "qztyped"
# What one types words into.
KINDS = ("text", "textarea")
# What is nobody's confidence: the directory of structures, and why a fact of the landlord's own was taken back.
PLAIN = {"referrals_structure", "tenants_resource", "tenants_evictionstage"}


@pytest.fixture
def log():
    """All that is told, in the words of the house's own formatter."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.setFormatter(DiscreetFormatter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(level)


def typed_into(response):
    """What somebody could have typed there: each line and each text of the form has the word."""
    form = response.context["form"]
    fields = getattr(form, "fields", {})
    lines = {name for name, field in fields.items() if getattr(field.widget, "input_type", "textarea") in KINDS}
    return {name: WORD for name in fields_of(response) if name.split("-")[-1] in lines or name in lines}


def forms_of(world, client):
    """Every form of the operator's follow-up that is there for her: (its name, its address, the opened page)."""
    for name, address in TABLE.items():
        if None in (address.get, address.post) or not address.own:
            continue
        url = reverse(name, kwargs=arguments(address, world, "own"))
        opened = client.get(url)
        if opened.status_code == 200 and b'name="_page"' in opened.content and opened.context.get("form"):
            yield name, url, opened


def redis_words():
    """Keys and values of the queue and of the cache; what a message carries is read as its worker reads it."""
    for address in {settings.CELERY_BROKER_URL, settings.CACHES["default"]["LOCATION"]}:
        client = Redis.from_url(address.replace("redis+socket:", "unix:").replace("virtual_host", "db"))
        for key in client.keys("*"):
            yield key
            kind = client.type(key)
            if kind == b"string":
                yield client.get(key)
            elif kind == b"list":
                yield from client.lrange(key, 0, -1)
            elif kind == b"hash":
                yield from client.hgetall(key).values()
            elif kind == b"set":
                yield from client.smembers(key)
            elif kind == b"zset":
                yield from client.zrange(key, 0, -1)


def messages():
    """The tasks that wait: (name, arguments)."""
    for value in redis_words():
        try:
            message = json.loads(value)
            yield message["headers"]["task"], json.loads(base64.b64decode(message["body"]))[0]
        except (ValueError, TypeError, KeyError):
            continue


def in_the_clear():
    """{table: how many of its rows hold the word, as PostgreSQL reads them}."""
    tables = [table for table in connection.introspection.table_names() if table != "django_migrations"]
    asked = " UNION ALL ".join(
        f"SELECT '{table}', count(*) FROM \"{table}\" AS one WHERE one::text LIKE '%%{WORD}%%' HAVING count(*) > 0"
        for table in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(asked.replace("%%", "%"))
        return dict(cursor.fetchall())


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.SERVICE_HEAD])
def test_what_is_typed_is_in_no_letter_no_queue_no_log_and_nowhere_in_the_clear(
    log_in, world, role, log, django_capture_on_commit_callbacks
):
    world.actor = world.ours.members[role]
    client = log_in(world.actor)
    faults, filled, sent = [], set(), set()
    for name, url, opened in forms_of(world, client):
        typed = typed_into(opened)
        if not typed:
            continue
        with transaction.atomic():
            with django_capture_on_commit_callbacks(execute=True):
                autosave(client, url, opened, **typed)
                answer = post_form(client, url, opened, **typed)
            filled.add(name)
            told = {answer.url} if answer.status_code == 302 else set()
            for task, given in messages():
                told.add(f"{task} {given}")
                app.tasks[task](*given)
                sent.add(task)
            faults += [f"{name}: told by {one}" for one in told if WORD in one]
            faults += [f"{name}: in Redis" for value in redis_words() if WORD.encode() in value]
            faults += [f"{name}: {table}" for table in in_the_clear() if table.removesuffix("event") not in PLAIN]
            transaction.set_rollback(True)
        cache.clear()
        client = log_in(world.actor)
    faults += [f"letter: {letter.subject}" for letter in mail.outbox if WORD in letter.message().as_string()]
    faults += [line for line in log.getvalue().splitlines() if WORD in line]
    assert not faults
    assert len(filled) > 5, filled
    assert sent, "the queue was looked at where the messages are"


def test_an_error_tells_neither_what_was_typed_nor_of_whom(log_in, world, log):
    """Another table stands before the real one, as after a migration gone wrong: a page says so, and the log where."""
    world.actor = world.ours.members[Role.SOCIAL_WORKER]
    client = log_in(world.actor)
    client.raise_request_exception = False
    url = reverse(
        "accompaniment:interview_create", kwargs=arguments(TABLE["accompaniment:interview_create"], world, "own")
    )
    opened = client.get(url)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE accompaniment_interview (nothing integer) ON COMMIT DROP")
        answer = post_form(client, url, opened, **typed_into(opened))
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert WORD not in answer.content.decode()
    assert world.ours.household.name not in answer.content.decode()
    assert "ProgrammingError" in log.getvalue()
    assert WORD not in log.getvalue()
    assert world.ours.household.name not in log.getvalue()
