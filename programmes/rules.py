"""Dates, tariffs and shares of a convention. Pure: values in, values out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal

from programmes.enums import ConventionState, TariffUnit

CENT = Decimal("0.01")
WHOLE = Decimal(100)
ENDING_DAYS = 90
# What a convention may say.
PERIODIC_DELAY_DAYS = 45
LONGEST_DELAY_DAYS = 60
VERIFICATION_DAYS = (1, 90)
NO_CONTACT_DAYS = (1, 366)
MIN_DAYS = (1, 31)
YEARS = (2000, 2100)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def first_of_next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_of_month(day: date) -> date:
    return first_of_next_month(day) - timedelta(days=1)


@dataclass(frozen=True)
class Days:
    """An interval of days; both ends belong to it, and without an end it goes on."""

    first: date
    last: date | None


def clip(days: Days, first: date, last: date) -> Days | None:
    """What of an interval lies between two days, if anything."""
    start = max(days.first, first)
    end = last if days.last is None else min(days.last, last)
    return Days(start, end) if start <= end else None


def convention_state(starts_on: date, ends_on: date, today: date) -> ConventionState:
    if today < starts_on:
        return ConventionState.UPCOMING
    if today > ends_on:
        return ConventionState.ENDED
    if (ends_on - today).days < ENDING_DAYS:
        return ConventionState.ENDING
    return ConventionState.CURRENT


def years_covered(starts_on: date, ends_on: date) -> range:
    return range(starts_on.year, ends_on.year + 1)


def budget_year_problem(year: int, starts_on: date, ends_on: date) -> str:
    """What is wrong with a year that is given a budget, in a sentence; nothing when the convention covers it."""
    if year in years_covered(starts_on, ends_on):
        return ""
    covered = f"de {starts_on.year} à {ends_on.year}" if starts_on.year < ends_on.year else f"{starts_on.year}"
    return f"{year} est hors des dates de la convention ({covered}) : retirez ce budget, ou changez les dates."


def versions_of(tariffs: Iterable, unit: TariffUnit) -> list:
    return sorted((tariff for tariff in tariffs if tariff.unit == unit), key=lambda tariff: tariff.valid_from)


def tariff_on(tariffs: Iterable, unit: TariffUnit, day: date):
    """The version whose `valid_from` is the latest not after the day, or None: a missing price is an anomaly."""
    valid = [tariff for tariff in versions_of(tariffs, unit) if tariff.valid_from <= day]
    return valid[-1] if valid else None


def tariff_in_month(tariffs: Iterable, unit: TariffUnit, month: date, *, last_day: date | None = None):
    """The version that prices a unit of the month: on its first day, or on the last day of a diagnostic."""
    day = last_day if unit == TariffUnit.DIAGNOSTIC and last_day else first_of_month(month)
    return tariff_on(tariffs, unit, day)


def last_month_billed(tariffs: Iterable, unit: TariffUnit) -> date | None:
    months = [tariff.billed_through for tariff in tariffs if tariff.unit == unit and tariff.billed_through]
    return max(months, default=None)


def earliest_new_version(tariffs: Iterable, unit: TariffUnit) -> date | None:
    """The first day from which a new version of the unit's tariff may be valid; None where any day may."""
    month = last_month_billed(tariffs, unit)
    return first_of_next_month(month) if month else None


def is_used(tariff) -> bool:
    """Whether an issued document holds its price: nothing in it may change any more."""
    return tariff.billed_through is not None


def split_by_shares(amount: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """An amount split to the cent by largest remainder, the first share first where remainders are equal.

    The parts sum to the amount whenever the shares sum to 100.
    """
    exact = [amount * share / WHOLE for share in shares]
    parts = [part.quantize(CENT, rounding=ROUND_DOWN) for part in exact]
    missing = int((sum(exact, Decimal()).quantize(CENT) - sum(parts, Decimal())) / CENT)
    step = CENT.copy_sign(missing)
    by_remainder = sorted(range(len(parts)), key=lambda index: -abs(exact[index] - parts[index]))
    for index in by_remainder[: abs(missing)]:
        parts[index] += step
    return parts


def shares_problem(shares: Sequence[Decimal]) -> str:
    """What is wrong with the shares of the payers, in a sentence; nothing when they are right."""
    if not shares:
        return "Il faut au moins un payeur."
    if any(share <= 0 for share in shares):
        return "Chaque part est supérieure à 0 %."
    total = sum(shares, Decimal())
    if total != WHOLE:
        written = f"{total.normalize():f}".replace(".", ",")
        return f"Les parts des payeurs font {written} % ; elles doivent faire 100 % au total."
    return ""
