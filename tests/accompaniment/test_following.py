"""What an operator follows ends with its last mesure, and begins again: who then reads, who acts."""

import datetime

import pytest
from django.utils import timezone

from accompaniment.models import Accompaniment
from accompaniment.rules.mesures import add_months
from accompaniment.services.closings import (
    propose_closing,
    reopen_mesure,
    validate_closing,
)
from accompaniment.services.exchanges import answer_alert
from accompaniment.services.holding import settled
from accompaniment.services.phases import correct_phase
from programmes.enums import ExitReason
from referrals.models import Adhesion
from referrals.services.adhesions import adhere_referral, withdraw_adhesion
from referrals.services.appointments import cancel_appointment
from tenants.models import Entrustment, Household
from tenants.services.entrusting import assign_worker, entrust_household
from tests.accompaniment.stay import ADHERED_ON, DAY, adhered, opened, refusal
from tests.factories.accompaniment import (
    FAR,
    AccompanimentFactory,
    ExchangeFactory,
)
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory, AppointmentFactory, sent_referral

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
JUNE = datetime.date(2015, 6, 1)
LATER = datetime.date(2016, 9, 16)
WHY = "Le plan d’apurement court jusqu’à l’été."


@pytest.fixture
def three():
    return opened()


def closing(three, on=JUNE):
    given = {"exit_reason": ExitReason.AUTONOMY, "without_review": "Le ménage est parti sans prévenir."}
    return propose_closing(mesure=three.mesure, on=on, by=three.worker, **given)


def entrustment(three):
    return Entrustment.objects.get(household=three.household, operator=three.operator)


def in_hand(three, by):
    return Household.objects.in_hands_of(by).contains(three.household)


def test_ended_the_operator_follows_the_household_no_more(three):
    since = entrustment(three).since
    validate_closing(closing=closing(three), by=three.head)
    ended = entrustment(three)
    assert (ended.since, ended.ended_on) == (since, timezone.localdate())
    assert ended.read_until >= timezone.localdate() + 30 * DAY
    for member in (three.worker, three.head):
        assert not in_hand(three, member)
        assert Household.objects.visible_to(member).contains(three.household)
    nobody = {"membership": three.worker, "on": timezone.localdate(), "by": three.head}
    assert "n’est plus, confié" in refusal(assign_worker, household=three.household, **nobody)[0]
    assert Household.objects.visible_to(three.advisor).contains(three.household)


def test_the_head_reads_a_closed_file_two_years_and_the_worker_a_month(three):
    on = timezone.localdate() - 10 * DAY
    validate_closing(closing=closing(three, on=on), by=three.head)
    assert entrustment(three).read_until == add_months(on, 24)
    phase = three.mesure.phases.get()
    moved = {"phase": phase, "starts_on": phase.starts_on, "ends_on": on - DAY, "reason": "Un jour de moins."}
    assert "de celles que vous suivez" in refusal(correct_phase, **moved, by=three.worker)[0]
    correct_phase(**moved, by=three.head)
    assert Accompaniment.objects.get().ends_on == on - DAY
    Entrustment.objects.update(since=ADHERED_ON, ended_on=ADHERED_ON, read_until=ADHERED_ON)
    assert "de celles que vous suivez" in refusal(correct_phase, **moved, by=three.head)[0]


def referred_again(three):
    """A new fiche is sent, and received."""
    sent_referral(convention=three.convention, household=three.household, advisor=three.advisor)
    entrust_household(household=three.household, operator=three.operator, on=timezone.localdate())
    assign_worker(household=three.household, membership=three.worker, on=timezone.localdate(), by=three.head)


def test_another_mesure_of_the_operator_keeps_the_household(three):
    other = AccompanimentFactory(household=three.household, convention=another_convention(three), worker=three.worker)
    validate_closing(closing=closing(three), by=three.head)
    assert entrustment(three).read_until is None
    assert in_hand(three, three.worker)
    three.mesure, three.phase = other, other.phases.get()
    validate_closing(closing=closing(three), by=three.head)
    assert entrustment(three).read_until is not None


def another_convention(three):
    return ConventionFactory(landlord=three.landlord, operator=three.operator, ends_on=FAR)


