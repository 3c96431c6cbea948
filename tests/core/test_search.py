"""Searching a card box: by any word, in any order, with a slip."""

import datetime
import uuid

import pytest

from core.search import Entry
from core.spelling import address_words, date_words, name_words, phone_words, reference_words
from tests.core.sample_search import CARDS, Card, CardSlip, CardWord, create_tables

OURS, THEIRS = uuid.uuid4(), uuid.uuid4()


@pytest.fixture(autouse=True)
def _tables(db):
    create_tables()


def card(name, *, words=(), organisations=(OURS,), hidden=False):
    made = Card.objects.create(name=name, hidden=hidden)
    CARDS.write(Entry(made.pk, organisations, name.lower(), name_words(name) | set(words)))
    return made


def names(typed, **options):
    found = CARDS.find(typed, **{"organisation": OURS, **options})
    of = dict(Card.objects.values_list("pk", "name"))
    return [of[subject] for subject in found.subjects]


@pytest.mark.parametrize(
    "typed",
    [
        "Le Goff",
        "LEGOFF",
        "goff elo",
        "Élodie Le Goff",
        "elodie-goff",
        "e le g",
        "legof",
        "Elodei Goff",
        "legofff elodi",
    ],
)
def test_accents_case_order_particles_and_slips(typed):
    card("Le Goff Élodie")
    card("Martin Paul")
    assert names(typed) == ["Le Goff Élodie"]


@pytest.mark.parametrize("typed", ["", "  ", "!?", "平", "goff paul", "x" * 500, "🙂", "%", "~", "\0"])
def test_nothing_to_find(typed):
    card("Le Goff Élodie")
    card("Martin Paul")
    assert CARDS.find(typed, organisation=OURS).subjects == []


@pytest.mark.parametrize(
    "typed",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34",
        "+33 6 12 34 56 78",
        "0033612345678",
        "3/4/1980",
        "03/04/80",
        "03041980",
        "1980-04-03",
        "04/1980",
        "3 4 1980",
        "L-2023/00456",
        "l202300456",
        "2023-00456",
        "456",
        "12 rue des Lilas",
        "lilas 44300",
        "Goff 03/04/1980 lilas 0612345678",
    ],
)
def test_every_spelling_of_a_number(typed):
    words = (
        phone_words("06.12.34.56.78")
        | date_words(datetime.date(1980, 4, 3))
        | reference_words("L-2023/00456")
        | address_words("12 rue des Lilas 44300 Nantes")
    )
    card("Le Goff Élodie", words=words)
    card("Autre Personne", words=phone_words("07 99 99 99 99") | address_words("15 rue des Tilleuls 44200 Nantes"))
    assert names(typed) == ["Le Goff Élodie"]


def test_those_that_have_the_word_come_before_those_a_slip_away():
    for name in ("Dupond Zoé", "Dupont Anne", "Dupond Bruno"):
        card(name)
    found = CARDS.find("dupond", organisation=OURS)
    assert names("dupond") == ["Dupond Bruno", "Dupond Zoé", "Dupont Anne"]
    assert found.exact == 2
    assert not found.more


def test_another_organisation_finds_nothing():
    card("Le Goff Élodie", organisations=[OURS])
    card("Le Goff Jeanne", organisations=[OURS, THEIRS])
    assert names("goff", organisation=THEIRS) == ["Le Goff Jeanne"]
    assert names("elodie", organisation=THEIRS) == []
    assert names("elodei", organisation=THEIRS) == []


def test_what_is_out_of_reach_is_left_out_before_it_is_counted():
    for number in range(5):
        card(f"Martin A{number}", hidden=True)
    card("Martin Zoé")
    assert names("martin", visible=Card.objects.filter(hidden=False), limit=2) == ["Martin Zoé"]


def test_no_more_than_asked_for():
    for number in range(4):
        card(f"Martin A{number}")
    found = CARDS.find("martin", organisation=OURS, limit=3)
    assert len(found.subjects) == 3
    assert found.more
    assert not CARDS.find("martin", organisation=OURS, limit=4).more


def test_a_new_name_replaces_the_old_one_and_the_night_forgets_its_slips():
    someone = card("Lefebvre Jeanne")
    CARDS.write(Entry(someone.pk, [OURS], "martin jeanne", name_words("Martin Jeanne")))
    assert names("lefebvre") == names("lefevre") == []
    assert names("martim") == ["Lefebvre Jeanne"]
    assert CardSlip.objects.filter(word="lefebvre").exists()
    assert CARDS.forget_slips()
    assert not CardSlip.objects.filter(word="lefebvre").exists()
    assert names("martim jeane") == ["Lefebvre Jeanne"]


def test_a_subject_without_words_is_found_no_more():
    first, second = card("Martin Anne"), card("Martin Zoé")
    CARDS.write(Entry(first.pk, [], "", []), Entry(second.pk, [THEIRS], "martin", ["martin"]))
    assert names("martin") == []
    assert names("martin", organisation=THEIRS) == ["Martin Zoé"]


def test_written_twice_writes_nothing(django_assert_num_queries):
    someone = card("Le Goff Élodie")
    entry = Entry(someone.pk, [OURS], "le goff élodie", name_words("Le Goff Élodie"))
    with django_assert_num_queries(3):
        CARDS.write(entry)
    assert CardWord.objects.count() == len(entry.rows())


@pytest.mark.parametrize(("typed", "most"), [("martin", 2), ("0612", 1), ("martin anne", 5)])
def test_the_number_of_statements_does_not_grow(typed, most, django_assert_max_num_queries):
    for number in range(30):
        card(f"Martin Anne{number}")
    with django_assert_max_num_queries(most):
        CARDS.find(typed, organisation=OURS)
