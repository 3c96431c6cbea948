"""How a definition is said and drawn. Pure: definitions in, words and ranks out."""

from dataclasses import dataclass, fields

from core import wording
from programmes.definition import Cadence, Definition, Step
from programmes.enums import BranchKind, CadenceNature, CadenceSubject, Period

PERIODS = {
    Period.DAY: ("par jour", "tous les {} jours"),
    Period.WEEK: ("par semaine", "toutes les {} semaines"),
    Period.MONTH: ("par mois", "tous les {} mois"),
    Period.QUARTER: ("par trimestre", "tous les {} trimestres"),
    Period.YEAR: ("par an", "tous les {} ans"),
}
# The parts of a definition, as the history of its versions names them.
PARTS = {
    "label": "intitulé",
    "public_label": "intitulé public",
    "former_label": "ancien intitulé",
    "summary": "présentation",
    "public": "public",
    "needs": "besoins",
    "contexts": "moments d’intervention",
    "territory": "territoire",
    "opening": "entrée dans le dispositif",
    "phases": "phases et durées",
    "adhesions": "adhésions",
    "units": "unités comptées",
    "screening": "critères, préalables et exclusions",
    "steps": "étapes",
    "cadences": "rythmes",
    "individual_themes": "thèmes individuels",
    "collective": "actions collectives",
    "effects": "effets",
    "exit_reasons": "motifs de sortie",
    "orientations": "orientations",
    "common_law_measures": "mesures de droit commun",
    "argument_sheets": "argumentaires",
    "documents": "documents",
    "leaflet": "plaquette",
    "objectives": "objectifs",
    "expected_effects": "effets attendus",
    "principles": "principes",
    "means": "moyens",
    "evaluation": "évaluation et suivi",
    "landmarks": "repères",
    "project_sheet": "fiche de projet",
}


def frequency(at_least: int, at_most: int, every: int, period: str) -> str:
    """« une fois par mois », « tous les 15 jours », « une à trois fois par trimestre »"""
    single, several = PERIODS[Period(period)]
    if every == 1:
        return f"{wording.times(at_least, at_most)} {single}"
    spaced = several.format(every).replace(f"{every} ", f"{every}{wording.FIRM}")
    return spaced if at_least == at_most == 1 else f"{wording.times(at_least, at_most)} {spaced}"


@dataclass(frozen=True)
class Rhythm:
    """All that is said of how often something takes place."""

    subject: str
    words: str


def rhythms(cadences: tuple[Cadence, ...]) -> list[Rhythm]:
    """One line a subject: what is intended, then what is done in practice."""
    said = []
    for subject in CadenceSubject:
        parts = [
            f"{frequency(one.at_least, one.at_most, one.every, one.period)}{_nature(one, cadences)}"
            for one in cadences
            if one.subject == subject
        ]
        if parts:
            said.append(Rhythm(subject.label, ", ".join(parts)))
    return said


def _nature(cadence: Cadence, cadences: tuple[Cadence, ...]) -> str:
    """« (prévu) » is worth saying only beside what is done in practice."""
    alone = [other.subject for other in cadences].count(cadence.subject) == 1
    return "" if alone else f" ({CadenceNature(cadence.nature).label})"


def how_often(every: int, period: str) -> str:
    """« chaque mois », « tous les 2 ans »; nothing where it is not said."""
    if not period:
        return ""
    single, several = PERIODS[Period(period)]
    return single.replace("par", "chaque") if every == 1 else several.format(every)


@dataclass(frozen=True)
class Rank:
    """Steps that come at the same point of the way: one, or several side by side."""

    steps: tuple[Step, ...]
    number: int

    @property
    def branch_label(self) -> str:
        return next((BranchKind(step.branch).label for step in self.steps if step.branch), "")

    @property
    def is_fork(self) -> bool:
        return len(self.steps) > 1


def ranks(steps: tuple[Step, ...]) -> list[Rank]:
    """Each step one rank below the lowest of those that it comes after."""
    depth: dict[str, int] = {}
    for step in steps:
        depth[step.code] = 1 + max((depth[code] for code in step.after), default=0)
    return [
        Rank(tuple(step for step in steps if depth[step.code] == number), number)
        for number in sorted(set(depth.values()))
    ]


def changed_parts(before: Definition, after: Definition) -> list[str]:
    """The names of the parts that differ between two versions."""
    names = [field.name for field in fields(Definition)]
    return [PARTS[name] for name in names if name in PARTS and getattr(before, name) != getattr(after, name)]


@dataclass(frozen=True)
class Block:
    """A paragraph, or the points of a list."""

    text: str = ""
    points: tuple[str, ...] = ()


def blocks(text: str) -> list[Block]:
    """Paragraphs are parted by an empty line; lines that begin with « - » are the points of a list."""
    found: list[Block] = []
    for part in text.strip().split("\n\n"):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        sentence = " ".join(line for line in lines if not line.startswith("- "))
        points = tuple(line.removeprefix("- ") for line in lines if line.startswith("- "))
        if sentence:
            found.append(Block(text=sentence))
        if points:
            found.append(Block(points=points))
    return found
