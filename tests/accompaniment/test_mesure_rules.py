"""Terms, limits, orders and what is late: days in, days and sentences out."""

import datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accompaniment.rules.mesures import (
    ONE_DAY,
    Days,
    add_months,
    closing_problem,
    convention_problem,
    days_words,
    extension_problem,
    first_kind,
    limit_alert,
    limit_of,
    next_kinds,
    objective_alert,
    outcomes_of,
    pause_problem,
    suspension_problem,
    term_alert,
    term_of,
)
from programmes.catalogue import shipped_definitions
from programmes.enums import PhaseKind, WithdrawalOutcome

DAY = datetime.date
MARCH = DAY(2015, 3, 17)
PROGRAMMES = {definition.code: definition for definition in shipped_definitions()}
dates = st.dates(DAY(2000, 1, 1), DAY(2090, 1, 1))
months = st.integers(1, 60)


@pytest.mark.parametrize(
    ("first", "count", "last"),
    [
        (MARCH, 12, DAY(2016, 3, 16)),
        (DAY(2015, 1, 31), 1, DAY(2015, 2, 27)),
        (DAY(2015, 3, 1), 2, DAY(2015, 4, 30)),
        (DAY(2015, 12, 31), 2, DAY(2016, 2, 28)),
    ],
)
def test_a_term_is_the_day_before_the_same_day(first, count, last):
    assert term_of(first, count) == last


def test_no_limit_no_term():
    assert term_of(MARCH, None) is None


@given(dates, months, months)
def test_months_add_up_and_never_go_back(day, one, more):
    assert add_months(day, one) <= add_months(day, one + more)
    assert (add_months(day, one).year * 12 + add_months(day, one).month) - (day.year * 12 + day.month) == one
    assert term_of(day, one) >= day


@given(dates, st.integers(0, 200))
def test_a_waiting_proposal_only_brings_the_limit_nearer(day, after):
    deadline = day + datetime.timedelta(days=after)
    limit = limit_of(day, 2, deadline)
    assert limit == min(max(day, deadline - ONE_DAY), term_of(day, 2))
    assert limit_of(day, 2, day - ONE_DAY) == term_of(day, 2)


spans = st.builds(
    lambda first, length: Days(first, None if length is None else first + datetime.timedelta(days=length)),
    st.dates(DAY(2015, 1, 1), DAY(2015, 3, 1)),
    st.none() | st.integers(0, 40),
)


def listed(days):
    last = days.last or DAY(2015, 6, 1)
    return {days.first + datetime.timedelta(days=n) for n in range((last - days.first).days + 1)}


@given(spans, spans)
def test_intervals_meet_and_hold_as_their_days_do(one, other):
    assert one.meets(other) == other.meets(one) == bool(listed(one) & listed(other))
    if other.last is not None or one.last is None:
        assert one.holds(other) == (listed(other) <= listed(one))
    else:
        assert not one.holds(other)


def test_a_programme_says_what_comes_first_and_next():
    support, visits = PROGRAMMES["remobilisation"], PROGRAMMES["visites-sociales"]
    assert (first_kind(support), first_kind(visits)) == (PhaseKind.SUPPORT, PhaseKind.DIAGNOSTIC)
    assert [phase.kind for phase in next_kinds(visits, ["diagnostic"])] == ["support", "watch"]
    assert [phase.kind for phase in next_kinds(visits, ["support", "diagnostic"])] == ["watch"]
    assert next_kinds(support, ["support", "watch"]) == []


def test_what_may_follow_a_withdrawal_is_the_programmes():
    support = PROGRAMMES["remobilisation"]
    assert WithdrawalOutcome.CONTINUE_INDIVIDUAL in outcomes_of(support, "collective")
    assert outcomes_of(support, "individual") == [WithdrawalOutcome.REDIRECT, WithdrawalOutcome.CLOSE]
    assert outcomes_of(support, "unknown") == []


def test_a_convention_that_is_over_says_so():
    first, last = DAY(2015, 1, 1), DAY(2015, 12, 31)
    assert convention_problem(last, first, last, DAY(2016, 2, 1)) == ""
    assert "échue" in convention_problem(DAY(2016, 1, 5), first, last, DAY(2016, 2, 1))
    assert "entre les deux" in convention_problem(DAY(2014, 12, 31), first, last, DAY(2016, 2, 1))


def test_a_suspension_tells_why_it_does_not_fit():
    around = Days(MARCH, DAY(2015, 9, 1))
    inside = Days(DAY(2015, 4, 1), DAY(2015, 4, 30))
    assert suspension_problem(inside, PhaseKind.SUPPORT, around, []) == ""
    assert "Seul l’accompagnement" in suspension_problem(inside, PhaseKind.DIAGNOSTIC, around, [])
    assert "tient entre" in suspension_problem(Days(DAY(2015, 4, 1)), PhaseKind.SUPPORT, around, [])
    assert "Il y a déjà" in suspension_problem(inside, PhaseKind.SUPPORT, around, [Days(inside.last, None)])


def test_a_long_pause_is_a_suspension():
    assert pause_problem(Days(MARCH, MARCH + 91 * ONE_DAY), []) == ""
    assert "suspendez" in pause_problem(Days(MARCH, MARCH + 92 * ONE_DAY), [])


@pytest.mark.parametrize(
    ("until", "words"),
    [(DAY(2016, 3, 16), "déjà"), (DAY(2019, 1, 1), "24 mois"), (DAY(2016, 9, 16), "")],
)
def test_an_extension_goes_beyond_the_term_but_not_far(until, words):
    assert words in extension_problem(until, DAY(2016, 3, 16))
    assert "pas de terme" in extension_problem(until, None)


def phase(kind="support", first=MARCH, last=None):
    return SimpleNamespace(kind=kind, starts_on=first, ends_on=last, get_kind_display=lambda: "Accompagnement")


def test_an_end_comes_after_all_there_is():
    on = DAY(2015, 6, 1)
    assert closing_problem(on, [phase()], []) == ""
    assert "ne peut pas finir avant" in closing_problem(on, [phase(first=on + ONE_DAY)], [])
    assert "va jusqu’au" in closing_problem(on, [phase(last=on + ONE_DAY)], [])
    assert "diagnostic est encore en cours" in closing_problem(on, [phase(kind="diagnostic")], [])
    assert "suspension" in closing_problem(on, [phase()], [SimpleNamespace(starts_on=on + ONE_DAY)])


@given(dates, st.integers(0, 90))
def test_an_objective_is_late_after_a_month_and_never_once_agreed(first, after):
    today = first + datetime.timedelta(days=after)
    alert = objective_alert(first, False, today)
    assert bool(alert) == (today > term_of(first, 1))
    assert objective_alert(first, True, today) is None


def test_a_term_is_near_then_past():
    assert term_alert(DAY(2016, 3, 16), DAY(2016, 1, 1)) is None
    near, past = (term_alert(DAY(2016, 3, 16), today) for today in (DAY(2016, 3, 1), DAY(2016, 3, 17)))
    assert (near.late, past.late) == (False, True)
    assert limit_alert(DAY(2015, 5, 16), DAY(2015, 5, 17)).late


def test_days_in_words():
    assert days_words(MARCH, None, DAY(2015, 4, 1)).replace("\xa0", " ") == "depuis le 17 mars 2015"
    assert days_words(MARCH, None, DAY(2015, 1, 1)).startswith("à partir du")
    assert days_words(MARCH, DAY(2015, 4, 5), MARCH).replace("\xa0", " ") == "du 17 mars au 5 avril 2015"
    assert days_words(MARCH, MARCH, MARCH).startswith("le ")
