"""Where objectives are told besides their tab: to the landlord's advisor, on the file, on the home page, in history."""

import datetime

import pytest
from django.urls import reverse

from accompaniment.models import Publication
from accompaniment.queue import queue_items
from accompaniment.services.objectives import agree_objective, begin_objective
from tests.accompaniment.stay import opened, stranger
from tests.factories.accompaniment import ActionFactory, ObjectiveFactory, TaskFactory
from tests.forms import post_form
from tests.texts import plain

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2015, 4, 1)


@pytest.fixture
def three():
    three = opened()
    three.mesure.worker = three.worker
    return three


@pytest.fixture
def objective(three):
    return ObjectiveFactory(accompaniment=three.mesure, text="Un mot du ménage", due_on=APRIL)


def html_of(client, url):
    return plain(client.get(url).content.decode())


def test_an_objective_is_published_after_it_was_seen_as_it_will_be_read(log_in, three, objective):
    browser, url = log_in(three.worker), reverse("accompaniment:objective_publish", args=[objective.pk])
    seen = post_form(browser, url, text="Le loyer de mai sera payé.")
    html = plain(seen.content.decode())
    assert "Voici ce que le bailleur lira, et rien d’autre" in html
    assert "Objectif convenu" in html
    assert not Publication.objects.exists()
    tab = reverse("accompaniment:objectives", args=[three.household.pk])
    assert post_form(browser, url, seen, text="Le loyer de mai sera payé.", publier="1").url == tab
    published = Publication.objects.get()
    assert (published.objective, published.text) == (objective, "Le loyer de mai sera payé.")
    assert browser.get(url).url == tab
    assert "Publié au bailleur" in html_of(browser, tab)
    read = html_of(log_in(three.advisor), reverse("accompaniment:publications", args=[three.household.pk]))
    assert "Le loyer de mai sera payé." in read
    assert "Un mot du ménage" not in read
    withdraw = reverse("accompaniment:publication_withdraw", args=[published.pk])
    assert post_form(log_in(three.worker), withdraw, reason="Erreur de date.").url == tab


def test_an_empty_text_is_not_published(log_in, three, objective):
    url = reverse("accompaniment:objective_publish", args=[objective.pk])
    refused = post_form(log_in(three.worker), url, text=" ", publier="1")
    assert "Écrivez ce que le bailleur lira." in plain(refused.content.decode())
    assert not Publication.objects.exists()
    assert log_in(stranger(three)).get(url).status_code == 404


def test_the_file_shows_what_is_open_and_late_to_the_team(log_in, three, objective):
    file = three.household.get_absolute_url()
    for actor in (three.worker, three.head):
        html = html_of(log_in(actor), file)
        assert "Un mot du ménage" in html
        assert "En retard" in html
    for actor in (three.advisor, three.manager):
        assert "Un mot du ménage" not in html_of(log_in(actor), file)


def test_a_task_of_the_worker_past_its_day_waits_on_her_home_page(three, objective, today):
    TaskFactory(objective=objective, side="worker", due_on=APRIL)
    TaskFactory(objective=objective, side="household", due_on=APRIL)
    TaskFactory(objective=objective, side="worker", due_on=APRIL, done_on=APRIL)
    ActionFactory(accompaniment=three.mesure, due_on=APRIL)
    ActionFactory(accompaniment=three.mesure, due_on=APRIL, state="dropped")
    titles = [plain(item.title) for item in queue_items(three.worker, today)]
    number = three.household.number
    assert titles.count(f"Dossier {number} : une tâche est à faire") == 1
    assert titles.count(f"Dossier {number} : une démarche est à suivre") == 1
    for actor in (stranger(three), three.advisor):
        assert not [item for item in queue_items(actor, today) if "tâche" in item.title or "démarche" in item.title]


def test_the_history_tells_its_steps_to_the_team_alone(log_in, three):
    values = {"theme": "budget", "text": "Un mot du ménage", "agreed_on": APRIL, "due_on": None}
    begin_objective(objective=agree_objective(mesure=three.mesure, values=values, by=three.worker), by=three.worker)
    url = reverse("tenants:history", args=[three.household.pk])
    assert "Objectif en cours : Un mot du ménage" in html_of(log_in(three.worker), url)
    assert "Un mot du ménage" not in html_of(log_in(three.advisor), url)
