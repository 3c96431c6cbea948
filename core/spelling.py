"""How names, streets, numbers and dates become words to look up, and what a slip of the keyboard leaves of one.

Pure: no query, no clock. core.search keeps these words in tables; core.phonetics asks another question, of sounds.
"""

import datetime
import re
from dataclasses import dataclass
from itertools import groupby

from core.normalise import plain

# A shorter word has too many neighbours: a slip in « Anna » finds half of the town.
SHORTEST_FORGIVEN = 5
LONGEST_WORD = 40
MOST_TERMS = 8
# Eight figures that would be of another year are not a date.
YEARS = range(1900, 2100)
# How many neighbours are kept in one stroke, beside the whole name.
LONGEST_RUN = 3
# In nearly every address, and read over in what is typed as long as something else remains.
EVERYWHERE = {
    *("rue", "avenue", "av", "boulevard", "bd", "bld", "allee", "allees", "place", "pl", "chemin", "ch", "impasse"),
    *("imp", "square", "sq", "route", "rte", "cours", "quai", "passage", "residence", "batiment", "bat"),
    *("de", "des", "du", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en", "sur"),
}

_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[\s.\-]*(?:\(0\)[\s.\-]*)?|0)([1-9](?:[\s.\-/]*\d){8})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})\s*[/\-]\s*(\d{1,2})\s*[/\-]\s*(\d{4}|\d{2})(?!\d)")
# Four pairs and more are a telephone number.
_DAY_FIRST_SPACED = re.compile(r"(?<!\d)(\d{1,2})[. ]+(\d{1,2})[. ]+(\d{4}|\d{2}(?![. ]\d\d(?!\d)))(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\-\s](\d{1,2})[/.\-\s](\d{1,2})(?!\d)")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})[/.\-](\d{4})(?!\d)")
_DAY_AND_MONTH = re.compile(r"\d{8}")


@dataclass(frozen=True)
class Term:
    """One thing that was typed: a word begins with one of `beginnings`."""

    beginnings: tuple[str, ...]

    @property
    def forgiven(self) -> str:
        """The word in which a slip is looked for; "" for numbers and for short words."""
        word = self.beginnings[0]
        return word if len(word) >= SHORTEST_FORGIVEN - 1 and word.isalpha() else ""


# What is kept of a subject.


def name_words(name: str) -> set[str]:
    """« Le Goff » : le, goff, legoff: particles and hyphens are typed or not."""
    return runs(_pieces(name))


def address_words(address: str) -> set[str]:
    """The words of a street or of a commune, without those of every street."""
    return {word for word in _pieces(address) if word not in EVERYWHERE}


def reference_words(reference: str) -> set[str]:
    """« L-2023/00456 » with or without its separators, and by any of its parts."""
    parts = [part for piece in _pieces(reference) for part in re.findall(r"\d+|[a-z]+", piece)]
    return runs(parts) | {part.lstrip("0") for part in parts} - {""}


def phone_words(phone: str) -> set[str]:
    """Ten figures, whatever stands between them; a number from abroad as its figures."""
    found = _PHONE.search(phone)
    figures = "0" + _figures(found[1]) if found else _figures(phone)
    return {figures[:LONGEST_WORD]} - {""}


def date_words(day: datetime.date) -> set[str]:
    return {day.strftime("%Y%m%d")}


def runs(parts: list[str]) -> set[str]:
    """Neighbours written as one word, up to LONGEST_RUN of them, and all of them."""
    found = {
        "".join(parts[start:end])
        for start in range(len(parts))
        for end in range(start + 1, min(start + LONGEST_RUN, len(parts)) + 1)
    }
    return {word[:LONGEST_WORD] for word in {*found, "".join(parts)} - {""}}


# What is typed.


def terms(typed: str) -> list[Term]:
    """What a search asks for, in no order: a subject must answer every one."""
    found, rest = _numbers(typed[:200])
    words = _joined_pairs(_pieces(rest))
    telling = [word for word in words if word not in EVERYWHERE]
    found += [Term(_readings(word)) for word in telling or words]
    return list(dict.fromkeys(found))[:MOST_TERMS]


def _numbers(typed):
    """Telephone numbers and dates with separators, and what is left beside them."""
    found = []

    def take(pattern, reading):
        nonlocal typed
        for match in list(pattern.finditer(typed)):
            if beginnings := reading(*match.groups()):
                found.append(Term(beginnings))
                typed = typed.replace(match[0], " ", 1)

    take(_PHONE, lambda figures: ("0" + _figures(figures),))
    take(_YEAR_FIRST, lambda year, month, day: _dates(day, month, year))
    take(_DAY_FIRST, _dates)
    take(_DAY_FIRST_SPACED, _dates)
    take(_MONTH, lambda month, year: (f"{year}{int(month):02}",) if 1 <= int(month) <= 12 else ())
    return found, typed


def _dates(day, month, year):
    """« 3/4/80 » may be of either century, and « 06.12.34 » a telephone number on its way."""
    if len(year) == 4:
        return tuple(filter(None, [_date(day, month, year)]))
    centuries = [found for century in ("19", "20") if (found := _date(day, month, century + year))]
    return (day + month + year, *centuries) if centuries else ()


def _date(day, month, year):
    try:
        day = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return ""
    return day.strftime("%Y%m%d") if day.year in YEARS else ""


def _readings(word):
    """« 03041980 » is a date too."""
    word = word[:LONGEST_WORD]
    if _DAY_AND_MONTH.fullmatch(word) and (day := _date(word[:2], word[2:4], word[4:])):
        return (word, day)
    return (word,)


def _joined_pairs(words):
    """« 06 12 34 »: a telephone number on its way is one word."""
    found = []
    for pair, group in groupby(words, key=lambda word: len(word) == 2 and word.isdigit()):
        group = list(group)
        found += ["".join(group)] if pair else group
    return found


def _pieces(text):
    return re.findall(r"[a-z0-9]+", plain(text))


def _figures(text):
    return re.sub(r"[^0-9]", "", text)


# Slips.


def is_forgiving(word: str) -> bool:
    """Words in which a slip is forgiven: letters alone, and enough of them."""
    return len(word) >= SHORTEST_FORGIVEN and word.isalpha()


def shortened(word: str) -> set[str]:
    """The word, and the word without each of its letters: two words that differ by one slip share one of these."""
    return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}


def one_slip_apart(first: str, second: str) -> bool:
    """One letter more, less or another, or two neighbours the wrong way round; the same word is not a slip."""
    if first == second or abs(len(first) - len(second)) > 1:
        return False
    start = next((place for place, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    one, other = first[start:], second[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[1::-1] and one[2:] == other[2:])
    )
