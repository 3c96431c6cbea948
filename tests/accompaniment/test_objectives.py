"""Objectives, tasks, steps and relays as their services keep them; each thing that is refused, for whom."""

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from accompaniment.models import Action, Objective, Relay, Task
from accompaniment.services.actions import (
    cancel_action,
    cancel_relay,
    change_action,
    change_relay,
    note_action,
    note_relay,
)
from accompaniment.services.objectives import (
    agree_objective,
    begin_objective,
    change_objective,
    check_task,
    drop_objective,
    reach_objective,
    take_up_objective_again,
)
from core.models import StaleVersion, TransitionEntry
from tests.accompaniment.stay import ADHERED_ON, DAY, opened, refusal, stranger
from tests.factories.accompaniment import ObjectiveFactory, RelayFactory, StructureFactory, TaskFactory, closed_mesure

pytestmark = pytest.mark.django_db
APRIL = datetime.date(2015, 4, 1)
JUNE = datetime.date(2015, 6, 1)
VALUES = {"theme": "budget", "text": " Reprendre le loyer. ", "agreed_on": APRIL, "due_on": JUNE}
TASK = {"side": "worker", "text": "Écrire à la CAF.", "due_on": None}
NO_ACTION = {
    "kind": "fsl",
    "objective": None,
    "structure": None,
    "state": "to_do",
    "begun_on": None,
    "due_on": None,
    "decided_on": None,
    "amount_asked": None,
    "amount_obtained": None,
    "note": "",
}


@pytest.fixture
def three():
    three = opened()
    three.mesure.worker = three.worker
    return three


@pytest.fixture
def agreed(three):
    return agree_objective(mesure=three.mesure, values=VALUES, tasks=[TASK], by=three.worker)


def steps_of(subject):
    return list(TransitionEntry.objects.filter(subject_id=subject.pk).order_by("pk").values_list("action", flat=True))


