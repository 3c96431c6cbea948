"""What leaves the house for another calendar: a number and a kind of place, under an address that can be closed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from referrals.enums import AppointmentState, PlaceKind
from referrals.models import Attendance, CalendarFeed
from referrals.rules.moments import PARIS
from referrals.services.appointments import cancel_appointment, move_appointment
from referrals.services.feeds import open_feed
from tests.factories.accounts import MembershipFactory
from tests.factories.referrals import AppointmentFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
PAGE = "/agenda/abonnement/"


@pytest.fixture
def appointment(worker, household, convention):
    made = AppointmentFactory(
        household=household, operator=convention.operator, place_kind=PlaceKind.HOME, place="12 rue des Essais"
    )
    Attendance.objects.create(appointment=made, membership=worker)
    return made


def feed(client, token):
    client.logout()
    return client.get(reverse("referrals:calendar_ics", args=[token]))


def calendar_of(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def events(response):
    return list(calendar_of(response).walk("VEVENT"))


def test_an_event_tells_a_number_and_a_kind_of_place(client, worker, appointment):
    response = feed(client, open_feed(by=worker))
    (event,) = events(response)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Dossier 2015-00042", "Au domicile")
    assert (str(event["STATUS"]), int(event["SEQUENCE"]), str(event["CLASS"])) == ("CONFIRMED", 0, "PRIVATE")
    assert event["DTSTART"].params["TZID"] == "Europe/Paris"
    assert event["DTSTART"].dt.replace(tzinfo=PARIS) == appointment.starts_at.replace(microsecond=0)
    said = response.content.decode()
    for secret in ("Bellevue", "rue des Essais", "tripartite", str(worker.user), worker.user.email):
        assert secret not in said


def test_a_guarded_household_is_a_mere_appointment(client, worker, appointment, household):
    household.guarded = True
    household.save()
    response = feed(client, open_feed(by=worker))
    (event,) = events(response)
    assert str(event["SUMMARY"]) == "Rendez-vous"
    assert "LOCATION" not in event
    assert "2015-00042" not in response.content.decode()


def test_what_moved_and_what_was_cancelled_keep_their_name_and_count(client, worker, appointment):
    token = open_feed(by=worker)
    (before,) = events(feed(client, token))
    later = appointment.starts_at + HOUR
    move_appointment(appointment=appointment, starts_at=later, ends_at=later + HOUR, by=worker)
    (moved,) = events(feed(client, token))
    cancel_appointment(appointment=appointment, reason="Reporté", by=worker)
    (cancelled,) = events(feed(client, token))
    assert before["UID"] == moved["UID"] == cancelled["UID"]
    assert [int(event["SEQUENCE"]) for event in (before, moved, cancelled)] == [0, 1, 2]
    assert str(cancelled["STATUS"]) == "CANCELLED"


def test_the_clocks_of_paris_are_told_as_they_go(client, worker):
    (zone,) = calendar_of(feed(client, open_feed(by=worker))).walk("VTIMEZONE")
    told = zone.to_tz(lookup_tzid=False)
    for year in (2015, 2026, 2027):
        for month, day in ((1, 1), (3, 29), (3, 31), (7, 14), (10, 25), (10, 31)):
            for hour in (1, 4, 23):
                moment = dt.datetime(year, month, day, hour, 30)
                assert moment.replace(tzinfo=told).utcoffset() == moment.replace(tzinfo=PARIS).utcoffset(), moment


def test_the_window_is_bounded(client, worker, household, convention):
    now = timezone.now()
    for days in (-120, -60, 300, 400):
        made = AppointmentFactory(
            household=household, operator=convention.operator, starts_at=now + dt.timedelta(days=days)
        )
        Attendance.objects.create(appointment=made, membership=worker)
    assert len(events(feed(client, open_feed(by=worker)))) == 2


def test_only_ones_own(client, worker, appointment):
    assert events(feed(client, open_feed(by=MembershipFactory(organisation=worker.organisation)))) == []


def test_the_address_is_shown_once_and_kept_as_a_digest(log_in, worker):
    client = log_in(worker)
    shown = client.post(f"{PAGE}ouvrir/")
    token = shown.content.decode().partition("/agenda/flux/")[2].partition(".ics")[0]
    assert len(token) >= 43
    assert "no-store" in shown["Cache-Control"]
    assert token not in client.get(PAGE).content.decode()
    assert token not in CalendarFeed.objects.get().digest
    assert client.get(f"/agenda/flux/{token}.ics").status_code == 200


def test_a_new_address_ends_the_old_one_and_closing_ends_it(log_in, client, worker):
    log_in(worker)
    old = open_feed(by=worker)
    new = open_feed(by=worker)
    assert CalendarFeed.objects.count() == 1
    client.post(f"{PAGE}fermer/")
    assert [feed(client, token).status_code for token in (old, new)] == [404, 404]


@pytest.mark.parametrize("token", ["x", "é" * 40, "a" * 900, "..", "%00", "A" * 43])
def test_an_address_that_was_never_there_tells_nothing(client, worker, token):
    open_feed(by=worker)
    assert client.get(f"/agenda/flux/{token}.ics").status_code == 404


def test_it_closes_with_the_role(client, worker):
    token = open_feed(by=worker)
    assert feed(client, token).status_code == 200
    worker.ends_on = timezone.localdate() - dt.timedelta(days=1)
    worker.save()
    assert feed(client, token).status_code == 404


def test_it_closes_with_the_account(client, worker):
    token = open_feed(by=worker)
    User.objects.filter(pk=worker.user_id).update(is_active=False, closed_at=timezone.now())
    assert feed(client, token).status_code == 404


def test_it_is_kept_by_no_cache_and_needs_no_session(client, worker):
    response = feed(client, open_feed(by=worker))
    assert "private" in response["Cache-Control"]
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not response.cookies


def test_as_many_queries_for_many_as_for_one(client, worker, appointment, convention, django_assert_num_queries):
    token = open_feed(by=worker)
    with CaptureQueriesContext(connection) as few:
        feed(client, token)
    for _ in range(5):
        made = AppointmentFactory(household__landlord=convention.landlord, operator=convention.operator)
        Attendance.objects.create(appointment=made, membership=worker)
    with django_assert_num_queries(len(few)):
        feed(client, token)


def test_one_appointment_as_a_file(log_in, worker, appointment):
    response = log_in(worker).get(f"/rendez-vous/{appointment.pk}/agenda.ics")
    (event,) = events(response)
    assert str(event["SUMMARY"]) == "Dossier 2015-00042"
    assert "attachment" in response["Content-Disposition"]
    assert "Bellevue" not in response.content.decode()


def test_a_cancelled_one_in_a_file_says_so(log_in, worker, appointment):
    appointment.state = AppointmentState.CANCELLED
    appointment.save()
    (event,) = events(log_in(worker).get(f"/rendez-vous/{appointment.pk}/agenda.ics"))
    assert str(event["STATUS"]) == "CANCELLED"
