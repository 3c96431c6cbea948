import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.enums import Role
from core.queue import QueueItem
from core.wording import title_date
from reporting import queue
from reporting.home import WELCOME
from reporting.rules import first_sentence
from tests.factories.accounts import MembershipFactory
from tests.forms import autosave


@pytest.mark.parametrize(
    ("waiting", "late", "expected"),
    [
        (0, 0, "Rien ne vous attend pour l’instant."),
        (1, 0, "Une chose vous attend, rien n’est en retard."),
        (4, 0, "Quatre choses vous attendent, rien n’est en retard."),
        (4, 1, "Une chose attend depuis trop longtemps."),
        (4, 3, "Trois choses attendent depuis trop longtemps."),
        (14, 12, "12\u00a0choses attendent depuis trop longtemps."),
    ],
)
def test_the_first_line_says_what_matters(waiting, late, expected):
    assert first_sentence(waiting, late) == expected


@pytest.mark.parametrize(
    ("begun", "expected"),
    [(1, "Un texte commencé reste à enregistrer."), (3, "Trois textes commencés restent à enregistrer.")],
)
def test_then_what_was_begun(begun, expected):
    assert first_sentence(0, 0, begun) == f"Rien ne vous attend pour l’instant. {expected}"


@pytest.mark.django_db
@pytest.mark.urls("tests.core.screens")
def test_what_was_begun_and_not_saved_is_offered_again(log_in):
    member = MembershipFactory(role=Role.ADMINISTRATOR)
    client = log_in(member)
    assert "À reprendre" not in client.get("/").text
    url = f"/essai/{member.organisation_id}/"
    autosave(client, url, client.get(url), name="Association commencée")
    page = client.get("/").text
    assert "À reprendre" in page
    assert f'href="{url}' in page
    assert "Un texte commencé reste à enregistrer." in page
    assert "Association commencée" not in page


@pytest.mark.django_db
def test_each_role_finds_its_own_home(any_role, log_in, today):
    page = log_in(any_role).get("/").text
    assert title_date(today) in page
    assert "Rien ne vous attend" in page
    assert WELCOME[any_role.role].awaited.split(" ")[0] in page


@pytest.mark.django_db
def test_what_a_worker_does_all_day_is_at_her_thumb_even_under_a_long_queue(two_sources, log_in):
    page = log_in(MembershipFactory(role=Role.SOCIAL_WORKER)).get("/").text
    assert page.index('class="thumb"') < page.index("/suivi/noter/") < page.index("À faire maintenant")
    assert page.count("btn-primary") == 1
    assert "/mes-suivis/" in page.split("À portée de main")[1]
    head = log_in(MembershipFactory(role=Role.SERVICE_HEAD)).get("/").text
    assert 'class="thumb"' not in head
    assert all(way in head.split("À portée de main")[1] for way in ("/equipe/charge/", "/suivi/diagnostics/"))
    assert "/suivi/menages/" in log_in(MembershipFactory(role=Role.ADVISOR)).get("/").text.split("À portée de main")[1]


def test_no_role_is_forgotten():
    assert set(WELCOME) == set(Role)


def item(title, **more):
    return QueueItem(title=title, detail="…", url="/ici/", action_label="Lire", **more)


@pytest.fixture
def two_sources(monkeypatch, today):
    tomorrow = today + dt.timedelta(days=1)
    first = [item("sans date"), item("demain", due_on=tomorrow)]
    second = [item("en retard", due_on=today - dt.timedelta(days=4), late=True), item("aujourd’hui", due_on=today)]
    monkeypatch.setattr(queue, "SOURCES", (lambda actor, today: first, lambda actor, today: second))


def test_late_comes_first_and_what_has_no_day_last(two_sources, today):
    titles = [item.title for item in queue.waiting_for(None, today)]
    assert titles == ["en retard", "aujourd’hui", "demain", "sans date"]


@pytest.mark.django_db
def test_the_page_shows_the_queue_late_first(two_sources, log_in):
    page = log_in(MembershipFactory()).get("/").text
    assert "Une chose attend depuis trop longtemps." in page
    assert page.index("en retard</span>") < page.index(">aujourd’hui<") < page.index("sans date")
    assert "il y a 4\u00a0jours" in page


@pytest.mark.django_db
def test_home_asks_as_many_queries_with_six_roles_as_with_one(log_in):
    def queries_of(membership):
        client = log_in(membership)
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        return len(queries)

    alone, busy = MembershipFactory(), MembershipFactory()
    for _ in range(5):
        MembershipFactory(user=busy.user)
    assert queries_of(busy) == queries_of(alone)
