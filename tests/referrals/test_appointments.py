"""Slots and appointments: made, moved, held, missed, cancelled, made again."""

import datetime as dt
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import Role
from core.errors import DomainError
from core.models import TransitionEntry
from referrals.enums import AppointmentKind, AppointmentState, Party, PlaceKind, ReferralState, SlotState
from referrals.models import Appointment, Slot
from referrals.services.appointments import (
    book_slot,
    cancel_appointment,
    hold_appointment,
    miss_appointment,
    move_appointment,
    plan_fixed_meeting,
    plan_meeting,
    publish_slots,
    reschedule_appointment,
    withdraw_slot,
)
from referrals.services.slots import SlotTaken
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, SlotFactory
from tests.factories.tenants import HouseholdFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def gone_by(appointment):
    """As if it were yesterday's."""
    then = timezone.now() - DAY
    Appointment.objects.filter(pk=appointment.pk).update(starts_at=then, ends_at=then + HOUR)
    appointment.refresh_from_db()
    return appointment


def refusal(call, *args, **kwargs):
    with pytest.raises(DomainError) as refused:
        call(*args, **kwargs)
    return refused.value.message


def expected(appointment):
    return {attendance.membership for attendance in appointment.attendances.all()}


def test_slots_are_published_where_nothing_else_is(worker, fix, tomorrow):
    fix()
    moments = [(tomorrow + n * HOUR, tomorrow + (n + 1) * HOUR) for n in range(3)]
    published = publish_slots(membership=worker, moments=moments, place_kind=PlaceKind.ASSOCIATION, by=worker)
    assert [(slot.starts_at, slot.ends_at) for slot in published] == moments[1:], "she is expected at the first"
    assert TransitionEntry.objects.filter(subject_id=published[0].pk, action="publish", user=worker.user).exists()
    assert "Rien à proposer" in refusal(publish_slots, membership=worker, moments=moments, by=worker)


def test_a_slot_is_withdrawn_only_while_it_is_free(worker, household, convention, advisor):
    slot, booked = SlotFactory(membership=worker), SlotFactory(membership=worker, starts_at=timezone.now() + 2 * DAY)
    withdraw_slot(slot=slot, by=worker)
    book_slot(slot=booked, household=household, convention=convention, by=advisor)
    booked.refresh_from_db()
    assert slot.state == SlotState.WITHDRAWN
    assert "maintenant « réservé »" in refusal(withdraw_slot, slot=booked, by=worker)
    assert "pas à vous" in refusal(withdraw_slot, slot=slot, by=advisor)


def test_a_booked_slot_becomes_an_appointment_of_the_worker_and_the_advisor(worker, advisor, household, convention):
    slot = SlotFactory(membership=worker, place_kind=PlaceKind.LANDLORD, place="Bureau 2")
    appointment = book_slot(slot=slot, household=household, convention=convention, by=advisor)
    slot.refresh_from_db()
    assert slot.state == SlotState.BOOKED
    assert (appointment.starts_at, appointment.place_kind, appointment.place) == (
        slot.starts_at,
        PlaceKind.LANDLORD,
        "Bureau 2",
    )
    assert expected(appointment) == {worker, advisor}


def test_whoever_comes_second_is_told_of_the_next_slots(worker, advisor, household, convention):
    slot = SlotFactory(membership=worker)
    free = SlotFactory(membership=worker, starts_at=slot.starts_at + DAY)
    book_slot(slot=slot, household=household, convention=convention, by=advisor)
    other = HouseholdFactory(landlord=convention.landlord)
    with pytest.raises(SlotTaken, match="vient d’être pris") as refused:
        book_slot(slot=slot, household=other, convention=convention, by=advisor)
    assert refused.value.others == [free]
    assert "Les suivants" in refused.value.message
    assert not other.appointments.exists()


