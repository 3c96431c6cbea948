"""Dates of a mesure: when it may open, what follows what, until when it goes, what is late. Pure.

A sentence tells why not; an empty one, that nothing is in the way.
"""

import calendar
import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from core.wording import plain_date, relative_day, sentence
from programmes.definition import Definition
from programmes.definition import Phase as DeclaredPhase
from programmes.enums import PhaseKind, WithdrawalOutcome

ONE_DAY = datetime.timedelta(days=1)
# An objective is agreed within the first month; a term is announced so many days before.
OBJECTIVE_MONTHS = 1
TERM_NEAR_DAYS = 45
LIMIT_NEAR_DAYS = 15
LONGEST_PAUSE_DAYS = 92
LONGEST_EXTENSION_MONTHS = 24
# A file is archived two years after it closed: until then the head, who may be asked about it, reads it.
READ_AFTER_MONTHS = 24
# What starts later is fixed so far ahead at most.
AHEAD_DAYS = 92
BEFORE_ADHESION = (PhaseKind.OUTREACH, PhaseKind.UPSTREAM)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day so many months later; the last of a month that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def term_of(starts_on: datetime.date, months: int | None) -> datetime.date | None:
    """The last day of so many months from a first day on: twelve from 17 March end on 16 March."""
    return add_months(starts_on, months) - ONE_DAY if months else None


def limit_of(
    starts_on: datetime.date, months: int | None, waiting_until: datetime.date | None = None
) -> datetime.date | None:
    """The last day of a diagnostic: sooner where a housing proposal awaits its answer (before `waiting_until`)."""
    limit = term_of(starts_on, months)
    if waiting_until is None or waiting_until < starts_on:
        return limit
    # An answer is awaited before that day.
    sooner = max(starts_on, waiting_until - ONE_DAY)
    return min(limit, sooner) if limit else sooner


@dataclass(frozen=True)
class Days:
    """A first and a last day, both within; without a last one it goes on."""

    first: datetime.date
    last: datetime.date | None = None

    def meets(self, other: "Days") -> bool:
        return (self.last is None or other.first <= self.last) and (other.last is None or self.first <= other.last)

    def holds(self, other: "Days") -> bool:
        begins = self.first <= other.first
        return begins and (self.last is None or (other.last is not None and other.last <= self.last))


# Opening


def asks_adhesion(declared: DeclaredPhase | None) -> bool:
    return bool(declared and declared.adhesion_needed and declared.kind not in BEFORE_ADHESION)


def convention_problem(on: datetime.date, first: datetime.date, last: datetime.date, today: datetime.date) -> str:
    if first <= on <= last:
        return ""
    if on > last and today > last:
        return (
            f"La convention est échue depuis le {plain_date(last)} : aucune mesure ne s’y ouvre plus. "
            "Si elle est renouvelée, faites d’abord déplacer sa fin."
        )
    return (
        f"La convention court du {plain_date(first)} au {plain_date(last)} : choisissez un premier jour entre les deux."
    )


def adhesions_problem(on: datetime.date, asked: Iterable, given: dict[str, datetime.date]) -> str:
    """`asked`: the adhesions that the programme wants. `given`: since when each kind stands."""
    missing = [each.label for each in asked if each.kind not in given]
    if missing:
        words = sentence([f"« {label} »" for label in missing])
        return f"Il manque encore : {words}. La mesure s’ouvre quand tout ce que le dispositif demande est donné."
    latest = max((given[each.kind] for each in asked), default=on)
    if on < latest:
        return f"L’adhésion date du {plain_date(latest)} : la mesure commence ce jour-là, ou après."
    return ""


def overlap_problem(days: Days, others: Iterable) -> str:
    """`others`: the mesures of the same household under the same convention."""
    for other in others:
        if not days.meets(Days(other.starts_on, other.ends_on)):
            continue
        if other.ends_on is None:
            return f"La mesure {other.number} est déjà en cours depuis le {plain_date(other.starts_on)}."
        return (
            f"La mesure {other.number} va du {plain_date(other.starts_on)} au {plain_date(other.ends_on)} : "
            "deux mesures d’une même convention n’ont pas de jour en commun."
        )
    return ""


def not_ahead(on: datetime.date | None, today: datetime.date) -> str:
    return "Ce jour n’est pas encore venu : choisissez aujourd’hui ou un jour passé." if on and on > today else ""


# Phases


def next_kinds(definition: Definition, done: Collection[str]) -> list[DeclaredPhase]:
    """What the programme declares after the last phase that there was, in its order."""
    kinds = [phase.kind for phase in definition.phases]
    reached = max((kinds.index(kind) for kind in done if kind in kinds), default=-1)
    return list(definition.phases[reached + 1 :])


def first_kind(definition: Definition) -> str:
    """The phase with which a mesure opens once there is an adhesion."""
    asked = [phase.kind for phase in definition.phases if asks_adhesion(phase)]
    return asked[0] if asked else definition.phases[0].kind


def phases_problem(days: Days, others: Iterable) -> str:
    """`others`: the other phases of the mesure."""
    for other in others:
        if days.meets(Days(other.starts_on, other.ends_on)):
            until = f"au {plain_date(other.ends_on)}" if other.ends_on else "à aujourd’hui"
            return (
                f"La phase « {other.get_kind_display().lower()} » va du {plain_date(other.starts_on)} {until} : "
                "deux phases n’ont pas de jour en commun."
            )
    return ""


def order_problem(first: datetime.date, last: datetime.date | None) -> str:
    if last is not None and last < first:
        return "Le dernier jour ne peut pas précéder le premier."
    return ""


