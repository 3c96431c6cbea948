"""When one meets: hours of Paris as people write them, kept as instants. Pure: the clock is passed in."""

import datetime as dt
from zoneinfo import ZoneInfo

from core.errors import DomainError
from core.wording import clock_time, long_date

PARIS = ZoneInfo("Europe/Paris")
LONGEST = dt.timedelta(hours=12)
FURTHEST = dt.timedelta(days=731)
# What one publication of slots may hold.
MOST_WEEKS = 26
MOST_SLOTS = 120
DURATIONS = (30, 45, 60, 75, 90, 120, 180)


def instant_of(day: dt.date, time: dt.time, *, field: str | None = None) -> dt.datetime:
    """The instant at which the clocks of Paris show this; the first of the two in the hour that comes twice."""
    local = dt.datetime.combine(day, time, tzinfo=PARIS)
    instant = local.astimezone(dt.UTC)
    if instant.astimezone(PARIS).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise DomainError("Cette heure n’existe pas ce jour-là : les horloges passent à l’heure d’été.", field=field)
    return instant


def local(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(PARIS)


def day_of(instant: dt.datetime) -> dt.date:
    return local(instant).date()


def day_bounds(first: dt.date, last: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """From the first instant of a day to the first after another."""
    midnight = dt.time()
    return instant_of(first, midnight), instant_of(last + dt.timedelta(days=1), midnight)


def check_times(starts_at: dt.datetime, ends_at: dt.datetime, *, now: dt.datetime) -> None:
    """What is fixed lies ahead, in order, and does not last for ever."""
    if ends_at <= starts_at:
        raise DomainError("La fin vient après le début.", field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise DomainError("Un rendez-vous dure 12 heures au plus.", field="ends_at")
    if starts_at < now:
        raise DomainError("Ce moment est déjà passé.", field="starts_at")
    if starts_at > now + FURTHEST:
        raise DomainError("Ce moment est à plus de deux ans : vérifiez l’année.", field="starts_at")


def overlap(one, other) -> bool:
    """Whether two moments, (start, end) each, share an instant; one that begins when the other ends does not."""
    return one[0] < other[1] and other[0] < one[1]


def slot_moments(*, weekdays, first_time, last_time, minutes, first_day, weeks, now):
    """(start, end) of the slots between two hours on these days of the week (0: Monday), for so many weeks.

    What has gone by is left out.
    """
    if last_time <= first_time:
        raise DomainError("La dernière heure vient après la première.", field="last_time")
    length = dt.timedelta(minutes=minutes)
    moments = []
    for offset in range(weeks * 7):
        day = first_day + dt.timedelta(days=offset)
        if day.weekday() not in weekdays:
            continue
        start, last = instant_of(day, first_time, field="first_time"), instant_of(day, last_time, field="last_time")
        while start + length <= last:
            if start > now:
                moments.append((start, start + length))
            start += length
    if len(moments) > MOST_SLOTS:
        raise DomainError(
            f"Cela ferait {len(moments)} créneaux : publiez-en {MOST_SLOTS} au plus à la fois.", field="weeks"
        )
    return moments


def in_words(instant: dt.datetime) -> str:
    """« mardi 3 mars 2015 à 14 h 30 »"""
    moment = local(instant)
    return f"{long_date(moment.date())} à {clock_time(moment)}"


def span_in_words(starts_at: dt.datetime, ends_at: dt.datetime) -> str:
    """« mardi 3 mars 2015, de 14 h à 15 h »; where it passes midnight, both days."""
    start, end = local(starts_at), local(ends_at)
    if start.date() == end.date():
        return f"{long_date(start.date())}, de {clock_time(start)} à {clock_time(end)}"
    return f"du {in_words(starts_at)} au {in_words(ends_at)}"
