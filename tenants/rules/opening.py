"""What somebody typed into the search, as the fields of a file that is about to be opened. Pure."""

import datetime
import re

NAMES = re.compile(r"[^\W\d_][^\d_@/:,;()]*\Z")
PHONE = re.compile(r"(?:\+33|0)[0-9 .]{8,16}\Z")
BIRTH_DATE = re.compile(r"([0-9]{1,2})[/. ]([0-9]{1,2})[/. ]([0-9]{4})\Z")
REFERENCE = re.compile(r"[A-Za-z][\w./-]*[0-9][\w./-]*\Z")
LONGEST_NAME = 80


def values_searched(typed: str) -> dict:
    """{field: value}; nothing where one cannot tell. Of two words and more, the one in capitals is the last name."""
    typed = " ".join(typed.split())
    if born := BIRTH_DATE.match(typed):
        return {"birth_date": day} if (day := day_of(*map(int, born.groups()))) else {}
    if PHONE.match(typed):
        return {"phone": typed}
    if REFERENCE.match(typed) and " " not in typed:
        return {"reference": typed}
    return names_of(typed.split()) if NAMES.match(typed) and len(typed) <= LONGEST_NAME else {}


def day_of(day, month, year):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def names_of(words):
    """« DURAND Camille », « Camille DURAND »; otherwise the last name comes first, as in the list."""
    capitals = [word for word in words if word.isupper() and len(word) > 1]
    last = capitals if 0 < len(capitals) < len(words) else words[:1]
    first = [word for word in words if word not in last]
    return {"last_name": " ".join(map(titled, last)), "first_name": " ".join(map(titled, first))}


def titled(word):
    """« durand », « DURAND »: Durand; a word that has its capitals keeps them."""
    return word.title() if word.islower() or (word.isupper() and len(word) > 1) else word