# Suspensions and pauses


def suspension_problem(days: Days, kind: str, phase: Days, others: Iterable[Days]) -> str:
    if kind != PhaseKind.SUPPORT:
        return "Seul l’accompagnement se suspend : cette phase n’en est pas un."
    if not phase.holds(days):
        until = f" au {plain_date(phase.last)}" if phase.last else ""
        since = "du" if phase.last else "depuis le"
        return (
            f"L’accompagnement court {since} {plain_date(phase.first)}{until} : une suspension tient entre ces jours."
        )
    return overlapping(days, others, "une autre suspension", "deux suspensions n’ont pas de jour en commun.")


def pause_problem(days: Days, others: Iterable[Days]) -> str:
    if (days.last - days.first).days >= LONGEST_PAUSE_DAYS:
        return (
            f"Une pause dure {LONGEST_PAUSE_DAYS} jours au plus. Au-delà, suspendez l’accompagnement : "
            "il ne sera pas compté."
        )
    return overlapping(days, others, "une autre pause", "changez-la plutôt.")


def overlapping(days: Days, others: Iterable[Days], what: str, advice: str) -> str:
    for other in others:
        if days.meets(other):
            until = f"au {plain_date(other.last)}" if other.last else "à nouvel ordre"
            return f"Il y a déjà {what} du {plain_date(other.first)} {until} : {advice}"
    return ""


# Extension, end, withdrawal


def extension_problem(until: datetime.date, term: datetime.date | None) -> str:
    if term is None:
        return "Cette mesure n’a pas de terme : il n’y a rien à prolonger."
    if until <= term:
        return f"Le terme est déjà le {plain_date(term)} : choisissez un jour plus lointain."
    if until > add_months(term, LONGEST_EXTENSION_MONTHS):
        return f"Vérifiez ce jour : une prolongation va de {LONGEST_EXTENSION_MONTHS} mois au plus après le terme."
    return ""


def closing_problem(on: datetime.date, phases: Sequence, suspensions: Sequence) -> str:
    """What a mesure holds beyond its last day."""
    for phase in phases:
        if phase.starts_on > on:
            return (
                f"La phase « {phase.get_kind_display().lower()} » commence le {plain_date(phase.starts_on)} : "
                "la mesure ne peut pas finir avant."
            )
        if phase.ends_on and phase.ends_on > on:
            return (
                f"La phase « {phase.get_kind_display().lower()} » va jusqu’au {plain_date(phase.ends_on)} : "
                "corrigez-la, ou choisissez un dernier jour plus lointain."
            )
        if phase.kind == PhaseKind.DIAGNOSTIC and phase.ends_on is None:
            return (
                "Le diagnostic est encore en cours : terminez-le par une orientation, ou interrompez-le avec un motif."
            )
    for suspension in suspensions:
        if suspension.starts_on > on:
            return f"Une suspension commence le {plain_date(suspension.starts_on)}, après ce jour : annulez-la d’abord."
    return ""


def read_until_after(ends_on: datetime.date) -> datetime.date:
    return add_months(ends_on, READ_AFTER_MONTHS)


def outcomes_of(definition: Definition, kind: str) -> list[WithdrawalOutcome]:
    """What may follow the withdrawal of this adhesion, as the programme says it."""
    found = next((each for each in definition.adhesions if each.kind == kind), None)
    return [WithdrawalOutcome(code) for code in found.on_withdrawal] if found else []


# What is late


@dataclass(frozen=True)
class Alert:
    """`code` tells what it is; `words` say it; `on` is the day that counts."""

    code: str
    words: str
    on: datetime.date
    late: bool


def objective_alert(starts_on: datetime.date, has_objective: bool, today: datetime.date) -> Alert | None:
    """At least one objective is agreed within the first month; later, it is late."""
    due = term_of(starts_on, OBJECTIVE_MONTHS)
    if has_objective or today <= due:
        return None
    return Alert("objective", "Aucun objectif n’est encore convenu ; il l’est dans le premier mois.", due, True)


def term_alert(term: datetime.date | None, today: datetime.date) -> Alert | None:
    if term is None or (term - today).days > TERM_NEAR_DAYS:
        return None
    if term < today:
        return Alert("term", f"Le terme est passé, {relative_day(term, today)}.", term, True)
    return Alert("term", f"Le terme approche : {relative_day(term, today)}.", term, False)


def limit_alert(limit: datetime.date | None, today: datetime.date) -> Alert | None:
    """The countdown of a diagnostic that goes on."""
    if limit is None or (limit - today).days > LIMIT_NEAR_DAYS:
        return None
    if limit < today:
        return Alert("limit", f"Le diagnostic devait être rendu avant le {plain_date(limit + ONE_DAY)}.", limit, True)
    return Alert("limit", f"Le diagnostic est à rendre avant le {plain_date(limit + ONE_DAY)}.", limit, False)


# In words


def days_words(first: datetime.date, last: datetime.date | None, today: datetime.date) -> str:
    """« depuis le 3 mars 2015 », « du 3 mars au 5 avril 2015 », « à partir du 1er juin 2015 »"""
    if last is None:
        return f"{'à partir du' if first > today else 'depuis le'} {plain_date(first)}"
    if first == last:
        return f"le {plain_date(first)}"
    begins = plain_date(first).removesuffix(f" {first.year}") if first.year == last.year else plain_date(first)
    return f"du {begins} au {plain_date(last)}"


RETURN = "Retour après une sortie : c’est un droit."


def return_words(number: str, ended_on: datetime.date) -> str:
    return f"{RETURN} La mesure {number} avait pris fin le {plain_date(ended_on)}."
