"""Appointments for calendar programs. They leave the house: a file number and a kind of place, nothing else.

No name, no address, no kind of meeting; of a guarded household not even its number.
"""

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from core.messages import absolute_url
from referrals.enums import AppointmentState
from referrals.models import Appointment
from referrals.rules.moments import PARIS, local

PRODUCT = "-//J’y tiens//Agenda//FR"
BEFORE, AFTER = dt.timedelta(days=92), dt.timedelta(days=366)
# How often programs are asked to come back.
REFRESH = dt.timedelta(hours=1)
MASKED = "Rendez-vous"


def appointments_of(membership, now):
    """What the feed of this person holds: three months back, a year ahead, and what was cancelled within."""
    expected = Appointment.objects.visible_to(membership).expecting(membership).between(now - BEFORE, now + AFTER)
    return expected.select_related("household")


def feed_ics(membership, now) -> bytes:
    calendar = empty_calendar()
    calendar.add("x-wr-calname", "J’y tiens")
    calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for appointment in appointments_of(membership, now):
        calendar.add_component(event_of(appointment, now))
    return calendar.to_ical()


def single_ics(appointment, now) -> bytes:
    calendar = empty_calendar()
    calendar.add_component(event_of(appointment, now))
    return calendar.to_ical()


def empty_calendar():
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add_component(time_of_paris())
    return calendar


def time_of_paris():
    """Central European time as it has been since 1996, and goes on."""
    zone = Timezone()
    zone.add("tzid", PARIS.key)
    for half, name, first, before, after in (
        (TimezoneDaylight(), "CEST", dt.datetime(1996, 3, 31, 2), 1, 2),
        (TimezoneStandard(), "CET", dt.datetime(1996, 10, 27, 3), 2, 1),
    ):
        half.add("tzname", name)
        half.add("dtstart", first)
        half.add("rrule", {"freq": "yearly", "bymonth": first.month, "byday": "-1su"})
        half.add("tzoffsetfrom", dt.timedelta(hours=before))
        half.add("tzoffsetto", dt.timedelta(hours=after))
        zone.add_component(half)
    return zone


def event_of(appointment, now):
    guarded = appointment.household.guarded
    cancelled = appointment.state == AppointmentState.CANCELLED
    event = Event()
    event.add("uid", f"{appointment.pk}@{urlsplit(settings.PUBLIC_URL).hostname}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("sequence", appointment.sequence)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("dtstart", local(appointment.starts_at))
    event.add("dtend", local(appointment.ends_at))
    event.add("summary", MASKED if guarded else f"Dossier {appointment.household.number}")
    if not guarded:
        event.add("location", appointment.get_place_kind_display())
    event.add("url", absolute_url(appointment.get_absolute_url()))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    return event
