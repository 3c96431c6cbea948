"""Landlord and operator speak of a household: with its agreement, apart from the interviews; an alert is answered."""

import datetime

import pytest

from accompaniment.models import Exchange, Interview
from accompaniment.services.exchanges import alert_operator, answer_alert, cancel_exchange, note_exchange
from accounts.models import Notice
from core.errors import DomainError
from core.trail import trail_of
from tests.accompaniment.pairs import everybody_else, the_team
from tests.factories.accompaniment import ExchangeFactory, closed_mesure
from tests.factories.accounts import MembershipFactory
from tests.factories.tenants import AssignmentFactory

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
ON = datetime.date(2015, 5, 4)


@pytest.fixture
def team():
    return the_team()


def note(team, by=None, **given):
    values = {"way": "call", "on": ON, "agreed_on": ON - DAY, "text": "Le gardien passe mardi."} | given
    return note_exchange(
        **({"household": team.household, "convention": team.convention} | values), by=by or team.worker
    )


def alert(team, by=None, **given):
    values = {"agreed_on": ON, "text": "Un courrier revient."} | given
    return alert_operator(
        **({"household": team.household, "convention": team.convention} | values), by=by or team.advisor
    )


def refused(words, call, field=None):
    before = Exchange.objects.count()
    with pytest.raises(DomainError, match=words) as refusal:
        call()
    assert field is None or refusal.value.field == field
    assert Exchange.objects.count() == before


def told(code):
    return {each.membership for each in Notice.objects.filter(code=code)}


def test_both_houses_note_and_read_and_no_interview_comes_of_it(team):
    by_worker, by_advisor = note(team), note(team, by=team.advisor, way="meeting")
    for reader in (team.worker, team.head, team.advisor, team.manager):
        assert set(Exchange.objects.visible_to(reader)) == {by_worker, by_advisor}
    for stranger in (*everybody_else(team)[2:], the_team().worker):
        assert not Exchange.objects.visible_to(stranger).exists()
    assert not Interview.objects.exists()
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        ({"on": datetime.date(2099, 1, 1)}, "pas encore venu", "on"),
        ({"agreed_on": datetime.date(2099, 1, 1)}, "pas encore venu", "agreed_on"),
        ({"agreed_on": ON + DAY}, "donne son accord avant", "agreed_on"),
        ({"text": "  "}, "Écrivez", "text"),
        ({"text": "a" * 8001}, "au plus", "text"),
        ({"way": "alert"}, "Choisissez comment", "way"),
    ],
)
def test_what_is_wrong_is_said(team, given, words, field):
    refused(words, lambda: note(team, **given), field)


def test_only_who_has_the_household_speaks_of_it(team):
    theirs = the_team()
    for member in (team.head, team.manager, team.colleague, theirs.worker, theirs.advisor):
        refused("entre vos mains", lambda member=member: note(team, by=member))
    refused("pas connu", lambda: note(team, convention=theirs.convention), "convention")


def test_a_written_message_is_told_to_the_other_house(team):
    note(team, by=team.advisor, way="message")
    assert team.worker in told("exchange_noted")
    assert team.advisor not in told("exchange_noted")


def test_an_alert_waits_and_is_answered(team):
    raised = alert(team)
    assert raised.state == "open"
    assert team.worker in told("alert_raised")
    answer = answer_alert(exchange=raised, text="Visite faite hier.", way="call", by=team.worker)
    raised.refresh_from_db()
    assert (raised.state, answer.answers, answer.agreed_on) == ("answered", raised, raised.agreed_on)
    assert told("alert_answered") == {team.advisor}
    assert [entry.action for entry in trail_of(raised)] == ["answer", "alert"]
    refused("n’est plus possible", lambda: answer_alert(exchange=raised, text="Encore", by=team.worker))


def test_the_head_answers_too_and_nobody_else(team):
    raised = alert(team)
    for member in (team.advisor, team.manager, team.colleague, the_team().head):
        refused("entre vos mains", lambda member=member: answer_alert(exchange=raised, text="Non", by=member))
    refused("Écrivez", lambda: answer_alert(exchange=raised, text=" ", by=team.head), "text")
    assert answer_alert(exchange=raised, text="Je m’en occupe.", by=team.head).written_by == team.head


def test_an_alert_is_of_a_mesure_that_runs(team):
    refused("rôle", lambda: alert(team, by=team.worker))
    mesure = closed_mesure()
    advisor = MembershipFactory(role="advisor", organisation=mesure.convention.landlord)
    given = {"household": mesure.household, "convention": mesure.convention, "agreed_on": ON, "text": "Où en est-on ?"}
    refused("Aucune mesure n’est en cours", lambda: alert_operator(**given, by=advisor))


def test_its_house_cancels_it_with_a_reason(team):
    raised, said = alert(team), note(team)
    refused("pourquoi", lambda: cancel_exchange(exchange=said, reason="", by=team.worker), "reason")
    refused("par celui qui", lambda: cancel_exchange(exchange=said, reason="Non", by=team.advisor))
    refused("par celui qui", lambda: cancel_exchange(exchange=raised, reason="Non", by=team.worker))
    AssignmentFactory(household=team.household, membership=team.colleague, kind="second")
    assert cancel_exchange(exchange=said, reason="Autre ménage", by=team.colleague).state == "cancelled"
    assert cancel_exchange(exchange=raised, reason="Réglé", by=team.advisor).cancel_reason == "Réglé"
    refused("n’est plus possible", lambda: cancel_exchange(exchange=said, reason="Encore", by=team.worker))
    other = ExchangeFactory(household=team.household, convention=team.convention, written_by=team.advisor)
    theirs = the_team()
    refused("entre vos mains", lambda: cancel_exchange(exchange=other, reason="Non", by=theirs.advisor))
