"""How a definition is said and drawn."""

import dataclasses

import pytest

from programmes.catalogue import shipped_definitions
from programmes.definition import Cadence, Definition
from programmes.presentation import PARTS, Block, blocks, changed_parts, frequency, how_often, ranks, rhythms


@pytest.fixture
def remobilisation():
    return shipped_definitions()[0]


@pytest.fixture
def visits():
    return shipped_definitions()[1]


@pytest.mark.parametrize(
    ("at_least", "at_most", "every", "period", "words"),
    [
        (1, 1, 15, "day", "tous les 15\u00a0jours"),
        (1, 1, 1, "month", "une fois par mois"),
        (1, 3, 1, "quarter", "une à trois fois par trimestre"),
        (0, 2, 1, "week", "jusqu’à deux fois par semaine"),
        (4, 4, 1, "month", "quatre fois par mois"),
        (2, 3, 2, "month", "deux à trois fois tous les 2\u00a0mois"),
        (10, 10, 1, "year", "dix fois par an"),
        (12, 12, 1, "year", "12 fois par an"),
    ],
)
def test_a_frequency_is_said_as_people_say_it(at_least, at_most, every, period, words):
    assert frequency(at_least, at_most, every, period) == words


def test_what_is_intended_and_what_is_done_are_said_together(remobilisation):
    said = {rhythm.subject: rhythm.words for rhythm in rhythms(remobilisation.cadences)}
    assert said == {
        "Suivi individuel": "tous les 15\u00a0jours",
        "Rencontres collectives": "une fois par mois (prévu), une à trois fois par trimestre (en pratique)",
    }


def test_a_single_rhythm_needs_no_comment():
    assert rhythms((Cadence("individual", "intended", 1, 1, 1, "week"),))[0].words == "une fois par semaine"


@pytest.mark.parametrize(
    ("every", "period", "words"), [(1, "month", "chaque mois"), (2, "year", "tous les 2 ans"), (0, "", "")]
)
def test_how_often_an_instance_meets(every, period, words):
    assert how_often(every, period) == words


def test_steps_after_the_same_one_stand_side_by_side(remobilisation, visits):
    codes = [[step.code for step in rank.steps] for rank in ranks(remobilisation.steps)]
    assert ["suivi-individuel", "rencontres-collectives"] in codes
    assert codes[-2:] == [["tripartite-intermediaire"], ["tripartite-finale"]]
    last = ranks(visits.steps)[-1]
    assert [step.code for step in last.steps] == ["sans-suite", "droit-commun", "vers-remobilisation", "accompagnement"]
    assert last.branch_label == "Selon l’orientation"


def test_no_step_is_lost_in_the_diagram(remobilisation, visits):
    for definition in (remobilisation, visits):
        assert sum(len(rank.steps) for rank in ranks(definition.steps)) == len(definition.steps)


def test_the_history_names_what_changed(remobilisation):
    later = dataclasses.replace(remobilisation, label="Autre intitulé", cadences=())
    assert changed_parts(remobilisation, later) == ["intitulé", "rythmes"]
    assert changed_parts(remobilisation, remobilisation) == []


def test_every_part_of_a_definition_has_a_name():
    assert {field.name for field in dataclasses.fields(Definition)} - {"code"} == set(PARTS)


def test_a_text_is_read_as_paragraphs_and_lists():
    text = "Une phrase\nsur deux lignes.\n\nIl s’agit :\n- du premier,\n- du second.\n"
    assert blocks(text) == [
        Block("Une phrase sur deux lignes."),
        Block("Il s’agit :"),
        Block(points=("du premier,", "du second.")),
    ]
