"""What a sheet lacks, in the words of its summary."""

import datetime
from types import SimpleNamespace

import pytest

from referrals.enums import StartMode, Urgency
from referrals.rules.sheets import STEPS, SUMMARY, lacks_of, step_after, step_named, steps_wanting

TODAY = datetime.date(2026, 3, 3)
LONG_AGO = TODAY - datetime.timedelta(days=200)
CONVENTION = SimpleNamespace(starts_on=datetime.date(2025, 1, 1), ends_on=datetime.date(2026, 12, 31))
PASSED = SimpleNamespace(on=TODAY, passed=True)
COMPLETE = {
    "origin": "advisor",
    "problem_codes": ["isolement"],
    "problems": "Des courriers sans réponse.",
    "improvements": "Que le lien se renoue.",
    "agreed_on": TODAY,
    "start_mode": StartMode.TRIPARTITE,
    "urgency": Urgency.NORMAL,
    "urgency_reason": "",
}


def lacks(*, screening=PASSED, convention=CONVENTION, guarded=False, announced=False, announces=False, **sheet):
    return lacks_of(
        SimpleNamespace(**COMPLETE | sheet),
        screening=screening,
        convention=convention,
        guarded=guarded,
        announced=announced,
        announces=announces,
        today=TODAY,
    )


def test_nothing_stands_against_a_complete_sheet():
    assert lacks() == []


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"origin": ""}, "origin", "qui a repéré"),
        ({"problem_codes": []}, "problem_codes", "au moins une problématique"),
        ({"agreed_on": None}, "agreed_on", "a accepté d’être rencontré"),
        ({"agreed_on": TODAY + datetime.timedelta(days=1)}, "agreed_on", "pas encore venu"),
        ({"agreed_on": LONG_AGO}, "agreed_on", "plus de 6 mois"),
        ({"urgency": Urgency.URGENT}, "urgency_reason", "ce qui presse"),
        ({"guarded": True, "start_mode": StartMode.LETTER}, "start_mode", "aucun courrier"),
    ],
)
def test_what_is_missing_is_said_with_its_field(given, field, words):
    (lack,) = lacks(**given)
    assert lack.blocks
    assert lack.field == field
    assert words in lack.sentence
    assert step_named(lack.step)


@pytest.mark.parametrize(
    ("screening", "words"),
    [
        (None, "n’a pas encore été vérifiée"),
        (SimpleNamespace(on=TODAY, passed=False), "ne conclut pas"),
        (SimpleNamespace(on=LONG_AGO, passed=True), "refaites-la"),
    ],
)
def test_eligibility_is_verified_and_lately(screening, words):
    (lack,) = lacks(screening=screening)
    assert words in lack.sentence
    assert lack.at == "screening"


def test_a_convention_that_is_over_takes_no_fiche():
    ended = SimpleNamespace(starts_on=CONVENTION.starts_on, ends_on=datetime.date(2026, 3, 2))
    (lack,) = lacks(convention=ended)
    assert "La convention n’est pas en cours" in lack.sentence


def test_advice_does_not_stand_in_the_way():
    found = lacks(problems="", improvements="", announces=True)
    assert len(found) == 3
    assert not any(lack.blocks for lack in found)
    assert steps_wanting(found) == set()


def test_each_step_leads_to_the_next_and_the_last_to_the_summary():
    assert [step_after(step.code) for step in STEPS] == [*[step.code for step in STEPS[1:]], SUMMARY]
