"""The rules of adhesions and of commitments, over whatever values may come."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from programmes.catalogue import shipped_definitions
from referrals.enums import AdhesionWay, CommitmentOutcome
from referrals.rules.adhesions import age_problem, answer_words, day_problem, missing_kinds, way_problems
from referrals.rules.meetings import commitment_standing, due_problem, held_on_problem, sheet_of_the_three

DAYS = st.dates(datetime.date(2000, 1, 1), datetime.date(2030, 12, 31))
KINDS = st.lists(st.sampled_from(["individual", "collective", "other"]), unique=True)
TEXTS = st.text(max_size=20)


@given(KINDS, KINDS)
def test_what_is_missing_is_asked_for_and_not_given(required, given_kinds):
    missing = missing_kinds(required, given_kinds)
    assert not set(missing) & set(given_kinds)
    assert set(missing) | set(given_kinds) >= set(required)
    assert missing == [kind for kind in required if kind in missing]


@given(DAYS, DAYS, st.none() | DAYS, st.none() | DAYS)
def test_an_answer_comes_after_what_leads_to_it_and_not_after_today(on, today, sent_on, met_on):
    fits = on <= today and (not sent_on or on >= sent_on) and (not met_on or on >= met_on)
    assert bool(day_problem(on, today=today, sent_on=sent_on, met_on=met_on)) != fits


@given(st.sampled_from(AdhesionWay.values), st.booleans(), TEXTS, TEXTS, TEXTS, st.booleans())
def test_a_yes_is_proved_in_its_way(way, signed, witness, guarded_by, cosigned_by, cosigned):
    problems = way_problems(
        way,
        signed_on_screen=signed,
        witness=witness,
        guarded_by=guarded_by,
        cosigned_by=cosigned_by,
        cosigned_on_screen=cosigned,
    )
    assert ("way" in problems) == (way == AdhesionWay.TAKEN_OVER)
    assert ("signature" in problems) == (way == AdhesionWay.SCREEN and not signed)
    assert ("witness" in problems) == (way == AdhesionWay.WITNESS and not witness.strip())
    alone = bool(guarded_by) and not cosigned_by.strip()
    assert ("cosigned_by" in problems) == alone
    unsigned = bool(guarded_by) and not alone and way == AdhesionWay.SCREEN and not cosigned
    assert ("cosignature" in problems) == unsigned


@given(DAYS)
def test_a_birthday_makes_an_adult(born):
    majority = born.replace(year=born.year + 18) if (born.month, born.day) != (2, 29) else None
    if majority:
        assert not age_problem(born, majority)
        assert age_problem(born, majority - datetime.timedelta(days=1))
    assert not age_problem(None, born)


@given(DAYS, DAYS)
def test_a_withdrawal_says_its_day_and_no_more(on, withdrawn_on):
    assert answer_words(given=True, on=on, withdrawn_on=withdrawn_on).startswith("Retirée le ")
    assert answer_words(given=None, on=None, withdrawn_on=None) == "Pas encore de réponse"


@given(DAYS, DAYS, st.none() | DAYS, DAYS)
def test_a_meeting_lies_between_its_referral_and_today(held_on, today, sent_on, since):
    fits = held_on <= today and held_on >= since and (not sent_on or held_on >= sent_on)
    assert bool(held_on_problem(held_on, today=today, sent_on=sent_on, since=since)) != fits


@given(DAYS, DAYS)
def test_a_commitment_comes_after_its_meeting(due_on, held_on):
    assert bool(due_problem(due_on, held_on)) == (due_on < held_on or due_on.year > held_on.year + 3)
    assert not due_problem(None, held_on)


@given(st.sampled_from(CommitmentOutcome.values), st.none() | DAYS, DAYS)
def test_only_what_is_still_awaited_is_late(outcome, due_on, today):
    words, tone = commitment_standing(outcome, due_on, today)
    late = outcome == CommitmentOutcome.PENDING and due_on is not None and due_on < today
    assert (tone == "late") == (late or outcome == CommitmentOutcome.MISSED)
    assert words


def test_each_programme_has_a_sheet_for_the_three():
    sheets = {one.code: sheet_of_the_three(one) for one in shipped_definitions()}
    assert sheets["remobilisation"].slug == "rencontre-tripartite"
    assert len(sheets["remobilisation"].points) == 6
    assert sheets["visites-sociales"].slug == "presentation"
