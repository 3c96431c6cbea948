"""Late or not: the rule for one, the condition for many, the words for each role."""

import datetime

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.enums import Role
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.rules import BEFORE_OUTCOME, OUTCOMES, REFERRALS
from referrals.rules.delays import DELAYS, due_on, is_late
from referrals.rules.standing import WAITS, acts_in, next_step, standing_of, state_words
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, ReferralFactory, sent_referral
from tests.factories.tenants import HouseholdFactory

DAYS = st.dates(datetime.date(2014, 1, 1), datetime.date(2027, 12, 31))
READERS = (Role.ADVISOR, Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER, Role.SERVICE_HEAD)


def day(written):
    return datetime.date.fromisoformat(written)


@pytest.mark.parametrize(
    ("state", "since", "due"),
    [
        (ReferralState.SENT, "2015-03-06", "2015-03-11"),
        (ReferralState.SENT, "2015-04-03", "2015-04-09"),
        (ReferralState.RECEIVED, "2015-03-06", "2015-03-21"),
        (ReferralState.INFORMATION_REQUESTED, "2015-03-06", "2015-03-13"),
        (ReferralState.ANNOUNCED, "2015-03-06", "2015-03-21"),
        (ReferralState.DRAFT, "2015-03-06", "2015-03-21"),
    ],
)
def test_each_state_has_its_delay(state, since, due):
    assert due_on(state, day(since)) == day(due)
    assert not is_late(state, day(since), day(due))
    assert is_late(state, day(since), day(due) + datetime.timedelta(days=1))


@pytest.mark.parametrize("state", OUTCOMES)
def test_what_is_over_is_never_late(state):
    assert due_on(state, day("2014-01-01")) is None
    assert not is_late(state, day("2014-01-01"), day("2027-01-01"))


def test_a_planned_meeting_is_due_on_its_day():
    on = day("2015-03-17")
    assert not is_late(ReferralState.MEETING_PLANNED, day("2015-01-01"), on, on)
    assert is_late(ReferralState.MEETING_PLANNED, day("2015-01-01"), on + datetime.timedelta(days=1), on)


def test_every_waiting_state_has_a_delay():
    assert {*DELAYS, ReferralState.MEETING_PLANNED} == set(BEFORE_OUTCOME)


@given(st.sampled_from(list(DELAYS)), DAYS, DAYS)
def test_the_latest_late_start_is_the_rule_turned_round(state, since, today):
    assert is_late(state, since, today) == (since <= DELAYS[state].latest_late_start(today))


@pytest.fixture
def one(db):
    return dict(build())


def build():
    convention = ConventionFactory()
    worker = MembershipFactory(organisation=convention.operator)
    for state in BEFORE_OUTCOME:
        household = HouseholdFactory(landlord=convention.landlord)
        if state in (ReferralState.DRAFT, ReferralState.ANNOUNCED):
            told = timezone.now() if state == ReferralState.ANNOUNCED else None
            yield (
                state,
                ReferralFactory(
                    convention=convention,
                    household=household,
                    state=state,
                    announced_at=told,
                    informed_on=told and timezone.localdate(told),
                ),
            )
        else:
            hers = None if state == ReferralState.SENT else worker
            referral = sent_referral(convention=convention, household=household, worker=hers, state=state)
            if state == ReferralState.MEETING_PLANNED:
                referral.appointment = AppointmentFactory(household=household, operator=convention.operator)
                referral.save()
            yield state, referral


MOMENTS = st.datetimes(datetime.datetime(2014, 1, 1), datetime.datetime(2027, 12, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(state=st.sampled_from(BEFORE_OUTCOME), at=MOMENTS, away=st.integers(-3, 30))
def test_the_rule_and_the_condition_agree(one, state, at, away):
    moment = at.replace(tzinfo=datetime.UTC)
    referral = one[state]
    Referral.objects.filter(pk=referral.pk).update(waiting_since=moment)
    meeting_on = None
    if referral.appointment:
        hour = datetime.timedelta(hours=1)
        type(referral.appointment).objects.filter(pk=referral.appointment.pk).update(
            starts_at=moment, ends_at=moment + hour
        )
        meeting_on = timezone.localdate(moment)
    today = timezone.localdate(moment) + datetime.timedelta(days=away)
    by_rule = is_late(state, timezone.localdate(moment), today, meeting_on)
    assert Referral.objects.late_on(today).filter(pk=referral.pk).exists() is by_rule


@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("state", ReferralState)
def test_each_role_reads_words_of_its_own(state, role):
    words = standing_of(state=state, role=role, since=day("2015-03-03"), today=day("2015-03-10"), meeting_on=None)
    assert words.words
    assert words.next_step.endswith(".")
    assert "{" not in words.next_step


def test_who_acts_and_who_waits_read_two_things():
    for state in WAITS:
        acting = [role for role in READERS if acts_in(state, role)]
        waiting = [role for role in READERS if not acts_in(state, role)]
        assert acting
        assert waiting or state == ReferralState.RECEIVED
        said = {state_words(state, role) for role in acting}
        assert not said & {state_words(state, role) for role in waiting}


def test_who_acts_may_act():
    """The words promise what the table of transitions allows."""
    for state in (*WAITS, ReferralState.MEETING_PLANNED):
        for role in READERS:
            if acts_in(state, role, passed=True):
                assert REFERRALS.available(state, role)


@pytest.mark.parametrize(
    ("today", "told"),
    [
        ("2015-03-09", "réponse attendue d’ici le 11\u00a0mars"),
        ("2015-03-11", "réponse attendue aujourd’hui"),
        ("2015-03-12", "réponse attendue depuis hier"),
        ("2015-03-16", "réponse attendue depuis 5\u00a0jours"),
    ],
)
def test_the_delay_in_words(today, told):
    standing = standing_of(state=ReferralState.SENT, role=Role.SERVICE_HEAD, since=day("2015-03-06"), today=day(today))
    assert standing.due == told


def test_a_fiche_that_came_back_does_not_say_that_it_was_received_twice():
    told = [
        standing_of(
            state=ReferralState.RECEIVED, role=Role.ADVISOR, since=day("2015-03-06"), today=day("2015-03-06"),
            received_on=day(received),
        ).since
        for received in ("2015-03-06", "2015-03-02")
    ]  # fmt: skip
    assert told == ["Reçue aujourd’hui", "Reprise aujourd’hui"]


def test_who_waits_reads_at_whom():
    told = next_step(ReferralState.RECEIVED, Role.ADVISOR, worker="Nadia Le Goff")
    assert told == "Nadia Le Goff fixe la première rencontre avec le ménage."


def test_a_meeting_whose_day_is_over_is_told():
    words = standing_of(
        state=ReferralState.MEETING_PLANNED, role=Role.SOCIAL_WORKER, since=day("2015-03-03"),
        today=day("2015-03-20"), meeting_on=day("2015-03-17"),
    )  # fmt: skip
    assert (words.words, words.tone, words.late, words.acts) == ("Suite à noter", "late", True, True)
    assert words.due == "rencontre il y a 3\u00a0jours"