def test_it_is_agreed_with_who_does_what(three, agreed):
    assert (agreed.text, agreed.state, agreed.author) == ("Reprendre le loyer.", "not_started", three.worker)
    task = agreed.tasks.get()
    assert (task.side, task.text, task.done_on) == ("worker", "Écrire à la CAF.", None)
    assert steps_of(agreed) == ["agree"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"theme": "astrologie"}, "theme"),
        ({"text": ""}, "text"),
        ({"agreed_on": datetime.date(2099, 1, 1)}, "agreed_on"),
        ({"agreed_on": ADHERED_ON - DAY}, "agreed_on"),
        ({"due_on": APRIL - DAY}, "due_on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(three, values, field):
    assert refusal(agree_objective, mesure=three.mesure, values={**VALUES, **values}, by=three.worker)[1] == field
    assert not Objective.objects.exists()


def test_too_many_tasks_and_a_wrong_one(three):
    given = {"mesure": three.mesure, "values": VALUES, "by": three.worker}
    assert refusal(agree_objective, **given, tasks=[TASK] * 21)[0].startswith("20 tâches au plus")
    assert refusal(agree_objective, **given, tasks=[{**TASK, "text": ""}])[0] == "Écrivez ce qui est à faire."


def test_it_changes_while_it_is_open(three, agreed):
    first = agreed.tasks.get()
    lines = [{**TASK, "text": "Prendre rendez-vous.", "side": "household"}]
    changed = change_objective(
        objective=agreed, values={**VALUES, "text": "Payer un loyer sur deux."}, tasks=lines, by=three.worker
    )
    assert changed.text == "Payer un loyer sur deux."
    first.refresh_from_db()
    assert first.dropped
    assert changed.tasks.get(dropped=False).side == "household"
    reach_objective(objective=changed, by=three.worker)
    words, _ = refusal(change_objective, objective=changed, values=VALUES, tasks=[], by=three.worker)
    assert words.startswith("Cet objectif est terminé")


def test_a_line_of_another_objective_is_not_taken(three, agreed):
    lines = [{**TASK, "id": TaskFactory()}]
    assert "entre-temps" in refusal(change_objective, objective=agreed, values=VALUES, tasks=lines, by=three.worker)[0]


def test_two_who_change_it_at_once(three, agreed):
    before = Objective.objects.get(pk=agreed.pk)
    change_objective(objective=agreed, values={**VALUES, "text": "Le sien."}, tasks=[], by=three.worker)
    with pytest.raises(StaleVersion):
        change_objective(objective=before, values=VALUES, tasks=[], by=three.worker)


def test_its_progress_follows_the_table(three, agreed):
    begin_objective(objective=agreed, by=three.worker)
    words, _ = refusal(begin_objective, objective=agreed, by=three.worker)
    assert "n’est plus possible" in words
    reached = reach_objective(objective=agreed, by=three.worker)
    assert (reached.state, reached.ended_on) == ("reached", timezone.localdate())
    again = take_up_objective_again(objective=agreed, reason="Le loyer de mai manque.", by=three.worker)
    assert (again.state, again.ended_on) == ("under_way", None)
    assert refusal(drop_objective, objective=agreed, reason=" ", by=three.worker) == ("Dites pourquoi.", "reason")
    dropped = drop_objective(objective=agreed, reason="Le ménage change de projet.", by=three.worker)
    assert (dropped.state, dropped.dropped_reason) == ("dropped", "Le ménage change de projet.")
    assert steps_of(agreed) == ["agree", "begin", "reach", "take_up_again", "drop"]


def test_a_task_is_done_in_one_touch_and_begins_the_objective(three, agreed):
    task = agreed.tasks.get()
    check_task(task=task, done=True, by=three.worker)
    check_task(task=task, done=True, by=three.worker)
    task.refresh_from_db()
    agreed.refresh_from_db()
    assert (task.done_on, agreed.state) == (timezone.localdate(), "under_way")
    check_task(task=task, done=False, by=three.worker)
    task.refresh_from_db()
    assert task.done_on is None
    drop_objective(objective=agreed, reason="Fin.", by=three.worker)
    assert refusal(check_task, task=task, done=True, by=three.worker)[0].startswith("Cet objectif est terminé")


def test_a_task_that_was_given_up_is_not_ticked(three, agreed):
    task = agreed.tasks.get()
    Task.objects.update(dropped=True)
    assert "n’est plus dans l’objectif" in refusal(check_task, task=task, done=True, by=three.worker)[0]


def test_nothing_changes_in_a_mesure_that_is_over():
    mesure = closed_mesure()
    by = mesure.worker
    assert "terminée" in refusal(agree_objective, mesure=mesure, values=VALUES, by=by)[0]
    assert "terminée" in refusal(note_action, mesure=mesure, values=NO_ACTION, by=by)[0]
    relay = {"structure": StructureFactory(), "on": APRIL, "purpose": "", "result": ""}
    assert "terminée" in refusal(note_relay, mesure=mesure, values=relay, by=by)[0]


def test_whoever_has_not_the_household_in_hand_writes_nothing(three, agreed):
    other, task = stranger(three), agreed.tasks.get()
    for by in (other, three.head, three.advisor, three.manager):
        assert refusal(agree_objective, mesure=three.mesure, values=VALUES, by=by)
        assert refusal(change_objective, objective=agreed, values=VALUES, tasks=[], by=by)
        assert refusal(reach_objective, objective=agreed, by=by)
        assert refusal(check_task, task=task, done=True, by=by)
        assert refusal(note_action, mesure=three.mesure, values=NO_ACTION, by=by)
    assert Objective.objects.get().state == "not_started"
    assert not Action.objects.exists()


def test_the_landlord_reaches_none_of_it(three, agreed):
    note_action(mesure=three.mesure, values=NO_ACTION, by=three.worker)
    RelayFactory(accompaniment=three.mesure)
    for model in (Objective, Task, Action, Relay):
        assert model.objects.visible_to(three.worker).exists()
        assert model.objects.visible_to(three.head).exists()
        for actor in (three.advisor, three.manager, stranger(three)):
            assert not model.objects.visible_to(actor).exists()


# Steps (démarches)


def test_a_step_goes_from_a_request_to_its_answer(three, agreed):
    bank = StructureFactory(operator=three.operator)
    values = {**NO_ACTION, "structure": bank, "objective": agreed, "amount_asked": Decimal("400"), "note": " Urgent. "}
    action = note_action(mesure=three.mesure, values=values, by=three.worker)
    assert (action.note, action.structure, action.objective) == ("Urgent.", bank, agreed)
    answer = {**values, "state": "obtained", "decided_on": JUNE, "amount_obtained": Decimal("320.50")}
    changed = change_action(action=action, values=answer, by=three.worker)
    assert (changed.state, changed.amount_obtained) == ("obtained", Decimal("320.50"))
    assert steps_of(three.mesure) == ["open", "note_action", "change_action"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"state": "obtained"}, "decided_on"),
        ({"begun_on": datetime.date(2099, 1, 1)}, "begun_on"),
        ({"amount_asked": Decimal("-5")}, "amount_asked"),
        ({"amount_obtained": Decimal("5")}, "amount_obtained"),
        ({"kind": ""}, "kind"),
    ],
)
def test_a_step_that_is_wrong_is_said_at_its_field(three, values, field):
    assert refusal(note_action, mesure=three.mesure, values={**NO_ACTION, **values}, by=three.worker)[1] == field


