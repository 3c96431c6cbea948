"""What may be noted of objectives and steps, what they add up to: values in, sentences out."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from accompaniment.rules.objectives import (
    action_problems,
    is_late,
    objective_problems,
    relay_problems,
    task_problem,
    totals_of,
)
from accompaniment.rules.structures import same_place, themes_of, themes_problem

TODAY = datetime.date(2015, 6, 10)
FIRST = datetime.date(2015, 3, 17)
DAY = datetime.timedelta(days=1)
THEMES = {"budget", "reseau"}
OBJECTIVE = {"theme": "budget", "text": "Reprendre le loyer.", "agreed_on": TODAY, "due_on": None}
ACTION = {
    "kind": "fsl",
    "state": "to_do",
    "begun_on": None,
    "due_on": None,
    "decided_on": None,
    "amount_asked": None,
    "amount_obtained": None,
    "note": "",
}


def said(problems):
    return {field: words.replace("\u00a0", " ").replace("\u202f", " ") for field, words in problems.items()}


def objective(**values):
    return said(objective_problems({**OBJECTIVE, **values}, today=TODAY, first_day=FIRST, themes=THEMES))


def action(**values):
    return said(action_problems({**ACTION, **values}, today=TODAY))


def test_what_is_agreed_today_is_noted():
    assert objective() == {}
    assert objective(due_on=TODAY) == {}


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"theme": ""}, "theme", "Choisissez un thème."),
        ({"theme": "astrologie"}, "theme", "Ce thème n’est pas de ceux du dispositif."),
        ({"text": "  "}, "text", "Écrivez ce qui est convenu avec le ménage."),
        ({"text": "x" * 2001}, "text", "Ce texte est trop long : 2000 signes au plus."),
        ({"agreed_on": TODAY + DAY}, "agreed_on", "Ce jour n’est pas encore venu : choisissez aujourd’hui"),
        ({"agreed_on": FIRST - DAY}, "agreed_on", "La mesure commence le 17 mars 2015"),
        ({"due_on": TODAY - DAY}, "due_on", "C’est avant le 10 juin 2015"),
        ({"due_on": datetime.date(2031, 1, 1)}, "due_on", "Cette date est trop lointaine"),
    ],
)
def test_an_objective_is_refused_with_a_sentence(values, field, words):
    problems = objective(**values)
    assert list(problems) == [field]
    assert problems[field].startswith(words)


def test_a_programme_without_themes_asks_none():
    assert objective_problems({**OBJECTIVE, "theme": ""}, today=TODAY, first_day=FIRST, themes=()) == {}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"text": " "}, "Écrivez ce qui est à faire."),
        ({"side": "mayor"}, "Dites qui s’en charge."),
        ({"due_on": TODAY - DAY}, "C’est avant"),
        ({"text": "x" * 501}, "Ce texte est trop long"),
    ],
)
def test_a_task_is_refused_with_a_sentence(line, words):
    task = {"side": "household", "text": "Appeler.", "due_on": None, **line}
    assert task_problem(task, since=TODAY, today=TODAY).startswith(words)


def test_the_day_itself_is_in_time():
    assert not is_late(TODAY, TODAY)
    assert is_late(TODAY - DAY, TODAY)
    assert not is_late(None, TODAY)


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": "magic"}, "kind", "Choisissez une démarche."),
        ({"state": "lost"}, "state", "Choisissez où elle en est."),
        ({"begun_on": TODAY + DAY}, "begun_on", "Ce jour n’est pas encore venu"),
        ({"begun_on": TODAY, "due_on": TODAY - DAY}, "due_on", "C’est avant le"),
        ({"state": "obtained"}, "decided_on", "Indiquez le jour de la réponse."),
        ({"state": "refused"}, "decided_on", "Indiquez le jour de la réponse."),
        ({"state": "waiting", "decided_on": TODAY}, "decided_on", "Un jour de réponse va avec"),
        ({"state": "obtained", "decided_on": TODAY + DAY}, "decided_on", "Ce jour n’est pas encore venu"),
        ({"state": "obtained", "begun_on": TODAY, "decided_on": FIRST}, "decided_on", "La démarche est engagée le"),
        ({"amount_asked": Decimal("-1")}, "amount_asked", "Un montant n’est pas négatif."),
        ({"amount_asked": Decimal("1000000")}, "amount_asked", "Ce montant est trop grand : 999 999,99 €"),
        ({"amount_obtained": Decimal("10")}, "amount_obtained", "Un montant obtenu se note une fois"),
        (
            {"state": "obtained", "decided_on": TODAY, "amount_obtained": Decimal("-10")},
            "amount_obtained",
            "Un montant n’est pas négatif.",
        ),
        ({"note": "x" * 5001}, "note", "Ce texte est trop long"),
    ],
)
def test_a_step_is_refused_with_a_sentence(values, field, words):
    problems = action(**values)
    assert list(problems) == [field]
    assert problems[field].startswith(words)


def test_amounts_add_up_to_the_cent():
    steps = [
        SimpleNamespace(state="obtained", amount_asked=Decimal("500.10"), amount_obtained=Decimal("350.05")),
        SimpleNamespace(state="obtained", amount_asked=None, amount_obtained=Decimal("0.10")),
        SimpleNamespace(state="waiting", amount_asked=Decimal("120"), amount_obtained=None),
        SimpleNamespace(state="refused", amount_asked=Decimal("80"), amount_obtained=None),
        SimpleNamespace(state="dropped", amount_asked=Decimal("9000"), amount_obtained=None),
    ]
    totals = totals_of(steps)
    assert (totals.obtained_count, totals.asked, totals.obtained) == (2, Decimal("700.10"), Decimal("350.15"))
    assert totals.words.replace("\u00a0", " ") == "350,15 € obtenus"
    assert totals_of([]).words == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [({"on": TODAY + DAY}, "on"), ({"on": FIRST - DAY}, "on"), ({"purpose": "x" * 2001}, "purpose")],
)
def test_a_relay_is_refused_with_a_sentence(values, field):
    relay = {"on": TODAY, "purpose": "", "result": "", **values}
    assert list(relay_problems(relay, today=TODAY, first_day=FIRST)) == [field]


def test_words_become_subjects_once_each():
    assert themes_of(" Budget,  impayés ; IMPAYES, , eau  chaude") == ["budget", "impayés", "eau chaude"]
    assert themes_of(" ,; ") == []
    assert themes_problem(["x" * 61]).startswith("Un thème tient")
    assert themes_problem([str(n) for n in range(13)]).startswith("12 thèmes au plus")


def test_the_same_structure_is_known_however_it_is_written():
    there = SimpleNamespace(name="Épicerie solidaire de l’Île", commune="Rezé")
    assert same_place("EPICERIE SOLIDAIRE DE L'ILE", "reze", [there]) is there
    assert same_place("Épicerie solidaire de l’Île", "Nantes", [there]) is None