@pytest.mark.django_db(transaction=True)
def test_two_advisors_at_once_do_not_get_the_same_slot():
    with transaction.atomic():
        convention = ConventionFactory()
        slot = SlotFactory(membership__organisation=convention.operator)
        advisors = [MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord) for _ in range(2)]
        households = [HouseholdFactory(landlord=convention.landlord) for _ in range(2)]
    at_once, said = threading.Barrier(2), []

    def book(advisor, household):
        try:
            at_once.wait(timeout=10)
            book_slot(slot=slot, household=household, convention=convention, by=advisor)
        except DomainError as refused:
            said.append(refused.message)
        finally:
            connection.close()

    threads = [threading.Thread(target=book, args=pair) for pair in zip(advisors, households, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appointment.objects.count() == 1
    assert said == ["Ce créneau vient d’être pris."]


def test_a_slot_that_is_over_or_of_another_operator_is_refused(worker, advisor, household, convention):
    over = SlotFactory(membership=worker, starts_at=timezone.now() - HOUR / 2)
    foreign = SlotFactory()
    assert "déjà passé" in refusal(book_slot, slot=over, household=household, convention=convention, by=advisor)
    assert "n’est pas de l’association" in refusal(
        book_slot, slot=foreign, household=household, convention=convention, by=advisor
    )


def test_a_slot_at_which_its_worker_is_expected_elsewhere_is_not_free(worker, advisor, household, convention, fix):
    appointment = fix(household=HouseholdFactory(landlord=convention.landlord))
    slot = SlotFactory(membership=worker, starts_at=appointment.starts_at)
    assert not Slot.objects.bookable(timezone.now()).exists()
    assert "vient d’être pris" in refusal(book_slot, slot=slot, household=household, convention=convention, by=advisor)


def test_times_are_ahead_in_order_and_within_a_day(fix, tomorrow):
    now = timezone.now()
    assert "déjà passé" in refusal(fix, starts_at=now - HOUR)
    assert "La fin vient après le début" in refusal(fix, ends_at=tomorrow)
    assert "12 heures au plus" in refusal(fix, ends_at=tomorrow + 13 * HOUR)
    assert "plus de deux ans" in refusal(fix, starts_at=now + 800 * DAY)


def test_a_household_is_not_expected_twice_at_once(fix, tomorrow):
    first = fix()
    assert "Ce ménage a déjà un rendez-vous" in refusal(fix, starts_at=tomorrow + HOUR / 2)
    following = fix(starts_at=tomorrow + HOUR)
    assert first.state == following.state == AppointmentState.PLANNED


def test_only_people_of_the_two_houses_are_expected(fix, convention):
    billing = MembershipFactory(role=Role.BILLING_OFFICER, organisation=convention.operator)
    assert "Indiquez qui est attendu" in refusal(fix, attendees=[])
    assert "ni du bailleur ni de l’association" in refusal(fix, attendees=[MembershipFactory()])
    assert "ni du bailleur ni de l’association" in refusal(fix, attendees=[billing])


def test_a_move_keeps_the_appointment_counts_and_frees_its_slot(worker, advisor, household, convention, tomorrow):
    slot = SlotFactory(membership=worker)
    appointment = book_slot(slot=slot, household=household, convention=convention, by=advisor)
    move_appointment(appointment=appointment, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=worker)
    slot.refresh_from_db()
    appointment.refresh_from_db()
    assert (appointment.starts_at, appointment.sequence, appointment.slot) == (tomorrow, 1, None)
    assert slot.state == SlotState.OPEN
    assert expected(appointment) == {worker, advisor}
    again = book_slot(
        slot=slot, household=HouseholdFactory(landlord=convention.landlord), convention=convention, by=advisor
    )
    assert again.slot == slot


def test_a_move_to_another_slot_takes_it_frees_the_first_and_the_fiche_follows(worker, advisor, in_hand, convention):
    other = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    first = SlotFactory(membership=worker)
    second = SlotFactory(
        membership=other, starts_at=first.starts_at + DAY, place_kind=PlaceKind.LANDLORD, place="Salle 2"
    )
    appointment = book_slot(slot=first, household=in_hand.household, convention=convention, by=advisor)
    move_appointment(appointment=appointment, slot=second, by=advisor)
    for each in (first, second, appointment, in_hand):
        each.refresh_from_db()
    assert (first.state, second.state) == (SlotState.OPEN, SlotState.BOOKED)
    assert (appointment.slot, appointment.starts_at, appointment.place) == (second, second.starts_at, "Salle 2")
    assert expected(appointment) == {worker, advisor, other}
    assert (in_hand.state, in_hand.appointment) == (ReferralState.MEETING_PLANNED, appointment)


def test_a_move_to_a_slot_that_is_gone_or_of_another_house_changes_nothing(worker, advisor, household, convention):
    first, taken = SlotFactory(membership=worker), SlotFactory(membership=worker, starts_at=timezone.now() + 2 * DAY)
    appointment = book_slot(slot=first, household=household, convention=convention, by=advisor)
    neighbour = HouseholdFactory(landlord=convention.landlord)
    book_slot(slot=taken, household=neighbour, convention=convention, by=advisor)
    for slot, words in ((taken, "vient d’être pris"), (SlotFactory(), "pas de l’association de ce rendez-vous")):
        with transaction.atomic(), pytest.raises(DomainError, match=words):
            move_appointment(appointment=appointment, slot=slot, by=advisor)
    first.refresh_from_db()
    assert first.state == SlotState.BOOKED


def strangers(convention):
    """An advisor of another landlord, a worker and a head of another operator."""
    elsewhere = ConventionFactory()
    return [
        MembershipFactory(role=Role.ADVISOR, organisation=elsewhere.landlord),
        MembershipFactory(role=Role.SOCIAL_WORKER, organisation=elsewhere.operator),
        MembershipFactory(role=Role.SERVICE_HEAD, organisation=elsewhere.operator),
        MembershipFactory(role=Role.BILLING_OFFICER, organisation=convention.operator),
        MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=convention.landlord),
    ]


def test_whose_appointments(fix, convention, tomorrow, household):
    appointment, times = fix(), {"starts_at": tomorrow, "ends_at": tomorrow + HOUR}
    slot = SlotFactory(membership=MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator))
    for other in strangers(convention):
        assert "pas de ceux que vous tenez" in refusal(move_appointment, appointment=appointment, **times, by=other)
        for call, given in (
            (cancel_appointment, {"reason": "Reporté"}),
            (hold_appointment, {}),
            (miss_appointment, {"missed_by": Party.TENANT}),
            (reschedule_appointment, times),
        ):
            assert "pas de ceux que vous tenez" in refusal(call, appointment=appointment, **given, by=other)
        assert "de ceux pour qui vous fixez" in refusal(fix, by=other)
        booking = {"slot": slot, "household": household, "convention": convention}
        assert "de ceux pour qui vous fixez" in refusal(book_slot, **booking, by=other)
    appointment.refresh_from_db()
    assert (appointment.state, appointment.sequence) == (AppointmentState.PLANNED, 0)


