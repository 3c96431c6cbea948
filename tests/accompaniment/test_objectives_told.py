"""Where objectives are told besides their tab: to the landlord's advisor, on the file, on the home page, in history."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accompaniment.models import Publication
from accompaniment.queue import queue_items
from accompaniment.queue.objectives import late_objectives
from accompaniment.services.objectives import agree_objective, begin_objective, drop_objective, reach_objective
from tests.accompaniment.stay import adhered, opened, stranger
from tests.factories.accompaniment import AccompanimentFactory, ActionFactory, ObjectiveFactory, TaskFactory
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


def banner(log_in, three, actor):
    return html_of(log_in(actor), three.household.get_absolute_url())


def test_an_objective_past_its_day_waits_until_it_is_answered(log_in, three, objective, today):
    ObjectiveFactory(accompaniment=three.mesure, due_on=None)
    ObjectiveFactory(accompaniment=three.mesure, due_on=today)

    def waiting(actor):
        return [item for item in queue_items(actor, today) if "objectif" in item.title and "date" in item.title]

    (item,) = waiting(three.worker)
    assert plain(item.title) == f"Dossier {three.household.number} : un objectif a passé sa date"
    assert (item.due_on, item.late) == (APRIL, True)
    for actor in (three.head, three.advisor, stranger(three)):
        assert waiting(actor) == []
    assert "Un objectif a passé sa date." in banner(log_in, three, three.worker)
    for actor in (three.head, three.advisor, three.manager):
        assert "a passé sa date" not in banner(log_in, three, actor)
    second = ObjectiveFactory(accompaniment=three.mesure, due_on=APRIL + datetime.timedelta(days=9))
    (item,) = waiting(three.worker)
    assert "2 objectifs ont passé leur date" in plain(item.title)
    assert "2 objectifs ont passé leur date." in banner(log_in, three, three.worker)
    reach_objective(objective=objective, by=three.worker)
    drop_objective(objective=second, reason="Il a déménagé.", by=three.worker)
    assert waiting(three.worker) == []
    assert "passé leur date" not in banner(log_in, three, three.worker)


def test_without_an_objective_after_the_first_month_it_is_told(log_in, three, today):
    def told(actor):
        return [item for item in queue_items(actor, today) if item.title == "Aucun objectif n’est convenu"]

    agree = reverse("accompaniment:objective_agree", args=[three.mesure.pk])
    assert told(three.worker)
    assert agree in banner(log_in, three, three.worker)
    assert agree not in banner(log_in, three, three.head)
    assert "Aucun objectif" not in banner(log_in, three, three.advisor)
    ObjectiveFactory(accompaniment=three.mesure, due_on=None)
    assert not told(three.worker)
    assert "Aucun objectif" not in banner(log_in, three, three.worker)


def test_beyond_two_of_them_one_line_leads_to_all(log_in, three, today):
    def told():
        return [item for item in queue_items(three.worker, today) if "bjectif" in item.title]

    others = [AccompanimentFactory(convention=three.convention, worker=three.worker) for _ in range(2)]
    ObjectiveFactory(accompaniment=others[1], due_on=None)
    assert [item.title for item in told()] == ["Aucun objectif n’est convenu"] * 2
    others.append(AccompanimentFactory(convention=three.convention, worker=three.worker))
    (item,) = told()
    assert (plain(item.title), item.late) == ("3 mesures sans objectif convenu", True)
    listed = log_in(three.worker).get(item.url).context["lines"]
    assert {line["mesure"] for line in listed} == {each.number for each in (three.mesure, others[0], others[2])}


def test_within_the_first_month_nothing_is_told(log_in, today):
    three = adhered(on=today - datetime.timedelta(days=10))
    three = opened(three, on=today - datetime.timedelta(days=10))
    assert "Aucun objectif" not in banner(log_in, three, three.worker)


def test_what_is_late_asks_as_much_for_many(three, objective, today):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            list(late_objectives(three.worker, today))
        return len(queries)

    before = asked()
    for _ in range(5):
        mesure = AccompanimentFactory(convention=three.convention, worker=three.worker)
        ObjectiveFactory(accompaniment=mesure, due_on=APRIL)
    assert asked() == before
    assert len(list(late_objectives(three.worker, today))) == 6


def test_the_history_tells_its_steps_to_the_team_alone(log_in, three):
    values = {"theme": "budget", "text": "Un mot du ménage", "agreed_on": APRIL, "due_on": None}
    begin_objective(objective=agree_objective(mesure=three.mesure, values=values, by=three.worker), by=three.worker)
    url = reverse("tenants:history", args=[three.household.pk])
    assert "Objectif en cours : Un mot du ménage" in html_of(log_in(three.worker), url)
    assert "Un mot du ménage" not in html_of(log_in(three.advisor), url)
