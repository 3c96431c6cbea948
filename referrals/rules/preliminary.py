"""The conversation between tenant and advisor before anything is sent. Pure."""

import datetime

from core.wording import plain_date
from programmes.definition import ArgumentSheet, Definition
from programmes.enums import Participant
from referrals.enums import TenantAnswer

SHEET = "rencontre-prealable"
# How far ahead one books in front of somebody.
WEEKS_SHOWN = 8
BOOKS_ON_AGREEMENT = {
    TenantAnswer.NEEDS_TIME: "Un créneau se réserve une fois que le locataire accepte d’être rencontré.",
    TenantAnswer.REFUSES: "Le locataire refuse d’être rencontré : ne réservez pas de créneau.",
}
REASON_MISSING = "Indiquez le motif, avec les mots du locataire ; « ne souhaite pas le dire » en est un."


def preliminary_sheet(definition: Definition) -> ArgumentSheet | None:
    """The argument sheet of the conversation; where the programme has none of its own, the one that comes nearest."""
    without_operator = [each for each in definition.argument_sheets if Participant.OPERATOR not in each.participants]
    candidates = [definition.argument_sheet(SHEET), *without_operator, *definition.argument_sheets]
    return next(filter(None, candidates), None)


def wrong_day(held_on: datetime.date, *, today: datetime.date, first: datetime.date, last: datetime.date) -> str:
    """Why the conversation cannot have been held on this day under a convention from `first` to `last`."""
    if held_on > today:
        return "Ce jour n’est pas encore venu."
    if not first <= held_on <= last:
        return f"La convention va du {plain_date(first)} au {plain_date(last)} : choisissez un jour de cette période."
    return ""


def wrong_answer(answer: str, *, reason: str, books: bool, booked: str) -> tuple[str, str] | None:
    """(field, sentence) where what is said does not go together. `booked`: the appointment that stands, in words."""
    if answer == TenantAnswer.REFUSES and not reason.strip():
        return "refusal_reason", REASON_MISSING
    if answer == TenantAnswer.AGREES:
        if books and booked:
            return "slot", f"Un rendez-vous est déjà fixé : {booked}. Annulez-le d’abord pour en prendre un autre."
        return None
    if books:
        return "slot", BOOKS_ON_AGREEMENT.get(answer, BOOKS_ON_AGREEMENT[TenantAnswer.NEEDS_TIME])
    if booked:
        return "answer", f"Un rendez-vous est fixé : {booked}. Annulez-le d’abord, puis notez cette réponse."
    return None