def test_with_whom_one_fixes(fix, advisor):
    foreign = ConventionFactory().operator
    assert "avec qui vous travaillez" in refusal(fix, operator=foreign, attendees=[advisor])


def test_whose_slots(worker, convention, tomorrow):
    slot = SlotFactory(membership=worker)
    colleague = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
    moments = [(tomorrow, tomorrow + HOUR)]
    for other in [*strangers(convention), colleague]:
        assert "pas à vous" in refusal(withdraw_slot, slot=slot, by=other)
        assert "se propose pour soi" in refusal(publish_slots, membership=worker, moments=moments, by=other)
    head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
    assert publish_slots(membership=worker, moments=moments, by=head)
    withdraw_slot(slot=slot, by=head)


def test_when_another_is_elsewhere_is_told_to_who_may_read_it(fix, household, convention, worker, in_hand, tomorrow):
    """A household between two associations: neither reads the hours of the other."""
    other = ConventionFactory(landlord=convention.landlord)
    AppointmentFactory(
        household=household,
        operator=other.operator,
        kind=AppointmentKind.MEETING,
        starts_at=tomorrow,
        ends_at=tomorrow + HOUR,
    )
    said = refusal(fix, by=worker)
    assert said == "Ce ménage a déjà un rendez-vous à ce moment-là : choisissez-en un autre."
    Appointment.objects.all().delete()
    fix()
    assert " à " in refusal(fix, by=worker).removeprefix("Ce ménage a déjà un rendez-vous à ce moment-là, ")


def test_a_move_may_change_the_place_and_who_is_expected(fix, worker, advisor, tomorrow):
    appointment = fix()
    move_appointment(
        appointment=appointment,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        place_kind=PlaceKind.HOME,
        place="Interphone 12",
        attendees=[worker],
        by=advisor,
    )
    appointment.refresh_from_db()
    assert (appointment.place_kind, appointment.place, expected(appointment)) == (
        PlaceKind.HOME,
        "Interphone 12",
        {worker},
    )


def test_what_is_over_is_not_moved(fix, tomorrow, advisor):
    appointment = fix()
    cancel_appointment(appointment=appointment, reason="Reporté", by=advisor)
    assert "maintenant « annulé »" in refusal(
        move_appointment, appointment=appointment, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=advisor
    )


def test_cancelling_asks_why_and_frees_a_slot_to_come(worker, advisor, household, convention):
    slot = SlotFactory(membership=worker)
    appointment = book_slot(slot=slot, household=household, convention=convention, by=advisor)
    assert "pourquoi" in refusal(cancel_appointment, appointment=appointment, reason=" ", by=advisor)
    cancel_appointment(appointment=appointment, reason="La locataire travaille ce jour-là.", by=advisor)
    slot.refresh_from_db()
    assert (appointment.state, appointment.sequence, slot.state) == (AppointmentState.CANCELLED, 1, SlotState.OPEN)
    assert TransitionEntry.objects.get(subject_id=appointment.pk, action="cancel").reason.startswith("La locataire")


