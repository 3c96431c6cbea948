"""What may be noted of a meeting, and what of it the landlord may read. Pure: values in, values out."""

import datetime

from accompaniment.enums import InterviewKind, InterviewOutcome
from core.wording import plain_date

# A conversation; a letter is sent and an attempt reaches nobody.
CONTACTS = (InterviewKind.INTERVIEW, InterviewKind.HOME_VISIT, InterviewKind.OUTING, InterviewKind.CALL)
# What may be noted of a household before there is a mesure.
BEFORE_A_MESURE = (InterviewKind.ATTEMPT, InterviewKind.LETTER)
LONGEST_TEXT, LONGEST_PUBLISHED, LONGEST_REASON, LONGEST_LINE = 100_000, 8_000, 2_000, 500
LONGEST_STAY = 1440
# For how long a private note that was opened stays so.
OPENED_FOR = datetime.timedelta(hours=1)

FUTURE = "Ce jour n’est pas encore venu : ce qui a eu lieu se note ensuite."
LATER_TODAY = "Cette heure n’est pas encore venue : ce qui a eu lieu se note ensuite."
NO_MESURE = "Avant l’ouverture d’une mesure, seuls une tentative de contact ou un courrier se notent."


def tidy(values: dict) -> dict:
    """Only what goes with the kind and with how it went: a letter is not missed, a visit has no way."""
    kept = dict(values)
    if kept["kind"] in BEFORE_A_MESURE:
        kept |= {"outcome": InterviewOutcome.HELD}
    if kept.get("outcome", InterviewOutcome.HELD) == InterviewOutcome.HELD:
        kept |= {"outcome": InterviewOutcome.HELD, "outcome_by": ""}
    if kept["kind"] != InterviewKind.ATTEMPT:
        kept |= {"attempt_way": "", "attempt_result": ""}
    if kept["kind"] in BEFORE_A_MESURE:
        kept |= {"themes": [], "minutes": None}
    if kept["kind"] == InterviewKind.LETTER:
        kept |= {"place_kind": ""}
    return kept


def problems_of(values: dict, *, now: datetime.datetime, themes, mesure_days=None) -> dict:
    """{field: sentence}. `now` is local; `themes` the codes of the programme; `mesure_days` (first, last) or None."""
    found = {
        "on": day_problem(values["on"], now.date(), mesure_days),
        "at": time_problem(values, now),
        "minutes": minutes_problem(values.get("minutes")),
        "kind": "" if mesure_days or values["kind"] in BEFORE_A_MESURE else NO_MESURE,
        "outcome_by": by_whom_problem(values),
        "themes": "" if set(values.get("themes") or ()) <= set(themes) else "Ce thème n’est pas de ce dispositif.",
        "team_text": length_problem(values.get("team_text"), LONGEST_TEXT),
        "others": length_problem(values.get("others"), LONGEST_LINE),
    }
    if values["kind"] == InterviewKind.ATTEMPT:
        found["attempt_way"] = "" if values.get("attempt_way") else "Dites par quel moyen."
        found["attempt_result"] = "" if values.get("attempt_result") else "Dites avec quel résultat."
    return {field: problem for field, problem in found.items() if problem}


def day_problem(on, today, mesure_days):
    if on > today:
        return FUTURE
    first, last = mesure_days or (None, None)
    if first and on < first:
        return f"La mesure a commencé le {plain_date(first)} : un entretien s’y note à partir de ce jour."
    if last and on > last:
        return f"La mesure s’est terminée le {plain_date(last)} : un entretien d’après cette date ne s’y note plus."
    return ""


def time_problem(values, now):
    """What was cancelled beforehand has its hour still to come."""
    held = values.get("outcome", InterviewOutcome.HELD) == InterviewOutcome.HELD
    at = values.get("at")
    return LATER_TODAY if at and held and values["on"] == now.date() and at > now.time() else ""


def minutes_problem(minutes):
    if minutes is None or 1 <= minutes <= LONGEST_STAY:
        return ""
    return "Une durée se donne en minutes, de 1 à 1 440."


def by_whom_problem(values):
    missed = values.get("outcome", InterviewOutcome.HELD) != InterviewOutcome.HELD
    return "Dites par qui." if missed and not values.get("outcome_by") else ""


def length_problem(text, most):
    return f"{most:,} caractères au plus.".replace(",", " ") if text and len(text) > most else ""


def publishable(kind, outcome, cancelled) -> bool:
    """A conversation that took place: an absence, an attempt or a letter is never told to the landlord."""
    return kind in CONTACTS and outcome == InterviewOutcome.HELD and not cancelled
