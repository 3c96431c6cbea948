"""What becomes of names, numbers and slips, with plain values."""

import datetime
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.spelling import (
    LONGEST_WORD,
    MOST_TERMS,
    address_words,
    date_words,
    name_words,
    one_slip_apart,
    phone_words,
    reference_words,
    shortened,
    terms,
)

words = st.text(ascii_lowercase, min_size=5, max_size=15)


@st.composite
def slips(draw):
    """A word, and what one slip makes of it."""
    word = draw(words)
    place = draw(st.integers(0, len(word) - 1))
    letter = draw(st.sampled_from(ascii_lowercase))
    kind = draw(st.sampled_from(["more", "less", "other", "swapped"]))
    if kind == "more":
        return word, word[:place] + letter + word[place:]
    if kind == "less":
        return word, word[:place] + word[place + 1 :]
    if kind == "other":
        return word, word[:place] + letter + word[place + 1 :]
    return word, word[:place] + word[place : place + 2][::-1] + word[place + 2 :]


def asked(typed):
    return [term.beginnings for term in terms(typed)]


@given(slips())
def test_any_slip_shares_a_shortened_word_and_is_recognised(pair):
    word, typed = pair
    assert shortened(word) & shortened(typed)
    assert one_slip_apart(word, typed) == one_slip_apart(typed, word) == (word != typed)
    assert [term.forgiven for term in terms(typed)] == [typed]


@pytest.mark.parametrize("other", ["martin", "matrni", "martinez", "mar", "nitram", "artmi", "amrtni", "barton"])
def test_what_is_further_away_is_not_a_slip(other):
    assert not one_slip_apart("martin", other)
    assert not one_slip_apart(other, "martin")


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_and_bounded(typed):
    found = terms(typed)
    assert len(found) <= MOST_TERMS
    assert all(0 < len(beginning) <= LONGEST_WORD for term in found for beginning in term.beginnings)


@given(st.lists(words, min_size=1, max_size=3), st.randoms())
def test_the_order_of_words_is_free(typed, random):
    other = random.sample(typed, len(typed))
    assert set(terms(" ".join(typed))) == set(terms(" ".join(other)))


@given(st.dates(min_value=datetime.date(1900, 1, 1), max_value=datetime.date(2099, 12, 31)))
def test_a_date_is_found_however_it_is_written(day):
    [word] = date_words(day)
    spellings = [
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%y}",
        f"{day:%d%m%Y}",
        f"{day:%Y-%m-%d}",
        f"{day:%m/%Y}",
        f"{day:%Y}",
    ]
    for spelling in spellings:
        [term] = terms(spelling)
        assert any(word.startswith(beginning) for beginning in term.beginnings), spelling


@pytest.mark.parametrize("typed", ["31/02/1980", "99/99/1980", "0/0/0000"])
def test_a_day_that_does_not_exist_is_only_figures(typed):
    assert all(beginning.isdigit() for term in terms(typed) for beginning in term.beginnings)


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True), st.sampled_from(["", " ", ".", "-"]))
def test_a_telephone_number_is_found_however_it_is_written(figures, separator):
    pairs = separator.join(["0" + figures[0], *(figures[place : place + 2] for place in range(1, 9, 2))])
    for number in (pairs, "+33" + separator + pairs[1:], "0033" + pairs[1:], "+33 (0)" + pairs[1:]):
        assert phone_words(number) == {"0" + figures}
        assert asked(number) == [("0" + figures,)]


@pytest.mark.parametrize(
    ("phone", "words"), [("+44 20 7946 0018", {"442079460018"}), ("", set()), ("inconnu", set()), ("06 12", {"0612"})]
)
def test_other_telephone_numbers(phone, words):
    assert phone_words(phone) == words


def test_a_telephone_number_on_its_way():
    assert asked("06 12") == [("0612",)]
    assert asked("06 12 34")[0][0] == "061234"
    assert asked("06 12 34 56") == [("06123456",)]


@pytest.mark.parametrize(
    "typed", ["L-2023/00456", "L2023 00456", "l202300456", "2023/00456", "202300456", "00456", "456", "L 2023"]
)
def test_a_reference_with_or_without_its_separators(typed):
    kept = reference_words("L-2023/00456")
    for term in terms(typed):
        assert any(word.startswith(beginning) for word in kept for beginning in term.beginnings), term


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Le Goff", {"le", "goff", "legoff"}),
        ("D’Angelo", {"d", "angelo", "dangelo"}),
        ("Jean-Pierre", {"jean", "pierre", "jeanpierre"}),
        ("🙂", set()),
        ("x" * 300, {"x" * LONGEST_WORD}),
    ],
)
def test_the_words_of_a_name(name, words):
    assert name_words(name) == words


def test_an_address_without_what_every_street_has():
    assert address_words("12 bis, rue de l’Île Gloriette — 44000 NANTES") == {
        "12",
        "bis",
        "ile",
        "gloriette",
        "44000",
        "nantes",
    }
    assert asked("rue de la Gloriette") == [("gloriette",)]
    assert asked("La") == [("la",)]
