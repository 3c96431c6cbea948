import datetime

from hypothesis import given
from hypothesis import strategies as st

from accompaniment.enums import Rhythm
from accompaniment.rules.cadence import (
    Compliance,
    clock,
    compliance,
    counted_days,
    days_between,
    due_after,
    intended_days,
    joined,
)
from programmes.catalogue import shipped_definitions

FIRST = datetime.date(2015, 1, 1)
DAY = datetime.timedelta(days=1)
days = st.dates(FIRST, FIRST + 400 * DAY)


@st.composite
def stops(draw):
    found = []
    for _ in range(draw(st.integers(0, 5))):
        first = draw(days)
        found.append((first, draw(st.none() | st.dates(first, first + 60 * DAY))))
    return found


def each_day(since, until):
    return [since + n * DAY for n in range(1, (until - since).days + 1)]


def held(day, periods):
    return any(first <= day and (last is None or day <= last) for first, last in periods)


def definition(code):
    return next(each for each in shipped_definitions() if each.code == code)


def test_remobilisation_intends_a_meeting_every_fortnight():
    assert intended_days(definition("remobilisation")) == 15


def test_the_rhythm_of_the_household_stands_before_that_of_the_programme():
    programme = definition("remobilisation")
    assert days_between("", programme, None, FIRST) == 15
    assert days_between(Rhythm.MONTHLY, programme, None, FIRST) == 31
    assert days_between(Rhythm.MONTHLY, programme, FIRST, FIRST) == 7
    assert days_between(Rhythm.MONTHLY, programme, FIRST, FIRST + DAY) == 31


@given(days, days, stops())
def test_days_are_counted_as_one_counts_them_on_a_calendar(since, until, periods):
    assert counted_days(since, until, periods) == sum(not held(day, periods) for day in each_day(since, until))


@given(stops())
def test_joined_stops_hold_the_same_days(periods):
    for day in each_day(FIRST, FIRST + 470 * DAY):
        assert held(day, joined(periods)) == held(day, periods)


@given(days, st.integers(1, 40), stops())
def test_what_is_due_is_late_from_the_day_after(since, every, periods):
    due = due_after(since, every, periods)
    if due is None:
        return
    assert not clock(since=since, every=every, stops=periods, today=due).late
    following = next(day for day in each_day(due, due + 500 * DAY) if not held(day, periods) or day > due + 490 * DAY)
    if not held(following, periods):
        assert clock(since=since, every=every, stops=periods, today=following).late_by == 1


def test_an_open_stop_holds_the_clock():
    found = clock(since=FIRST, every=15, stops=[(FIRST + 5 * DAY, None)], today=FIRST + 90 * DAY)
    assert (found.days, found.due_on, found.stopped, found.late) == (4, None, True, False)


def test_a_stop_that_is_over_moves_what_is_due():
    found = clock(since=FIRST, every=15, stops=[(FIRST + 5 * DAY, FIRST + 14 * DAY)], today=FIRST + 20 * DAY)
    assert (found.days, found.due_on, found.stopped, found.late) == (10, FIRST + 25 * DAY, False, False)


def test_intervals_are_kept_or_not():
    contacts = [FIRST + 10 * DAY, FIRST + 40 * DAY, FIRST + 50 * DAY]
    window = {"every": 15, "stops": [], "since": FIRST, "starts_on": FIRST}
    assert compliance(contacts=contacts, until=FIRST + 60 * DAY, **window) == Compliance(2, 3)
    # The interval that goes on has been missed in the meantime.
    assert compliance(contacts=contacts, until=FIRST + 66 * DAY, **window) == Compliance(2, 4)
    assert compliance(contacts=[], until=FIRST + 15 * DAY, **window).rate is None


@given(st.lists(days), st.integers(1, 40), stops())
def test_no_more_intervals_are_kept_than_there_are(contacts, every, periods):
    found = compliance(
        starts_on=FIRST, contacts=contacts, every=every, stops=periods, since=FIRST, until=FIRST + 400 * DAY
    )
    assert 0 <= found.kept <= found.total <= len(set(contacts)) + 1
