"""Days on which offices are open: neither a week-end nor a public holiday of France. Pure."""

import datetime
from functools import cache

SATURDAY = 5
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Easter Monday, Ascension, Whit Monday: days after Easter.
AFTER_EASTER = (1, 39, 50)


def easter(year: int) -> datetime.date:
    """Gauss's reckoning, as Meeus, Jones and Butcher wrote it."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    month, day = divmod(h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114, 31)
    return datetime.date(year, month, day + 1)


@cache
def holidays(year: int) -> frozenset[datetime.date]:
    moved = {easter(year) + datetime.timedelta(days=days) for days in AFTER_EASTER}
    return frozenset(moved | {datetime.date(year, month, day) for month, day in FIXED})


def is_working_day(day: datetime.date) -> bool:
    return day.weekday() < SATURDAY and day not in holidays(day.year)


def add_working_days(day: datetime.date, count: int) -> datetime.date:
    """The day that comes `count` working days later."""
    while count > 0:
        day += datetime.timedelta(days=1)
        count -= is_working_day(day)
    return day


def subtract_working_days(day: datetime.date, count: int) -> datetime.date:
    """The latest day from which `count` working days lead to `day` or before."""
    earlier = day
    while add_working_days(earlier, count) > day:
        earlier -= datetime.timedelta(days=1)
    return earlier
