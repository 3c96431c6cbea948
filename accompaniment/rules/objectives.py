"""Objectives, what is done for them, what it obtained: what may be noted, what is late, what it adds up to. Pure.

A sentence tells why not; an empty one, that nothing is in the way.
"""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from accompaniment.enums import ActionKind, ActionState, ObjectiveState, Side
from accompaniment.rules.mesures import not_ahead
from core.wording import amount, plain_date

OPEN_STATES = (ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY)
RUNNING = (ActionState.TO_DO, ActionState.UNDER_WAY, ActionState.WAITING)
DECIDED = (ActionState.OBTAINED, ActionState.REFUSED)
LONGEST_OBJECTIVE, LONGEST_TASK, LONGEST_NOTE, LONGEST_PURPOSE = 2000, 500, 5000, 2000
MOST_TASKS = 20
# Nothing that a household asks for goes beyond; nor what the column holds.
MOST_ASKED = Decimal("999999.99")
AHEAD_YEARS = 5
TONES = {
    ObjectiveState.NOT_STARTED: "note",
    ObjectiveState.UNDER_WAY: "brand",
    ObjectiveState.REACHED: "done",
    ObjectiveState.DROPPED: "",
}
ACTION_TONES = {
    ActionState.TO_DO: "note",
    ActionState.UNDER_WAY: "brand",
    ActionState.WAITING: "soon",
    ActionState.OBTAINED: "done",
    ActionState.REFUSED: "",
    ActionState.DROPPED: "",
}


def due_problem(due_on: datetime.date | None, since: datetime.date, today: datetime.date) -> str:
    """`since`: the day on which it was agreed, or begun."""
    if due_on is None:
        return ""
    if due_on < since:
        return f"C’est avant le {plain_date(since)}, où cela commence : choisissez un jour suivant."
    if due_on.year > today.year + AHEAD_YEARS:
        return f"Cette date est trop lointaine : {AHEAD_YEARS} ans au plus."
    return ""


def length_problem(text: str, most: int) -> str:
    return f"Ce texte est trop long : {most} signes au plus." if len(text) > most else ""


# Objectives


def objective_problems(
    values: dict, *, today: datetime.date, first_day: datetime.date, themes: Collection[str]
) -> dict[str, str]:
    """{field: sentence}. `first_day` of the mesure; `themes`: the codes of the programme."""
    agreed_on = values["agreed_on"]
    problems = {
        "theme": theme_problem(values["theme"], themes),
        "text": text_problem(values["text"], LONGEST_OBJECTIVE, "Écrivez ce qui est convenu avec le ménage."),
        "agreed_on": not_ahead(agreed_on, today) or before_problem(agreed_on, first_day),
        "due_on": due_problem(values["due_on"], agreed_on, today),
    }
    return {field: problem for field, problem in problems.items() if problem}


def theme_problem(theme: str, themes: Collection[str]) -> str:
    if not themes and not theme:
        return ""
    if not theme:
        return "Choisissez un thème."
    return "" if theme in themes else "Ce thème n’est pas de ceux du dispositif."


def text_problem(text: str, most: int, missing: str) -> str:
    return length_problem(text, most) if text.strip() else missing


def before_problem(on: datetime.date, first_day: datetime.date) -> str:
    if on >= first_day:
        return ""
    return f"La mesure commence le {plain_date(first_day)} : choisissez ce jour-là, ou un jour suivant."


def task_problem(task: dict, *, since: datetime.date, today: datetime.date) -> str:
    if task["side"] not in Side.values:
        return "Dites qui s’en charge."
    missing = "Écrivez ce qui est à faire."
    return text_problem(task["text"], LONGEST_TASK, missing) or due_problem(task["due_on"], since, today)


def is_late(due_on: datetime.date | None, today: datetime.date) -> bool:
    """The day itself is still in time."""
    return due_on is not None and due_on < today


def next_day(days: Iterable[datetime.date | None]) -> datetime.date | None:
    """The first of those that are said."""
    return min((day for day in days if day), default=None)


# Actions


def action_problems(values: dict, *, today: datetime.date) -> dict[str, str]:
    """{field: sentence}"""
    state, begun, decided = values["state"], values["begun_on"], values["decided_on"]
    problems = {
        "kind": "" if values["kind"] in ActionKind.values else "Choisissez une démarche.",
        "state": "" if state in ActionState.values else "Choisissez où elle en est.",
        "begun_on": not_ahead(begun, today),
        "due_on": due_problem(values["due_on"], begun, today) if begun else "",
        "decided_on": answer_problem(state, begun, decided, today),
        "amount_asked": amount_problem(values["amount_asked"]),
        "amount_obtained": obtained_problem(state, values["amount_obtained"]),
        "note": length_problem(values["note"], LONGEST_NOTE),
    }
    return {field: problem for field, problem in problems.items() if problem}


def answer_problem(state: str, begun: datetime.date | None, decided: datetime.date | None, today) -> str:
    if decided is None:
        return "Indiquez le jour de la réponse." if state in DECIDED else ""
    if state not in DECIDED:
        return "Un jour de réponse va avec l’état « Obtenue » ou « Refusée »."
    if begun and decided < begun:
        return f"La démarche est engagée le {plain_date(begun)} : la réponse vient ensuite."
    return not_ahead(decided, today)


def amount_problem(value: Decimal | None) -> str:
    if value is None:
        return ""
    if value < 0:
        return "Un montant n’est pas négatif."
    return f"Ce montant est trop grand : {amount(MOST_ASKED)} au plus." if value > MOST_ASKED else ""


def obtained_problem(state: str, value: Decimal | None) -> str:
    if value is not None and state != ActionState.OBTAINED:
        return "Un montant obtenu se note une fois la démarche obtenue."
    return amount_problem(value)


@dataclass(frozen=True)
class Totals:
    """Of the steps of a mesure: how many were obtained, what was asked, what was obtained."""

    obtained_count: int
    asked: Decimal
    obtained: Decimal

    @property
    def words(self) -> str:
        """« 1 240,00 € obtenus », and nothing where no amount is known."""
        return f"{amount(self.obtained)} obtenus" if self.obtained else ""


def totals_of(actions: Iterable) -> Totals:
    """What was given up asks no more: its amount stands in no total. A step without an amount counts for nothing."""
    known = [each for each in actions if each.state != ActionState.DROPPED]
    obtained = [each for each in known if each.state == ActionState.OBTAINED]
    return Totals(
        obtained_count=len(obtained),
        asked=sum((each.amount_asked or Decimal(0) for each in known), Decimal(0)),
        obtained=sum((each.amount_obtained or Decimal(0) for each in obtained), Decimal(0)),
    )


# Relays


def relay_problems(values: dict, *, today: datetime.date, first_day: datetime.date) -> dict[str, str]:
    on = values["on"]
    problems = {
        "on": not_ahead(on, today) or before_problem(on, first_day),
        "purpose": length_problem(values["purpose"], LONGEST_PURPOSE),
        "result": length_problem(values["result"], LONGEST_PURPOSE),
    }
    return {field: problem for field, problem in problems.items() if problem}
