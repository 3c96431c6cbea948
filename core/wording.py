"""Dates, delays, amounts and counts as people say them in French. Pure: `today` is always passed in."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
THIN = "\u202f"  # narrow no-break space: thousands, before « ; », « ? », « ! »
FIRM = "\u00a0"  # no-break space: between a number and its unit, before « : », inside « »
MARKS = {":": FIRM, "»": FIRM, ";": THIN, "?": THIN, "!": THIN}


def day_number(day: dt.date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def long_date(day: dt.date) -> str:
    """« mardi 3 mars 2015 »"""
    return f"{DAYS[day.weekday()]} {day_number(day)}{FIRM}{MONTHS[day.month - 1]} {day.year}"


def plain_date(day: dt.date) -> str:
    """« 3 mars 2015 »"""
    return f"{day_number(day)}{FIRM}{MONTHS[day.month - 1]} {day.year}"


def near_date(day: dt.date, today: dt.date) -> str:
    """« 3 mars », with its year only where it is not obvious (another year, more than six months away)."""
    words = f"{day_number(day)}{FIRM}{MONTHS[day.month - 1]}"
    obvious = day.year == today.year or abs((day - today).days) <= 183
    return words if obvious else f"{words} {day.year}"


def title_date(day: dt.date) -> str:
    """« Mardi 3 mars », as the title of a day."""
    words = f"{DAYS[day.weekday()]} {day_number(day)}{FIRM}{MONTHS[day.month - 1]}"
    return words[0].upper() + words[1:]


def month_name(day: dt.date) -> str:
    """« mars 2015 »"""
    return f"{MONTHS[day.month - 1]}{FIRM}{day.year}"


def clock_time(moment: dt.time | dt.datetime) -> str:
    """« 14 h », « 10 h 30 »"""
    words = f"{moment.hour}{FIRM}h"
    return f"{words}{FIRM}{moment.minute:02d}" if moment.minute else words


def relative_day(day: dt.date, today: dt.date) -> str:
    """« aujourd’hui », « hier », « il y a 12 jours », « dans 7 mois »"""
    distance = (day - today).days
    named = {0: "aujourd’hui", 1: "demain", 2: "après-demain", -1: "hier", -2: "avant-hier"}
    if distance in named:
        return named[distance]
    span = span_of_days(abs(distance), *sorted((day, today)))
    return f"dans {span}" if distance > 0 else f"il y a {span}"


def span_of_days(days: int, first: dt.date, last: dt.date) -> str:
    """Days up to a month, weeks up to two months, then whole months and years of the calendar."""
    if days < 31:
        return count(days, "jour")
    if days < 60:
        return count(days // 7, "semaine")
    months = (last.year - first.year) * 12 + last.month - first.month - (last.day < first.day)
    return f"{months}{FIRM}mois" if months < 24 else count(months // 12, "an")


def minutes(total: int) -> str:
    """« 50 min », « 1 h », « 1 h 30 »"""
    hours, rest = divmod(total, 60)
    if not hours:
        return f"{rest}{FIRM}min"
    return f"{hours}{FIRM}h{FIRM}{rest:02d}" if rest else f"{hours}{FIRM}h"


def number(value: int | float | Decimal, digits: int = 0) -> str:
    """« 1 620 », « 3,5 », with narrow no-break spaces; halves are rounded up, as on an invoice."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    sign = "−" if rounded < 0 else ""
    whole, _, part = f"{abs(rounded):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", THIN)
    return sign + grouped + (f",{part}" if part else "")


def amount(value: int | float | Decimal) -> str:
    """« 1 620,00 € »"""
    return f"{number(value, 2)}{FIRM}€"


def round_amount(value: int | float | Decimal) -> str:
    """« 1 620 € », where cents would only distract."""
    return f"{number(value)}{FIRM}€"


def percent(part: int | Decimal, whole: int | Decimal) -> str:
    """« 71 % » of a whole; an em dash where there is nothing to divide by."""
    if not whole:
        return "—"
    return f"{number(Decimal(part) * 100 / Decimal(whole))}{FIRM}%"


def count(n: int, singular: str, plural: str | None = None) -> str:
    """« 0 jour », « 1 jour », « 12 jours »: zero is singular in French."""
    return f"{number(n)}{FIRM}{word(n, singular, plural)}"


def word(n: int, singular: str, plural: str | None = None) -> str:
    """The noun alone: « ménage », « ménages », « travaux »."""
    return singular if abs(n) < 2 else plural or f"{singular}s"


FILE_UNITS = (("ko", 1e3), ("Mo", 1e6), ("Go", 1e9))


def file_size(octets: int) -> str:
    """« 812 octets », « 14 ko », « 1,2 Mo »"""
    if octets < 1000:
        return count(octets, "octet")
    unit, size = next(((unit, size) for unit, size in FILE_UNITS if octets / size < 999.5), FILE_UNITS[-1])
    digits = 1 if octets / size < 9.95 and unit != "ko" else 0
    return f"{number(octets / size, digits)}{FIRM}{unit}"


def sentence(items: list[str], last: str = "et") -> str:
    """« a », « a et b », « a, b et c »"""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def firm(text: str) -> str:
    """No line begins with a « : », a « ? » or a closing « » »: their space does not break."""
    for mark, space in MARKS.items():
        text = text.replace(f" {mark}", f"{space}{mark}")
    return text.replace("«" + " ", f"«{FIRM}")


LETTERS = ("zéro", "une", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")


def in_letters(n: int) -> str:
    """« une », « dix », then figures: « 11 »."""
    return LETTERS[n] if n < len(LETTERS) else number(n)


def counted(n: int, singular: str, plural: str | None = None, *, masculine: bool = False) -> str:
    """In letters up to ten, as in a sentence: « trois fiches », « un bilan », « 12 fiches »."""
    if n > 10:
        return count(n, singular, plural)
    letters = "un" if n == 1 and masculine else in_letters(n)
    return f"{letters} {word(n, singular, plural)}"


def times(at_least: int, at_most: int) -> str:
    """« une fois », « une à trois fois », « jusqu’à deux fois »"""
    if at_least == at_most:
        return f"{in_letters(at_most)} fois"
    if at_least == 0:
        return f"jusqu’à {in_letters(at_most)} fois"
    return f"{in_letters(at_least)} à {in_letters(at_most)} fois"
