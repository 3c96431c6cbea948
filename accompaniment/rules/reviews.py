"""When a bilan is due, on which day it may be, what it still lacks. Pure: values in, values out."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from accompaniment.enums import ReviewKind
from accompaniment.rules.mesures import add_months, not_ahead
from core.wording import plain_date, sentence
from programmes.definition import Definition, Effect
from programmes.enums import CadenceNature, CadenceSubject, Period, RecordingSide
from referrals.enums import Party

LONGEST_TEXT, LONGEST_NOTE, LONGEST_LINE = 20_000, 1_000, 120
# Without a term, one looks back together that often.
WITHOUT_A_TERM = 6
# The final bilan is prepared so long before the term.
BEFORE_TERM = datetime.timedelta(days=30)
MONTHS_OF_PERIOD = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}
# What the three read that has to be there, with its name in a sentence.
NEEDED = {
    "done": "ce qui a été fait",
    "worker_view": "le regard de l’association",
    "next_steps": "et maintenant",
}
SIGNING = (Party.TENANT, Party.LANDLORD, Party.OPERATOR)


@dataclass(frozen=True)
class Due:
    kind: ReviewKind
    on: datetime.date

    @property
    def words(self):
        return (
            "Le bilan final est à préparer" if self.kind == ReviewKind.FINAL else "Un bilan intermédiaire est à tenir"
        )


def day_problem(on: datetime.date, *, starts_on: datetime.date, ends_on=None, today: datetime.date) -> str:
    if problem := not_ahead(on, today):
        return problem
    if on < starts_on:
        return f"La mesure commence le {plain_date(starts_on)} : un bilan ne la précède pas."
    if ends_on and on > ends_on:
        return f"La mesure finit le {plain_date(ends_on)} : un bilan ne se tient pas après."
    return ""


def shared_effects(definition: Definition) -> list[Effect]:
    """Those that the three read; what touches health is the operator's alone, whatever else is said of it."""
    return [each for each in definition.effects if not inside_only(each)]


def inside_effects(definition: Definition) -> list[Effect]:
    return [each for each in definition.effects if inside_only(each)]


def inside_only(effect: Effect) -> bool:
    return effect.health or effect.side == RecordingSide.OPERATOR


def lacks(kind: str, texts: Mapping[str, str], answered: Collection[str], effects: Collection[Effect]) -> str:
    """Why it may not be proposed yet; of a final one, each effect is answered."""
    missing = [name for field, name in NEEDED.items() if not texts[field].strip()]
    if missing:
        return f"Il manque encore : {sentence([f'« {name} »' for name in missing])}."
    unsaid = [each.label for each in effects if each.code not in answered]
    if kind == ReviewKind.FINAL and unsaid:
        return f"Dites de chaque effet s’il est là, même sans objet. Il manque : {sentence(unsaid)}."
    return ""


def months_between(definition: Definition) -> int | None:
    """How often the three mean to meet, in months; None where the programme says nothing of it."""
    for cadence in definition.cadences:
        if (cadence.subject, cadence.nature) == (CadenceSubject.TRIPARTITE, CadenceNature.INTENDED):
            months = MONTHS_OF_PERIOD.get(cadence.period, 0) * cadence.every // max(1, cadence.at_least)
            return months or None
    return None


def due_of(*, starts_on, term_on, today, intermediate_on=None, final_begun=False, every=None) -> Due | None:
    """The next bilan: as often as the programme means it, halfway otherwise, or every six months without a term; then
    the final one, before the term, whatever was held until then."""
    if final_begun:
        return None
    final_on = max(term_on - BEFORE_TERM, starts_on) if term_on else None
    if every or term_on is None:
        following = add_months(intermediate_on or starts_on, every or WITHOUT_A_TERM)
    else:
        following = None if intermediate_on else starts_on + (term_on - starts_on) / 2
    if final_on and (following is None or following >= final_on or today >= final_on):
        return Due(ReviewKind.FINAL, final_on)
    return Due(ReviewKind.INTERMEDIATE, following)


def signed_by_all(parties: Collection[str]) -> bool:
    return set(SIGNING) <= set(parties)
