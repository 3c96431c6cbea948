"""Whoever writes in a file locks the household before anything of it: two at once never wait for one another."""

import datetime as dt
import threading
import time

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.enums import Role
from referrals.enums import DeclineKind
from referrals.models import Appointment, Referral, Sheet, Slot
from referrals.services.appointments import book_slot, cancel_appointment, move_appointment, plan_meeting
from referrals.services.corrections import drop_correction, send_correction, start_correction
from referrals.services.reception import change_worker, decline_referral
from referrals.services.sheets import withdraw_referral
from tenants.models import Household
from tests.factories.accounts import MembershipFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AppointmentFactory, SlotFactory, sent_referral
from tests.factories.tenants import HouseholdFactory

LONGEST_WAIT = 10
WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def until_somebody_waits():
    end = time.monotonic() + LONGEST_WAIT
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            # What a transaction has read of the other sessions, it keeps.
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(WAITING)
            if cursor.fetchone():
                return True
            time.sleep(0.01)
    return False


def tried(work, refused):
    try:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)
    except Exception as error:
        refused.append(error)
    finally:
        connection.close()


def again(row):
    return type(row).objects.get(pk=row.pk)


@pytest.mark.django_db(transaction=True)
def test_every_service_waits_for_the_household_before_it_holds_anything():
    with transaction.atomic():
        convention = ConventionFactory()
        household = HouseholdFactory(landlord=convention.landlord)
        advisor = MembershipFactory(role=Role.ADVISOR, organisation=convention.landlord)
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=convention.operator)
        other = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
        worker = MembershipFactory(role=Role.SOCIAL_WORKER, organisation=convention.operator)
        referral = sent_referral(convention=convention, household=household, advisor=advisor, worker=worker)
        appointment = AppointmentFactory(household=household, operator=convention.operator)
        plan_meeting(referral=referral, appointment=appointment, by=worker)
        start_correction(referral=referral, reason="Une date", by=advisor)
        slot = SlotFactory(membership=worker, starts_at=timezone.now() + dt.timedelta(days=9))
    later = appointment.starts_at + dt.timedelta(days=1)
    times = {"starts_at": later, "ends_at": later + dt.timedelta(hours=1)}
    services = [
        lambda: cancel_appointment(appointment=again(appointment), reason="Grève", by=worker),
        lambda: move_appointment(appointment=again(appointment), **times, by=worker),
        lambda: book_slot(slot=again(slot), household=household, convention=convention, by=advisor),
        lambda: withdraw_referral(referral=again(referral), reason="Déménage", by=advisor),
        lambda: send_correction(referral=again(referral), by=advisor),
        lambda: drop_correction(referral=again(referral), by=advisor),
        lambda: decline_referral(referral=again(referral), kind=DeclineKind.REFUSAL, reason="Plus tard", by=worker),
        lambda: change_worker(referral=again(referral), worker=other, by=head),
    ]
    refused = []
    for work in services:
        with transaction.atomic():
            Household.objects.hold(household.pk)
            thread = threading.Thread(target=tried, args=(work, refused))
            thread.start()
            assert until_somebody_waits(), refused
            for model in (Referral, Appointment, Sheet, Slot):
                assert list(model.objects.select_for_update(of=["self"], nowait=True))
        thread.join()
    assert refused == []
