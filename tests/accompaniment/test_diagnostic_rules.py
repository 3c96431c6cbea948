"""What a diagnostic counts and what it lacks: days, a budget, sentences."""

import datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.models import Conclusions, Diagnostic
from accompaniment.rules.diagnostics import (
    SECTIONS,
    budget_of,
    countdown,
    is_sooner,
    lacks_of,
    last_day,
    orientation_problem,
    reading_problem,
    section_after,
    section_named,
    support_problem,
)
from accompaniment.rules.mesures import limit_of

DAY = datetime.date
FIRST = DAY(2015, 3, 17)
LIMIT = DAY(2015, 5, 16)


def plain(words):
    return words.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("today", "words", "tone"),
    [
        (DAY(2015, 3, 20), "à rendre avant le 17 mai : 57 jours", ""),
        (DAY(2015, 5, 4), "à rendre avant le 17 mai : 12 jours", "soon"),
        (DAY(2015, 5, 15), "à rendre avant le 17 mai : 1 jour", "soon"),
        (LIMIT, "à rendre aujourd’hui", "soon"),
        (DAY(2015, 5, 17), "en retard d’un jour", "late"),
        (DAY(2015, 5, 19), "en retard de 3 jours", "late"),
    ],
)
def test_the_countdown_in_words(today, words, tone):
    count = countdown(FIRST, LIMIT, today)
    assert (plain(count.words), count.tone) == (words, tone)


@given(st.dates(DAY(2015, 1, 1), DAY(2030, 1, 1)), st.integers(-30, 200))
def test_it_is_late_from_the_day_after_its_limit_on(first, gone):
    today = first + datetime.timedelta(days=gone)
    count = countdown(first, limit_of(first, 2), today)
    assert count.late == (today > count.limit)
    assert not (count.late and count.near)
    assert 0 <= count.done <= 2 * count.total


@pytest.mark.parametrize(
    ("limit", "months", "words"),
    [
        (LIMIT, 2, ""),
        (DAY(2015, 4, 9), 2, "plus tôt : une proposition de logement attend une réponse le 10 avril"),
        (DAY(2015, 4, 9), None, "plus tôt : une proposition de logement attend une réponse le 10 avril"),
        (FIRST, 2, "plus tôt : une proposition de logement attend une réponse"),
    ],
)
def test_fewer_days_than_the_programme_gives_are_explained(limit, months, words):
    count = countdown(FIRST, limit, FIRST, sooner=is_sooner(FIRST, limit, months))
    assert plain(count.sooner) == words


def test_without_a_limit_nothing_is_counted():
    assert countdown(FIRST, None, FIRST) is None


@pytest.mark.parametrize(
    ("first", "limit"),
    [
        (DAY(2015, 3, 17), DAY(2015, 5, 16)),
        (DAY(2015, 12, 31), DAY(2016, 2, 28)),
        (DAY(2015, 1, 1), DAY(2015, 2, 28)),
    ],
)
def test_two_months_end_the_day_before_the_same_day(first, limit):
    assert limit_of(first, 2) == limit


def test_a_proposal_is_answered_before_its_day():
    assert limit_of(FIRST, 2, DAY(2015, 4, 1)) == DAY(2015, 3, 31)
    assert limit_of(FIRST, 2, FIRST) == FIRST
    assert limit_of(FIRST, 2, DAY(2015, 6, 1)) == LIMIT


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "side": st.sampled_from(["income", "charge", "debt"]),
            "label": st.just("Une ligne"),
            "amount": st.decimals("0.01", "99999.99", places=2).map(str),
        }
    )
)


@given(LINES)
def test_the_budget_adds_up_to_the_cent(stored):
    budget = budget_of(stored)
    sums = {
        side: sum((Decimal(line["amount"]) for line in stored if line["side"] == side), Decimal(0))
        for side in ("income", "charge", "debt")
    }
    assert (budget.income, budget.spent, budget.owed) == tuple(sums.values())
    assert budget.remainder == sums["income"] - sums["charge"]
    assert bool(budget) == bool(stored)


def written(**others):
    texts = {"problems": "P.", "family": "F.", "social": "S.", "financial": "A.", "strengths": "T."}
    return SimpleNamespace(**{**texts, "budget": [1], "network": [1], **others})


def concluded(**others):
    values = {"text": "C.", "orientation": "no_follow_up", "measures": [], "support_from": None, "read_on": LIMIT}
    return SimpleNamespace(**{**values, **others})


def test_nothing_is_missing():
    assert lacks_of(written(), concluded(), met=True) == []


@pytest.mark.parametrize(
    ("diagnostic", "conclusions", "page"),
    [
        ({"problems": " "}, {}, "problemes"),
        ({"family": ""}, {}, "situation"),
        ({"social": ""}, {}, "situation"),
        ({"financial": ""}, {}, "budget"),
        ({"strengths": ""}, {}, "potentialites"),
        ({}, {"text": ""}, "conclusions"),
        ({}, {"orientation": ""}, "conclusions"),
        ({}, {"orientation": "common_law"}, "conclusions"),
        ({}, {"orientation": "support"}, "conclusions"),
        ({}, {"orientation": "support", "support_from": LIMIT}, "conclusions"),
        ({}, {"read_on": None}, "lecture"),
    ],
)
def test_each_thing_that_is_missing_is_said_and_led_to(diagnostic, conclusions, page):
    (lack,) = lacks_of(written(**diagnostic), concluded(**conclusions), met=True)
    assert lack.blocks
    assert lack.page == page
    assert lack.sentence.endswith(".")


def test_advice_does_not_block():
    lacks = lacks_of(written(budget=[], network=[]), concluded(), met=False)
    assert [lack.blocks for lack in lacks] == [False, False, False]


def test_the_support_follows_the_reading():
    assert support_problem(LIMIT, LIMIT).startswith("L’accompagnement commence après le diagnostic")
    assert support_problem(LIMIT + datetime.timedelta(days=1), LIMIT) == ""
    assert support_problem(None, LIMIT) == ""


def test_answers_are_those_of_the_programme():
    assert orientation_problem("support", [], {"no_follow_up"}, set())[1] == "orientation"
    assert orientation_problem("common_law", ["ali", "xyz"], {"common_law"}, {"ali"})[1] == "measures"
    assert orientation_problem("", [], set(), set()) == ("", None)


def test_it_is_read_within_the_phase():
    assert "pas encore venu" in reading_problem(LIMIT, FIRST, FIRST)
    assert "17" in reading_problem(DAY(2015, 3, 16), FIRST, LIMIT)
    assert reading_problem(FIRST, FIRST, LIMIT) == ""


def test_the_last_day_leaves_room_for_the_support():
    assert last_day(LIMIT, None) == LIMIT
    assert last_day(LIMIT, DAY(2015, 5, 10)) == DAY(2015, 5, 9)
    assert last_day(LIMIT, DAY(2015, 6, 1)) == LIMIT


def test_the_sections_hold_every_text_once():
    named = [name for section in SECTIONS for name in section.fields]
    assert len(named) == len(set(named))
    own = {"id", "version", "accompaniment", "phase", "state", "interruption_reason", "author", "created_at"}
    assert {field.name for field in Diagnostic._meta.concrete_fields} - own == set(named)
    assert section_named("budget").code == "budget"
    assert section_named("avis") is None
    assert section_after("analyse") is None
    assert not {"allocation", "tenancy", "opinion"} & {field.name for field in Conclusions._meta.concrete_fields}