def test_another_fiche_at_the_operator_keeps_the_household(three):
    other = {"convention": another_convention(three), "household": three.household, "advisor": three.advisor}
    sent_referral(**other, worker=three.worker)
    validate_closing(closing=closing(three), by=three.head)
    assert entrustment(three).read_until is None
    assert in_hand(three, three.worker)


def test_a_fiche_that_waits_keeps_it_for_the_head_alone(three):
    sent_referral(convention=another_convention(three), household=three.household, advisor=three.advisor)
    validate_closing(closing=closing(three), by=three.head)
    assert entrustment(three).read_until is None
    assert in_hand(three, three.head)
    assert not in_hand(three, three.worker)


def test_a_yes_to_another_support_keeps_it_until_it_is_taken_back(three):
    other = AdhesionFactory(
        household=three.household, convention=another_convention(three), person=three.person, on=ADHERED_ON
    )
    validate_closing(closing=closing(three), by=three.head)
    assert entrustment(three).read_until is None
    withdraw_adhesion(adhesion=other, on=timezone.localdate(), by=three.worker)
    assert entrustment(three).read_until is not None
    assert not in_hand(three, three.worker)


def test_a_yes_taken_back_before_any_mesure_lets_go_of_the_household():
    three = adhered()
    with settled():
        adhere_referral(referral=three.referral, by=three.worker)
    first, last = Adhesion.objects.filter(household=three.household)
    withdraw_adhesion(adhesion=first, on=timezone.localdate(), by=three.worker)
    assert in_hand(three, three.worker)
    withdraw_adhesion(adhesion=last, on=timezone.localdate(), by=three.worker)
    assert entrustment(three).read_until == timezone.localdate() + 30 * DAY
    assert not in_hand(three, three.worker)


def test_a_yes_taken_back_within_a_mesure_ends_nothing(three):
    for adhesion in Adhesion.objects.filter(household=three.household):
        withdraw_adhesion(adhesion=adhesion, on=timezone.localdate(), by=three.worker)
    assert entrustment(three).read_until is None
    assert in_hand(three, three.worker)


def test_who_comes_back_is_entrusted_again(three):
    validate_closing(closing=closing(three), by=three.head)
    referred_again(three)
    assert entrustment(three).read_until is None
    assert Accompaniment.objects.writable_by(three.worker).exists()
    again = opened(three, on=JUNE + 30 * DAY).mesure
    assert (again.previous.state, again.state) == ("closed", "open")


def test_what_is_planned_is_cancelled_first(three):
    tomorrow = timezone.now() + DAY
    planned = AppointmentFactory(
        household=three.household, operator=three.operator, starts_at=tomorrow, ends_at=tomorrow + HOUR
    )
    assert "Un rendez-vous est prévu le" in refusal(closing, three=three)[0]
    cancel_appointment(appointment=planned, reason="Le ménage est parti.", by=three.worker)
    proposed = closing(three)
    AppointmentFactory(household=three.household, operator=three.operator, starts_at=tomorrow, ends_at=tomorrow + HOUR)
    assert "Un rendez-vous est prévu le" in refusal(validate_closing, closing=proposed, by=three.head)[0]
    AccompanimentFactory(household=three.household, convention=another_convention(three), worker=three.worker)
    assert validate_closing(closing=proposed, by=three.head)


def test_an_alert_of_the_landlord_is_answered_first(three):
    alert = ExchangeFactory(
        household=three.household, convention=three.convention, written_by=three.advisor, way="alert", state="open"
    )
    assert "Une alerte du bailleur attend" in refusal(closing, three=three)[0]
    answer_alert(exchange=alert, text="Nous l’avons appelée.", by=three.worker)
    assert closing(three)


def test_opened_again_it_is_as_if_it_had_not_ended(three):
    since = entrustment(three).since
    validate_closing(closing=closing(three), by=three.head)
    reopen_mesure(mesure=three.mesure, reason="Le ménage n’est pas parti.", by=three.head)
    now = entrustment(three)
    assert (now.since, now.ended_on, now.read_until) == (since, None, None)
    assert in_hand(three, three.head)
    assert in_hand(three, three.worker)
