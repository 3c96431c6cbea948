import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.working_days import add_working_days, easter, is_working_day, subtract_working_days

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2060, 12, 31))


def day(written):
    return datetime.date.fromisoformat(written)


@pytest.mark.parametrize("written", ["2014-04-20", "2015-04-05", "2016-03-27", "2024-03-31", "2038-04-25"])
def test_easter_is_where_the_calendars_have_it(written):
    assert easter(day(written).year) == day(written)


@pytest.mark.parametrize(
    "written",
    ["2015-01-01", "2015-04-06", "2015-05-01", "2015-05-14", "2015-05-25", "2015-07-14", "2015-11-11", "2015-12-25"],
)
def test_offices_are_closed_on_public_holidays(written):
    assert not is_working_day(day(written))


def test_offices_are_closed_at_the_week_end():
    assert [is_working_day(day(f"2015-03-{number:02d}")) for number in range(2, 9)] == [True] * 5 + [False] * 2


def test_three_working_days_go_round_a_week_end_and_a_holiday():
    assert add_working_days(day("2015-03-05"), 3) == day("2015-03-10")
    assert add_working_days(day("2015-04-03"), 1) == day("2015-04-07")


@given(DAYS, st.integers(0, 12))
def test_back_and_forth_agree(on, count):
    """A delay of `count` working days is over on `on` for whatever began on the day found, not for the day after."""
    latest = subtract_working_days(on, count)
    assert add_working_days(latest, count) <= on
    assert add_working_days(latest + datetime.timedelta(days=1), count) > on
