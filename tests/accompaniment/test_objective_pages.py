"""The tab « Objectifs » as a browser meets it, on a telephone or at a desk."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Action, Objective, Relay
from accompaniment.services.objectives import agree_objective, change_objective
from accounts.models import AccessLogEntry
from core.models import Draft
from tests.accompaniment.stay import opened, stranger
from tests.factories.accompaniment import (
    ActionFactory,
    ObjectiveFactory,
    RelayFactory,
    StructureFactory,
    TaskFactory,
    closed_mesure,
)
from tests.forms import autosave, post_form
from tests.referrals.three import LANDLORD, TENANT, sealed
from tests.texts import plain

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2015, 4, 1)
TOMORROW = timezone.localdate() + datetime.timedelta(days=1)


@pytest.fixture
def three():
    three = opened()
    three.mesure.worker = three.worker
    return three


def at(name, thing):
    return reverse(f"accompaniment:{name}", args=[thing.pk])


def html_of(client, url):
    return plain(client.get(url).content.decode())


def test_an_objective_is_agreed_with_four_fields(log_in, three):
    browser, url = log_in(three.worker), at("objective_agree", three.mesure)
    saved = post_form(
        browser,
        url,
        theme="budget",
        text="Reprendre le paiement du loyer 🙂",
        **{"tasks-0-text": "Ouvrir les courriers", "tasks-0-side": "household", "tasks-0-due_on": str(TOMORROW)},
    )
    objective = Objective.objects.get()
    assert saved.url == f"{at('objectives', three.household)}#objectif-{objective.pk}"
    assert (objective.agreed_on, objective.tasks.get().due_on) == (timezone.localdate(), TOMORROW)
    html = html_of(browser, at("objectives", three.household))
    for words in ("Reprendre le paiement du loyer 🙂", "Ouvrir les courriers", "Soutien budgétaire", "Pas commencé"):
        assert words in html


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"theme": ""}, "Choisissez un thème."),
        ({"theme": "astrologie"}, "Ce thème n’est pas de ceux du dispositif."),
        ({"text": ""}, "Écrivez ce qui est convenu avec le ménage."),
        ({"agreed_on": "2099-01-01"}, "Ce jour n’est pas encore venu"),
        ({"agreed_on": "31 février"}, "Ce jour n’existe pas"),
        ({"agreed_on": "2015-03-01"}, "La mesure commence le"),
        ({"due_on": "2015-01-01"}, "C’est avant le"),
        ({"tasks-0-side": "landlord", "tasks-0-due_on": "2099-01-01"}, "Écrivez ce qui est à faire."),
    ],
)
def test_a_refusal_is_a_sentence_and_keeps_what_was_typed(log_in, three, typed, said):
    given = {"theme": "budget", "text": "Payer le loyer de mai", **typed}
    html = plain(post_form(log_in(three.worker), at("objective_agree", three.mesure), **given).content.decode())
    assert said in html
    assert "Payer le loyer de mai" in html or not given["text"]
    assert not Objective.objects.exists()


def test_what_is_typed_is_kept_and_two_who_change_it_see_both(log_in, three):
    values = {"theme": "budget", "text": "Le premier texte", "agreed_on": APRIL, "due_on": None}
    objective = agree_objective(mesure=three.mesure, values=values, tasks=[], by=three.worker)
    browser, url = log_in(three.worker), at("objective_change", objective)
    page = browser.get(url)
    autosave(browser, url, page, text="Le mien")
    assert Draft.objects.get().title == "Objectif"
    change_objective(objective=objective, values={**values, "text": "Le sien"}, tasks=[], by=three.worker)
    both = post_form(browser, url, page, text="Le mien").content.decode()
    assert "Le sien" in both
    assert "Le mien" in both
    objective.refresh_from_db()
    assert objective.text == "Le sien"


def test_lines_are_added_changed_and_given_up(log_in, three):
    objective = ObjectiveFactory(accompaniment=three.mesure)
    first, second = TaskFactory(objective=objective), TaskFactory(objective=objective, text="Appeler la mairie.")
    browser, url = log_in(three.worker), at("objective_change", objective)
    post_form(
        browser,
        url,
        **{"tasks-0-text": "Trier les relevés.", "tasks-1-DELETE": "on", "tasks-2-text": "Demander un délai."},
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert {first.text, second.text} & {"Trier les relevés."}
    assert sorted(objective.tasks.filter(dropped=False).values_list("side", flat=True)) == ["household", "household"]
    assert objective.tasks.filter(dropped=True).count() == 1
    assert "abandonnée" in html_of(browser, at("objectives", three.household))


def test_one_touch_ticks_a_task(log_in, three):
    task = TaskFactory(objective__accompaniment=three.mesure)
    browser = log_in(three.worker)
    answer = browser.post(at("task_check", task), {"fait": "1"})
    assert answer.url.startswith(at("objectives", three.household))
    task.refresh_from_db()
    assert task.done_on == timezone.localdate()
    assert 'aria-pressed="true"' in browser.get(at("objectives", three.household)).content.decode()
    browser.post(at("task_check", task), {"fait": "0"})
    task.refresh_from_db()
    assert task.done_on is None
    assert log_in(stranger(three)).post(at("task_check", task), {"fait": "1"}).status_code == 404


def test_steps_of_an_objective_from_the_tab(log_in, three):
    objective = ObjectiveFactory(accompaniment=three.mesure)
    browser = log_in(three.worker)
    assert "Atteint" in html_of(browser, at("objectives", three.household))
    post_form(browser, at("objective_begin", objective))
    refused = post_form(browser, at("objective_drop", objective), reason="").content.decode()
    assert "Dites pourquoi." in refused
    post_form(browser, at("objective_drop", objective), reason="Le ménage a un autre projet.")
    objective.refresh_from_db()
    assert objective.state == "dropped"
    html = html_of(browser, at("objectives", three.household))
    assert "« Le ménage a un autre projet. »" in html
    assert browser.get(at("objective_change", objective)).status_code == 302
    post_form(browser, at("objective_take_up_again", objective), reason="Il y revient.")
    post_form(browser, at("objective_reach", objective))
    objective.refresh_from_db()
    assert objective.state == "reached"


def test_what_is_late_is_shown_late_and_first(log_in, three):
    ObjectiveFactory(accompaniment=three.mesure, text="À l’heure", due_on=TOMORROW)
    ObjectiveFactory(accompaniment=three.mesure, text="Passé", due_on=APRIL)
    behind = ObjectiveFactory(accompaniment=three.mesure, text="Une tâche passée")
    TaskFactory(objective=behind, due_on=APRIL)
    ActionFactory(accompaniment=three.mesure, due_on=APRIL)
    response = log_in(three.worker).get(at("objectives", three.household))
    work = response.context["works"][0]
    assert [line.late for line in work.open] == [True, True, False]
    assert [line.late for line in work.actions] == [True]


def test_promises_stand_beside_with_what_became_of_them(log_in, three):
    sealed(three, (TENANT, "Ouvrir les courriers", None), (LANDLORD, "Envoyer le décompte", APRIL))
    html = html_of(log_in(three.worker), at("objectives", three.household))
    assert "Ouvrir les courriers" in html
    assert "Envoyer le décompte" in html


def test_a_step_and_what_it_obtained(log_in, three):
    browser = log_in(three.worker)
    structure = StructureFactory(operator=three.operator)
    post_form(
        browser,
        at("action_note", three.mesure),
        kind="fsl",
        state="waiting",
        structure=str(structure.pk),
        amount_asked="1 200,50 €",
        note="Dossier complet",
    )
    action = Action.objects.get()
    url = at("action_change", action)
    assert "Indiquez le jour de la réponse." in post_form(browser, url, state="obtained").content.decode()
    assert "supérieur à 0" in post_form(browser, url, amount_asked="-5").content.decode()
    answer = {"amount_asked": "1200,50", "decided_on": "2015-06-01", "amount_obtained": "800"}
    post_form(browser, url, state="obtained", **answer)
    html = html_of(browser, at("objectives", three.household))
    assert "800,00 € obtenus, sur 1 200,50 € demandés" in html
    assert structure.name in html
    post_form(browser, at("action_cancel", action), reason="Noté deux fois.")
    assert not Action.objects.exists()


def test_a_structure_of_another_operator_is_not_offered_nor_taken(log_in, three):
    foreign = StructureFactory(name="Ailleurs")
    browser, url = log_in(three.worker), at("relay_note", three.mesure)
    assert "Ailleurs" not in browser.get(url).content.decode()
    refused = plain(post_form(browser, url, structure=str(foreign.pk)).content.decode())
    assert "dans l’annuaire de votre association" in refused
    assert "Choisissez une structure" in post_form(browser, url, structure="").content.decode()
    assert not Relay.objects.exists()


def test_a_relay_and_its_suite(log_in, three):
    structure = StructureFactory(operator=three.operator)
    browser = log_in(three.worker)
    post_form(browser, at("relay_note", three.mesure), structure=str(structure.pk), purpose="Ses droits")
    relay = Relay.objects.get()
    assert "Noter la suite" in html_of(browser, at("objectives", three.household))
    post_form(browser, at("relay_change", relay), result="Rencontrée")
    assert "Rencontrée" in html_of(browser, at("objectives", three.household))
    post_form(browser, at("relay_cancel", relay), reason="Erreur")
    assert not Relay.objects.exists()


def test_who_reads_it_and_who_does_not(log_in, three):
    objective = ObjectiveFactory(accompaniment=three.mesure, text="Un mot que le bailleur ne lit pas")
    url = at("objectives", three.household)
    head = log_in(three.head).get(url)
    assert objective.text in head.content.decode()
    assert at("objective_agree", three.mesure) not in head.content.decode()
    assert AccessLogEntry.objects.filter(action="actions.read", subject_organisation=three.landlord).exists()
    for actor in (three.advisor, three.manager, stranger(three)):
        assert log_in(actor).get(url).status_code == 404
        file = log_in(actor).get(three.household.get_absolute_url())
        assert "Un mot que" not in file.content.decode()
        assert url not in file.content.decode()


def test_what_is_over_is_read_and_not_written(log_in):
    mesure = closed_mesure()
    action, relay = ActionFactory(accompaniment=mesure), RelayFactory(accompaniment=mesure)
    browser = log_in(mesure.worker)
    html = browser.get(at("objectives", mesure.household)).content.decode()
    assert at("objective_agree", mesure) not in html
    for url in (at("action_change", action), at("relay_change", relay)):
        assert browser.get(url).url == at("objectives", mesure.household)


def test_the_tab_asks_no_more_when_it_grows(log_in, three, django_assert_max_num_queries):
    browser, url = log_in(three.worker), at("objectives", three.household)
    grow(three)
    browser.get(url)
    with django_assert_max_num_queries(60) as few:
        browser.get(url)
    for _ in range(5):
        grow(three)
    with django_assert_max_num_queries(len(few)):
        browser.get(url)


def grow(three):
    objective = ObjectiveFactory(accompaniment=three.mesure)
    TaskFactory(objective=objective)
    structure = StructureFactory(operator=three.operator)
    ActionFactory(accompaniment=three.mesure, structure=structure, objective=objective)
    RelayFactory(accompaniment=three.mesure, structure=structure)