def test_a_slot_that_has_gone_by_is_not_freed(worker, advisor, household, convention):
    slot = SlotFactory(membership=worker)
    appointment = book_slot(slot=slot, household=household, convention=convention, by=advisor)
    then = timezone.now() - DAY
    Slot.objects.filter(pk=slot.pk).update(starts_at=then, ends_at=then + HOUR)
    cancel_appointment(appointment=appointment, reason="Personne n’est venu.", by=advisor)
    slot.refresh_from_db()
    assert slot.state == SlotState.BOOKED


def test_missed_says_by_whom_and_only_once_it_was_time(fix, worker):
    appointment = fix()
    assert "encore à venir" in refusal(miss_appointment, appointment=appointment, missed_by=Party.TENANT, by=worker)
    assert "encore à venir" in refusal(hold_appointment, appointment=appointment, by=worker)
    gone_by(appointment)
    assert "Indiquez qui" in refusal(miss_appointment, appointment=appointment, missed_by="somebody", by=worker)
    miss_appointment(appointment=appointment, missed_by=Party.TENANT, by=worker)
    assert (appointment.state, appointment.missed_by) == (AppointmentState.MISSED, Party.TENANT)
    assert "maintenant « manqué »" in refusal(hold_appointment, appointment=appointment, by=worker)


def test_what_was_missed_is_made_again_once_and_linked(fix, worker, advisor, tomorrow):
    appointment = fix()
    assert "déplacez celui-ci" in refusal(
        reschedule_appointment, appointment=appointment, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=worker
    )
    miss_appointment(appointment=gone_by(appointment), missed_by=Party.LANDLORD, by=worker)
    again = reschedule_appointment(appointment=appointment, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=worker)
    assert again.rescheduled_from == appointment
    assert expected(again) == {worker, advisor}
    assert "déjà refixé" in refusal(
        reschedule_appointment,
        appointment=appointment,
        starts_at=tomorrow + 2 * DAY,
        ends_at=tomorrow + 2 * DAY + HOUR,
        by=worker,
    )


def test_the_referral_follows_its_appointment(fix, in_hand, worker, tomorrow):
    """Fixed, missed, fixed again, cancelled: the referral says each time what it waits for."""
    appointment = fix()
    in_hand.refresh_from_db()
    assert (in_hand.state, in_hand.appointment) == (ReferralState.MEETING_PLANNED, appointment)
    miss_appointment(appointment=gone_by(appointment), missed_by=Party.TENANT, by=worker)
    in_hand.refresh_from_db()
    assert (in_hand.state, in_hand.appointment) == (ReferralState.RECEIVED, None)
    again = reschedule_appointment(appointment=appointment, starts_at=tomorrow, ends_at=tomorrow + HOUR, by=worker)
    in_hand.refresh_from_db()
    assert (in_hand.state, in_hand.appointment) == (ReferralState.MEETING_PLANNED, again)
    cancel_appointment(appointment=again, reason="Reporté", by=worker)
    in_hand.refresh_from_db()
    assert (in_hand.state, in_hand.appointment) == (ReferralState.RECEIVED, None)
    steps = TransitionEntry.objects.filter(subject_id=in_hand.pk).order_by("at").values_list("action", flat=True)
    assert list(steps) == ["plan", "unplan", "plan", "unplan"]


def test_a_later_meeting_plans_no_referral(fix, in_hand):
    fix(kind=AppointmentKind.MEETING)
    in_hand.refresh_from_db()
    assert in_hand.state == ReferralState.RECEIVED


def test_what_was_fixed_before_the_reception_is_planned_with_it(fix, in_hand, worker):
    appointment = AppointmentFactory(household=in_hand.household, operator=in_hand.convention.operator)
    plan_fixed_meeting(referral=in_hand, by=worker)
    assert (in_hand.state, in_hand.appointment) == (ReferralState.MEETING_PLANNED, appointment)
    assert plan_meeting(referral=in_hand, appointment=appointment, by=worker) == in_hand, "said twice, done once"


def test_a_referral_waits_for_a_standing_appointment_of_its_own(in_hand, worker):
    foreign = AppointmentFactory()
    cancelled = AppointmentFactory(
        household=in_hand.household, operator=in_hand.convention.operator, state=AppointmentState.CANCELLED
    )
    assert "pas celui de cette fiche" in refusal(plan_meeting, referral=in_hand, appointment=foreign, by=worker)
    assert "n’est plus fixé" in refusal(plan_meeting, referral=in_hand, appointment=cancelled, by=worker)
