"""The rules of tariffs, shares and dates, with plain values."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from programmes.enums import ConventionState, TariffUnit
from programmes.rules import (
    CENT,
    Days,
    clip,
    convention_state,
    earliest_new_version,
    last_of_month,
    shares_problem,
    split_by_shares,
    tariff_in_month,
    years_covered,
)
from tests.texts import plain

SUPPORT, DIAGNOSTIC = TariffUnit.SUPPORT_MONTH, TariffUnit.DIAGNOSTIC
days = st.dates(min_value=datetime.date(2008, 1, 1), max_value=datetime.date(2030, 12, 31))


def day(text):
    return datetime.date.fromisoformat(text)


@dataclass(frozen=True)
class Price:
    unit: str
    price: Decimal
    valid_from: datetime.date
    billed_through: datetime.date | None = None


PRICES = [
    Price(SUPPORT, Decimal("135.00"), day("2014-01-01")),
    Price(SUPPORT, Decimal("140.00"), day("2015-03-15")),
    Price(DIAGNOSTIC, Decimal("460.00"), day("2015-01-01")),
    Price(DIAGNOSTIC, Decimal("480.00"), day("2015-03-15")),
]


@pytest.mark.parametrize(
    ("month", "price"),
    [("2013-12-01", None), ("2014-01-01", "135.00"), ("2015-03-01", "135.00"), ("2015-04-01", "140.00")],
)
def test_a_month_is_priced_by_the_version_of_its_first_day(month, price):
    tariff = tariff_in_month(PRICES, SUPPORT, day(month))
    assert (tariff and tariff.price) == (Decimal(price) if price else None)


def test_a_diagnostic_is_priced_by_the_version_of_its_last_day():
    march = day("2015-03-01")
    assert tariff_in_month(PRICES, DIAGNOSTIC, march, last_day=day("2015-03-14")).price == 460
    assert tariff_in_month(PRICES, DIAGNOSTIC, march, last_day=day("2015-03-15")).price == 480


def test_a_unit_without_a_tariff_has_no_price():
    assert tariff_in_month(PRICES, TariffUnit.FLAT_QUARTER, day("2015-03-01")) is None


@given(st.lists(days, max_size=8, unique=True), days)
def test_the_price_is_that_of_the_latest_version_already_valid(starts, month):
    month = month.replace(day=1)
    versions = [Price(SUPPORT, Decimal(n + 1), start) for n, start in enumerate(starts)]
    found = tariff_in_month(versions, SUPPORT, month)
    valid = [start for start in starts if start <= month]
    assert (found.valid_from if found else None) == max(valid, default=None)


def test_a_new_version_starts_after_the_last_month_billed_for_its_unit():
    billed = [
        Price(SUPPORT, Decimal(135), day("2014-01-01"), day("2014-12-01")),
        Price(SUPPORT, Decimal(136), day("2015-01-01"), day("2015-02-01")),
        Price(DIAGNOSTIC, Decimal(460), day("2015-01-01"), day("2016-06-01")),
    ]
    assert earliest_new_version(billed, SUPPORT) == day("2015-03-01")
    assert earliest_new_version(billed, TariffUnit.FLAT_QUARTER) is None


def hundredths(draw):
    cuts = sorted(draw(st.lists(st.integers(1, 9999), unique=True, max_size=5)))
    edges = [0, *cuts, 10_000]
    return [Decimal(high - low) / 100 for low, high in pairwise(edges)]


shares = st.composite(hundredths)()
amounts = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=2)


@given(amounts, shares)
def test_the_parts_of_an_amount_sum_to_it_and_none_is_a_cent_away_from_its_share(amount, shares):
    parts = split_by_shares(amount, shares)
    assert sum(parts) == amount
    assert all(abs(part - amount * share / 100) < CENT for part, share in zip(parts, shares, strict=True))


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100.00", ["33.33", "33.33", "33.34"], ["33.33", "33.33", "33.34"]),
        ("0.01", ["50", "50"], ["0.01", "0.00"]),
        ("0.05", ["50", "50"], ["0.03", "0.02"]),
        ("1620.00", ["100"], ["1620.00"]),
        ("10.00", ["25", "25", "50"], ["2.50", "2.50", "5.00"]),
        ("-0.01", ["50", "50"], ["-0.01", "0.00"]),
    ],
)
def test_the_missing_cents_go_to_the_largest_remainders_then_to_the_first_payers(amount, shares, parts):
    assert split_by_shares(Decimal(amount), [Decimal(share) for share in shares]) == [Decimal(part) for part in parts]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        ([], "au moins un payeur"),
        (["60", "30"], "font 90 %"),
        (["60", "40.01"], "font 100,01 %"),
        (["0", "100"], "supérieure à 0"),
        (["-10", "110"], "supérieure à 0"),
    ],
)
def test_shares_that_do_not_make_a_whole_are_refused_in_a_sentence(shares, sentence):
    assert sentence in plain(shares_problem([Decimal(share) for share in shares]))


def test_shares_that_make_a_whole_are_right():
    assert shares_problem([Decimal("33.33"), Decimal("66.67")]) == ""


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2013-12-31", ConventionState.UPCOMING),
        ("2014-01-01", ConventionState.CURRENT),
        ("2016-10-02", ConventionState.CURRENT),
        ("2016-10-03", ConventionState.ENDING),
        ("2016-12-31", ConventionState.ENDING),
        ("2017-01-01", ConventionState.ENDED),
    ],
)
def test_the_state_of_a_convention_follows_its_dates(today, state):
    assert convention_state(day("2014-01-01"), day("2016-12-31"), day(today)) == state


@given(days, st.none() | days, days, days)
def test_clipping_keeps_exactly_the_days_inside(first, last, start, end):
    assume(start <= end and (last is None or first <= last))
    kept = clip(Days(first, last), start, end)
    for probe in (first, last or end, start, end, start - datetime.timedelta(1), end + datetime.timedelta(1)):
        inside = start <= probe <= end and first <= probe and (last is None or probe <= last)
        assert inside == (kept is not None and kept.first <= probe <= kept.last)


@given(days)
def test_the_last_day_of_a_month_is_the_eve_of_another(day):
    last = last_of_month(day)
    assert (last.year, last.month) == (day.year, day.month)
    assert (last + datetime.timedelta(1)).day == 1


def test_the_years_of_a_convention():
    assert list(years_covered(day("2014-06-01"), day("2016-01-31"))) == [2014, 2015, 2016]
