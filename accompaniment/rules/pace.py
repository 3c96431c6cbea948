"""Where a household stands in the rhythm of its meetings, in words. Pure: `today` is passed in."""

import datetime

from accompaniment.enums import Pace
from accompaniment.rules.cadence import Clock
from core.wording import count, counted, near_date, relative_day

# « À voir sous 7 jours ».
AHEAD = datetime.timedelta(days=7)
# The head asks who has not been met for so long, whatever the rhythm.
FIFTEEN_DAYS = 15
ORDER = {Pace.LATE: 0, Pace.SOON: 1, Pace.ON_TIME: 2, Pace.STOPPED: 3}
TONES = {Pace.LATE: "late", Pace.SOON: "soon", Pace.ON_TIME: "", Pace.STOPPED: "note"}


def pace_of(clock: Clock, today: datetime.date) -> Pace:
    if clock.stopped:
        return Pace.STOPPED
    if clock.late:
        return Pace.LATE
    if clock.due_on and clock.due_on <= today + AHEAD:
        return Pace.SOON
    return Pace.ON_TIME


def urgency(clock: Clock, today: datetime.date) -> tuple:
    """What to sort by: late first, the latest before; then by the day on which they are due; what waits, last."""
    return ORDER[pace_of(clock, today)], -clock.late_by, clock.due_on or datetime.date.max, -clock.days


def seen_words(last: datetime.date | None, clock: Clock, today: datetime.date) -> str:
    """« Vu il y a 6 jours », « Pas vu depuis 23 jours, dont 10 jours de pause »"""
    gap = (today - clock.since).days
    if last is None:
        words = f"Pas encore vu, mesure ouverte {relative_day(clock.since, today)}"
    elif clock.late or clock.days >= FIFTEEN_DAYS:
        words = f"Pas vu depuis {count(gap, 'jour')}"
    else:
        words = f"Vu {relative_day(last, today)}"
    held = gap - clock.days
    return f"{words}, dont {count(held, 'jour')} de pause" if held > 0 and clock.days else words


def due_words(clock: Clock, today: datetime.date) -> str:
    """« à voir avant le 3 mars »"""
    if clock.stopped:
        return "le rythme attend la fin de la pause"
    if clock.every is None or clock.due_on is None:
        return "selon les besoins"
    if clock.due_on == today:
        return "à voir aujourd’hui"
    when = near_date(clock.due_on, today)
    return f"était à voir avant le {when}" if clock.late else f"à voir avant le {when}"


def caseload_sentence(late: int, number: int) -> str:
    """« Trois ménages attendent depuis plus longtemps que le rythme convenu. »"""
    if not number:
        return "Qui n’a pas été vu depuis longtemps paraît ici en premier."
    if not late:
        return "Chaque ménage est vu au rythme convenu."
    words = counted(late, "ménage", masculine=True)
    verb = "attend" if late == 1 else "attendent"
    return f"{words[0].upper()}{words[1:]} {verb} depuis plus longtemps que le rythme convenu."


def contactless_sentence(number: int) -> str:
    if not number:
        return "Chaque ménage a été vu dans les quinze derniers jours."
    words = counted(number, "ménage", masculine=True)
    verb = "n’a pas été vu" if number == 1 else "n’ont pas été vus"
    return f"{words[0].upper()}{words[1:]} {verb} depuis quinze jours et plus, quel que soit le rythme."


def load_sentence(mesures: int, late: int) -> str:
    if not mesures:
        return "L’équipe n’a aucune mesure en cours."
    going = f"{count(mesures, 'mesure')} en cours"
    return (
        f"{going}, {count(late, 'en retard', 'en retard')} sur le rythme convenu."
        if late
        else f"{going}, aucune en retard."
    )
