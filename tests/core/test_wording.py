import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import wording

FIRM, THIN = wording.FIRM, wording.THIN
TODAY = dt.date(2015, 3, 3)
any_day = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))


def plain(words):
    return words.replace(FIRM, " ").replace(THIN, " ")


@pytest.mark.parametrize(
    ("say", "expected"),
    [
        (wording.long_date(TODAY), "mardi 3 mars 2015"),
        (wording.long_date(dt.date(2015, 5, 1)), "vendredi 1er mai 2015"),
        (wording.plain_date(dt.date(2015, 8, 31)), "31 août 2015"),
        (wording.title_date(TODAY), "Mardi 3 mars"),
        (wording.month_name(TODAY), "mars 2015"),
        (wording.near_date(dt.date(2015, 12, 24), TODAY), "24 décembre"),
        (wording.near_date(dt.date(2014, 12, 24), TODAY), "24 décembre"),
        (wording.near_date(dt.date(2014, 3, 3), TODAY), "3 mars 2014"),
        (wording.clock_time(dt.time(14, 0)), "14 h"),
        (wording.clock_time(dt.datetime(2015, 3, 3, 10, 5)), "10 h 05"),
        (wording.minutes(50), "50 min"),
        (wording.minutes(60), "1 h"),
        (wording.minutes(95), "1 h 35"),
        (wording.amount(1620), "1 620,00 €"),
        (wording.amount(Decimal("0.005")), "0,01 €"),
        (wording.amount(Decimal("-135.5")), "−135,50 €"),
        (wording.round_amount(31995), "31 995 €"),
        (wording.number(1234567), "1 234 567"),
        (wording.percent(27, 38), "71 %"),
        (wording.percent(1, 0), "—"),
        (wording.count(0, "jour"), "0 jour"),
        (wording.count(1, "jour"), "1 jour"),
        (wording.count(1200, "travail", "travaux"), "1 200 travaux"),
        (wording.counted(3, "fiche"), "trois fiches"),
        (wording.counted(1, "bilan", masculine=True), "un bilan"),
        (wording.counted(12, "fiche"), "12 fiches"),
        (wording.file_size(1), "1 octet"),
        (wording.file_size(812), "812 octets"),
        (wording.file_size(14_200), "14 ko"),
        (wording.file_size(1_240_000), "1,2 Mo"),
        (wording.file_size(999_600), "1,0 Mo"),
        (wording.file_size(5_000_000_000_000), "5 000 Go"),
        (wording.sentence(["a"]), "a"),
        (wording.sentence(["a", "b", "c"]), "a, b et c"),
        (wording.sentence([]), ""),
    ],
)
def test_as_people_say_it(say, expected):
    assert plain(say) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, "aujourd’hui"),
        (1, "demain"),
        (2, "après-demain"),
        (-1, "hier"),
        (-2, "avant-hier"),
        (-12, "il y a 12 jours"),
        (-30, "il y a 30 jours"),
        (-31, "il y a 4 semaines"),
        (-59, "il y a 8 semaines"),
        (-62, "il y a 2 mois"),
        (3, "dans 3 jours"),
        (224, "dans 7 mois"),
        (-800, "il y a 2 ans"),
    ],
)
def test_a_delay_in_words(days, expected):
    assert plain(wording.relative_day(TODAY + dt.timedelta(days=days), TODAY)) == expected


@given(any_day, any_day)
def test_past_and_future_say_the_same_span(day, today):
    words = wording.relative_day(day, today)
    if abs((day - today).days) > 2:
        assert words.startswith("dans " if day > today else "il y a ")
        assert words.split(" ", 1)[1].removeprefix("y a ") == (
            wording.relative_day(today, day).split(" ", 1)[1].removeprefix("y a ")
        )


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_loses_no_cent(value):
    words = wording.amount(value).removesuffix(f"{FIRM}€").replace(THIN, "").replace("−", "-").replace(",", ".")
    assert Decimal(words) == value


def test_no_line_begins_with_a_mark():
    assert wording.firm("« Oui » : vraiment ?") == f"«{FIRM}Oui{FIRM}»{FIRM}: vraiment{THIN}?"


@given(any_day)
def test_a_date_never_breaks_between_its_day_and_its_month(day):
    assert FIRM in wording.long_date(day)
