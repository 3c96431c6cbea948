"""When a tripartite meeting can have been held, and how its commitments stand. Pure: values in, values out."""

import datetime
from collections.abc import Collection

from core.wording import plain_date, relative_day
from programmes.definition import ArgumentSheet, Definition
from programmes.enums import Participant as Who
from referrals.enums import AppointmentKind, CommitmentOutcome, MeetingKind

KIND_OF = {
    AppointmentKind.TRIPARTITE_START: MeetingKind.START,
    AppointmentKind.FIRST_VISIT: MeetingKind.START,
    AppointmentKind.TRIPARTITE_INTERMEDIATE: MeetingKind.INTERMEDIATE,
    AppointmentKind.TRIPARTITE_QUARTERLY: MeetingKind.QUARTERLY,
    AppointmentKind.TRIPARTITE_FINAL: MeetingKind.FINAL,
}
SOON = datetime.timedelta(days=14)
FURTHEST_YEARS = 3
THE_THREE = ({Who.TENANT, Who.HOUSEHOLD}, {Who.LANDLORD}, {Who.OPERATOR})


def held_on_problem(
    held_on: datetime.date, *, today: datetime.date, sent_on: datetime.date | None, since: datetime.date
) -> str:
    """Why no meeting was held on that day, in a sentence. `since`: the first day of the convention."""
    if held_on > today:
        return "Cette rencontre n’a pas encore eu lieu."
    if sent_on and held_on < sent_on:
        return f"La fiche de liaison a été envoyée le {plain_date(sent_on)} : la rencontre vient ensuite."
    if held_on < since:
        return f"La convention commence le {plain_date(since)} : vérifiez le jour."
    return ""


def due_problem(due_on: datetime.date | None, held_on: datetime.date) -> str:
    """Why a commitment cannot be due on that day."""
    if due_on is None:
        return ""
    if due_on < held_on:
        return "Un engagement vient après la rencontre : vérifiez son jour."
    if due_on.year > held_on.year + FURTHEST_YEARS:
        return f"Ce jour est à plus de {FURTHEST_YEARS} ans de la rencontre : vérifiez l’année."
    return ""


def commitment_standing(outcome: str, due_on: datetime.date | None, today: datetime.date) -> tuple[str, str]:
    """What one reads of a commitment and its tone: « attendu dans 3 jours », « en retard depuis 12 jours »."""
    if outcome != CommitmentOutcome.PENDING:
        tones = {CommitmentOutcome.KEPT: "done", CommitmentOutcome.MISSED: "late"}
        return CommitmentOutcome(outcome).label, tones.get(outcome, "")
    if due_on is None:
        return "En cours", "note"
    if due_on < today:
        return f"Attendu {relative_day(due_on, today)}", "late"
    return f"Attendu {relative_day(due_on, today)}", "soon" if due_on - today <= SOON else "note"


def sheet_of_the_three(definition: Definition) -> ArgumentSheet | None:
    """The argument sheet for which the three parties sit together."""
    for sheet in definition.argument_sheets:
        if all(side & set(sheet.participants) for side in THE_THREE):
            return sheet
    return None


def named_problems(definition: Definition, codes: Collection[str], text: str) -> str:
    """What the landlord named: the programme's own words for what it ticked, then its own."""
    ticked = [choice.label for choice in definition.screening.criteria if choice.code in codes]
    return "\n".join(filter(None, [*ticked, text.strip()]))
