"""Questions about a fiche: asked field by field, answered, closed."""

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notice
from core.errors import DomainError
from referrals.enums import ReferralState, RequestState
from referrals.models import InformationRequest, Referral, Sheet
from referrals.rules.questions import ASKABLE, OTHER
from referrals.services.appointments import cancel_appointment, plan_meeting
from referrals.services.information import answer_information, ask_information, close_request, drop_questions
from tests.factories.referrals import AppointmentFactory

pytestmark = pytest.mark.django_db


def told(member):
    return list(Notice.objects.filter(membership=member).values_list("code", flat=True))


def state(referral):
    return Referral.objects.get(pk=referral.pk).state


@pytest.fixture
def asked(pair, received):
    return ask_information(
        referral=received, questions=[("origin", "Qui a appelé ?"), ("wishes", "Le matin convient-il ?")], by=pair.nadia
    )


def test_what_may_be_asked_about_stands_on_the_sheet():
    assert set(ASKABLE) - {"household", OTHER} <= {field.name for field in Sheet._meta.fields}


def test_the_advisor_is_to_answer(pair, received, asked):
    assert state(received) == ReferralState.INFORMATION_REQUESTED
    assert [request.state for request in asked] == [RequestState.OPEN] * 2
    assert told(pair.advisor) == ["information_asked"]
    for reader in (pair.advisor, pair.nadia, pair.head):
        assert InformationRequest.objects.visible_to(reader).count() == 2
    assert InformationRequest.objects.visible_to(pair.paul).count() == 0


def test_a_question_is_unreadable_in_the_table(asked):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(question, ' ') FROM referrals_informationrequest")
        assert "appel" not in cursor.fetchone()[0]


def test_all_answered_it_goes_on(pair, received, asked, today):
    answer_information(referral=received, answers={each.pk: "Oui." for each in asked}, by=pair.advisor)
    assert state(received) == ReferralState.RECEIVED
    assert timezone.localdate(Referral.objects.get(pk=received.pk).waiting_since) == today
    assert told(pair.nadia) == ["information_answered"]
    assert {request.state for request in InformationRequest.objects.all()} == {RequestState.ANSWERED}
    assert InformationRequest.objects.first().answered_by == pair.advisor


def test_one_by_one_the_rest_is_awaited(pair, received, asked):
    answer_information(referral=received, answers={asked[0].pk: "La gardienne."}, by=pair.advisor)
    assert state(received) == ReferralState.INFORMATION_REQUESTED
    assert told(pair.nadia) == []
    answer_information(referral=received, answers={asked[1].pk: "Oui."}, by=pair.advisor)
    assert state(received) == ReferralState.RECEIVED


def test_the_operator_may_go_on_without(pair, received, asked):
    drop_questions(referral=received, by=pair.nadia)
    assert state(received) == ReferralState.RECEIVED
    assert {request.state for request in InformationRequest.objects.all()} == {RequestState.CLOSED}


def test_what_is_settled_is_closed_and_the_last_one_lets_it_go_on(pair, received, asked):
    close_request(request=asked[0], by=pair.nadia)
    assert state(received) == ReferralState.INFORMATION_REQUESTED
    close_request(request=asked[1], by=pair.head)
    assert state(received) == ReferralState.RECEIVED


def test_an_answer_is_closed_once_read(pair, received, asked):
    answer_information(referral=received, answers={each.pk: "Oui." for each in asked}, by=pair.advisor)
    assert close_request(request=asked[0], by=pair.nadia).state == RequestState.CLOSED
    assert state(received) == ReferralState.RECEIVED


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([], "au moins une question"),
        ([("origin", "  ")], "au moins une question"),
        ([("secret", "Pourquoi ?")], "n’existe pas"),
        ([("origin", "a" * 1001)], "1000 signes"),
        ([("origin", "Qui ?"), ("origin", "Quand ?")], "Une seule question"),
    ],
)
def test_a_bad_question_is_refused(pair, received, questions, sentence):
    with pytest.raises(DomainError, match=sentence):
        ask_information(referral=received, questions=questions, by=pair.nadia)
    assert state(received) == ReferralState.RECEIVED
    assert not InformationRequest.objects.exists()


def test_an_advisor_does_not_ask_nor_a_worker_answer(pair, received, asked):
    with pytest.raises(DomainError, match="votre rôle"):
        ask_information(referral=received, questions=[("origin", "Qui ?")], by=pair.advisor)
    with pytest.raises(DomainError, match="votre rôle"):
        answer_information(referral=received, answers={asked[0].pk: "Moi."}, by=pair.nadia)


@pytest.mark.parametrize(("text", "sentence"), [("  ", "une question au moins"), ("a" * 1001, "1000 signes")])
def test_a_bad_answer_is_refused(pair, received, asked, text, sentence):
    with pytest.raises(DomainError, match=sentence):
        answer_information(referral=received, answers={asked[0].pk: text}, by=pair.advisor)


def test_two_who_answer_at_once(pair, received, asked):
    """The second reads that somebody was there before: her words are not lost on the page, and hide nothing."""
    answer_information(referral=received, answers={asked[0].pk: "La gardienne."}, by=pair.advisor)
    with pytest.raises(DomainError, match="n’attend plus de réponse"):
        answer_information(referral=received, answers={asked[0].pk: "Un voisin."}, by=pair.advisor)
    asked[0].refresh_from_db()
    assert asked[0].answer == "La gardienne."


def test_answered_after_the_operator_went_on(pair, received, asked):
    drop_questions(referral=received, by=pair.nadia)
    with pytest.raises(DomainError, match="l’état est maintenant « reçue »"):
        answer_information(referral=received, answers={asked[0].pk: "Trop tard."}, by=pair.advisor)


def planned(pair, received):
    appointment = AppointmentFactory(household=received.household, operator=pair.convention.operator)
    return plan_meeting(referral=received, appointment=appointment, by=pair.nadia), appointment


def test_a_question_leaves_the_meeting_where_it_is(pair, received):
    """The slot was booked in front of the tenant: the worker may still ask."""
    referral, appointment = planned(pair, received)
    (request,) = ask_information(referral=referral, questions=[("wishes", "Le matin convient-il ?")], by=pair.nadia)
    assert (state(received), appointment.state) == (ReferralState.INFORMATION_REQUESTED, "planned")
    answer_information(referral=received, answers={request.pk: "Oui."}, by=pair.advisor)
    again = Referral.objects.get(pk=received.pk)
    assert (again.state, again.appointment) == (ReferralState.MEETING_PLANNED, appointment)


def test_a_meeting_cancelled_meanwhile_has_to_be_fixed_again(pair, received):
    referral, appointment = planned(pair, received)
    ask_information(referral=referral, questions=[("wishes", "Le matin convient-il ?")], by=pair.nadia)
    cancel_appointment(appointment=appointment, reason="La salle est prise.", by=pair.nadia)
    drop_questions(referral=received, by=pair.nadia)
    again = Referral.objects.get(pk=received.pk)
    assert (again.state, again.appointment) == (ReferralState.RECEIVED, None)