def test_a_step_leans_on_what_is_its_own(three):
    given = {"mesure": three.mesure, "by": three.worker}
    elsewhere = {**NO_ACTION, "structure": StructureFactory()}
    assert refusal(note_action, values=elsewhere, **given)[1] == "structure"
    gone = StructureFactory(operator=three.operator, closed_at=timezone.now())
    assert refusal(note_action, values={**NO_ACTION, "structure": gone}, **given)[1] == "structure"
    assert refusal(note_action, values={**NO_ACTION, "objective": ObjectiveFactory()}, **given)[1] == "objective"


def test_a_structure_that_was_withdrawn_stays_where_it_was_chosen(three):
    structure = StructureFactory(operator=three.operator)
    values = {**NO_ACTION, "structure": structure}
    action = note_action(mesure=three.mesure, values=values, by=three.worker)
    structure.closed_at = timezone.now()
    structure.save()
    assert change_action(action=action, values={**values, "note": "Suite."}, by=three.worker).note == "Suite."


def test_a_step_noted_by_mistake_goes_and_the_history_says_why(three):
    action = note_action(mesure=three.mesure, values=NO_ACTION, by=three.worker)
    assert refusal(cancel_action, action=action, reason="", by=three.worker)[1] == "reason"
    cancel_action(action=action, reason="Un autre ménage.", by=three.worker)
    assert not Action.objects.exists()
    assert Action.pgh_event_model.objects.filter(pgh_label="delete").exists()
    assert TransitionEntry.objects.get(action="cancel_action").reason == "Un autre ménage."


# Relays


def test_a_relay_and_what_became_of_it(three):
    structure = StructureFactory(operator=three.operator)
    values = {"structure": structure, "on": APRIL, "purpose": "Ouvrir ses droits.", "result": ""}
    relay = note_relay(mesure=three.mesure, values=values, by=three.worker)
    changed = change_relay(relay=relay, values={**values, "result": "Rencontrée en mai."}, by=three.worker)
    assert changed.result == "Rencontrée en mai."
    assert refusal(note_relay, mesure=three.mesure, values={**values, "structure": None}, by=three.worker) == (
        "Choisissez une structure de l’annuaire.",
        "structure",
    )
    future = {**values, "on": datetime.date(2099, 1, 1)}
    assert refusal(note_relay, mesure=three.mesure, values=future, by=three.worker)[1] == "on"
    foreign = {**values, "structure": StructureFactory()}
    assert refusal(note_relay, mesure=three.mesure, values=foreign, by=three.worker)[1] == "structure"
    cancel_relay(relay=relay, reason="Noté deux fois.", by=three.worker)
    assert not Relay.objects.exists()
