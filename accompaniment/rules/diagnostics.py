"""A diagnostic: the days that it has, what it still lacks, its budget. Pure."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from accompaniment.enums import BudgetSide, DiagnosticState
from accompaniment.rules.mesures import LIMIT_NEAR_DAYS, ONE_DAY, limit_of
from core.wording import count, near_date, plain_date
from programmes.enums import OrientationKind

OPEN = (DiagnosticState.DRAFT, DiagnosticState.SENT_BACK)
UNDER_WAY = (*OPEN, DiagnosticState.SUBMITTED)


# The days


@dataclass(frozen=True)
class Countdown:
    """`done` of `total` days have gone by; the words say the same. What is late is shown, and blocks nothing."""

    limit: datetime.date
    words: str
    late: bool
    near: bool
    done: int
    total: int
    # Why it has less days than the programme gives; empty where it has them all.
    sooner: str = ""

    @property
    def tone(self):
        return "late" if self.late else "soon" if self.near else ""


def countdown(
    starts_on: datetime.date, limit: datetime.date | None, today: datetime.date, *, sooner: bool = False
) -> Countdown | None:
    """« à rendre avant le 17 mai : 12 jours », « en retard de 3 jours ». `limit`: the last day that it has; `sooner`:
    before the one that the programme gives."""
    if limit is None:
        return None
    left = (limit - today).days
    if left < 0:
        words = "en retard d’un jour" if left == -1 else f"en retard de {count(-left, 'jour')}"
    elif left == 0:
        words = "à rendre aujourd’hui"
    else:
        words = f"à rendre avant le {near_date(limit + ONE_DAY, today)} : {count(left, 'jour')}"
    total = max(1, (limit - starts_on).days + 1)
    done = min(max(0, (today - starts_on).days), 2 * total)
    why = sooner_words(starts_on, limit, today) if sooner else ""
    return Countdown(limit, words, left < 0, 0 <= left <= LIMIT_NEAR_DAYS, done, total, why)


def is_sooner(starts_on: datetime.date, limit: datetime.date | None, months: int | None) -> bool:
    usual = limit_of(starts_on, months)
    return limit is not None and (usual is None or limit < usual)


def sooner_words(starts_on: datetime.date, limit: datetime.date, today: datetime.date) -> str:
    """A proposal that waited on the first day already gives that one day; when it ends is not told then."""
    when = f" le {near_date(limit + ONE_DAY, today)}" if limit > starts_on else ""
    return f"plus tôt : une proposition de logement attend une réponse{when}"


# The sections


@dataclass(frozen=True)
class Section:
    """One page of the diagnostic, with the columns that it writes."""

    code: str
    label: str
    fields: tuple[str, ...]


SECTIONS = (
    Section("problemes", "Problèmes rencontrés", ("problems",)),
    Section("situation", "Situation familiale et sociale", ("family", "social")),
    Section("budget", "Situation financière", ("financial", "budget")),
    Section("potentialites", "Potentialités et leviers", ("strengths", "levers")),
    Section("reseau", "Réseau et liens", ("network",)),
    Section("sante", "Santé", ("health",)),
    Section("analyse", "Analyse", ("analysis",)),
)


def section_named(code: str) -> Section | None:
    return next((section for section in SECTIONS if section.code == code), None)


def section_after(code: str) -> Section | None:
    """None after the last one."""
    codes = [section.code for section in SECTIONS]
    return next(iter(SECTIONS[codes.index(code) + 1 :]), None)


def filled(diagnostic) -> set[str]:
    """The sections that say something."""
    return {section.code for section in SECTIONS if any(getattr(diagnostic, name) for name in section.fields)}


# The budget


@dataclass(frozen=True)
class BudgetLine:
    label: str
    amount: Decimal


@dataclass(frozen=True)
class Budget:
    """What comes in and what goes out in a month; what is owed, as it stands today."""

    incomes: tuple[BudgetLine, ...]
    charges: tuple[BudgetLine, ...]
    debts: tuple[BudgetLine, ...]

    @property
    def income(self) -> Decimal:
        return total_of(self.incomes)

    @property
    def spent(self) -> Decimal:
        return total_of(self.charges)

    @property
    def remainder(self) -> Decimal:
        return self.income - self.spent

    @property
    def owed(self) -> Decimal:
        return total_of(self.debts)

    def __bool__(self):
        return bool(self.incomes or self.charges or self.debts)


def total_of(lines: Iterable[BudgetLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


def budget_of(stored: Iterable[dict]) -> Budget:
    """From what is stored: [{"side", "label", "amount": "12.50"}]."""
    lines = [(each["side"], BudgetLine(each["label"], Decimal(each["amount"]))) for each in stored]
    return Budget(*(tuple(line for side, line in lines if side == wanted) for wanted in BudgetSide))


# What is missing


@dataclass(frozen=True)
class Lack:
    """What is to be said yet, and on which page; what does not block is advice."""

    sentence: str
    page: str
    blocks: bool = True


WANTED = (
    ("problems", "problemes", "Les problèmes que rencontre le ménage."),
    ("family", "situation", "La situation familiale."),
    ("social", "situation", "La situation sociale."),
    ("financial", "budget", "La situation financière."),
    ("strengths", "potentialites", "Les potentialités du ménage."),
)
CONCLUSIONS, READING = "conclusions", "lecture"


def lacks_of(diagnostic, conclusions, *, met: bool) -> list[Lack]:
    """What keeps it from being proposed, then advice. `met`: the household was met within the phase."""
    lacks = [Lack(words, page) for name, page, words in WANTED if not getattr(diagnostic, name).strip()]
    lacks += conclusions_lacks(conclusions)
    if not diagnostic.budget:
        lacks.append(Lack("Le budget n’est pas rempli : quelques lignes suffisent.", "budget", blocks=False))
    if not diagnostic.network:
        lacks.append(Lack("Aucun lien n’est noté dans le réseau.", "reseau", blocks=False))
    if not met:
        lacks.append(Lack("Aucune rencontre n’est notée depuis le premier jour.", "", blocks=False))
    return lacks


def conclusions_lacks(conclusions) -> list[Lack]:
    lacks = []
    if not conclusions.text.strip():
        lacks.append(Lack("Les conclusions, écrites pour le bailleur.", CONCLUSIONS))
    if not conclusions.orientation:
        lacks.append(Lack("L’orientation.", CONCLUSIONS))
    if conclusions.orientation == OrientationKind.COMMON_LAW and not conclusions.measures:
        lacks.append(Lack("La mesure de droit commun proposée.", CONCLUSIONS))
    if conclusions.orientation == OrientationKind.SUPPORT and conclusions.support_from is None:
        lacks.append(Lack("Le premier jour de l’accompagnement.", CONCLUSIONS))
    if conclusions.read_on is None:
        lacks.append(Lack("La lecture des conclusions au ménage.", READING))
    elif problem := support_problem(conclusions.support_from, conclusions.read_on):
        lacks.append(Lack(problem, CONCLUSIONS))
    return lacks


def support_problem(support_from: datetime.date | None, after: datetime.date) -> str:
    """The support comes after the diagnostic's last day, and its conclusions are read within it."""
    if support_from is None or support_from > after:
        return ""
    return f"L’accompagnement commence après le diagnostic : choisissez un jour qui suit le {plain_date(after)}."


def orientation_problem(orientation: str, measures: Collection[str], offered: Collection[str], known: Collection[str]):
    """(the sentence, its field) where an answer is not one of the programme's."""
    if orientation and orientation not in offered:
        return "Ce dispositif ne prévoit pas cette orientation.", "orientation"
    if not set(measures) <= set(known):
        return "Choisissez les mesures dans la liste du dispositif.", "measures"
    return "", None


def reading_problem(read_on: datetime.date, starts_on: datetime.date, today: datetime.date) -> str:
    if read_on > today:
        return "Ce jour n’est pas encore venu : les conclusions se lisent au ménage avant d’être proposées."
    if read_on < starts_on:
        return f"Le diagnostic commence le {plain_date(starts_on)} : elles n’ont pas pu être lues avant."
    return ""


def last_day(today: datetime.date, support_from: datetime.date | None) -> datetime.date:
    """The day on which it is published, or sooner where a support has begun since."""
    return min(today, support_from - ONE_DAY) if support_from else today
