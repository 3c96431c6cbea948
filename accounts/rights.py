"""What the matrix is made of: a right, who has it, and how far it goes."""

from dataclasses import dataclass, field
from enum import Enum


class Reach(Enum):
    """How far a right goes. The value is what the page says."""

    ALL = "tout son périmètre"
    OWN = "seulement ce qui lui est confié"
    PUBLISHED = "seulement ce que l’opérateur a publié"
    STATUS = "seulement l’état, les dates ou les nombres"
    AGGREGATE = "seulement des chiffres d’ensemble"
    TECHNICAL = "la partie technique, sans contenu"

    @property
    def short(self):
        """One word for a cell of the table."""
        return SHORT[self]


# The table speaks of a role, the page to a person.
TO_YOU = (
    ("son périmètre", "votre périmètre"),
    ("lui est confié", "vous est confié"),
    ("lui est réservé", "vous est réservé"),
    ("lui sont confiés", "vous sont confiés"),
    ("dont il est l’auteur", "dont vous êtes l’auteur"),
    ("qu’elle administre", "que vous administrez"),
    ("de ses ménages", "de vos ménages"),
    ("de ses conventions", "de vos conventions"),
    ("ses propres", "vos propres"),
    ("son équipe", "votre équipe"),
    ("son service", "votre service"),
    ("son organisation", "votre organisation"),
    ("la sienne", "la vôtre"),
    ("les siennes", "les vôtres"),
    ("les siens", "les vôtres"),
)

SHORT = {
    Reach.ALL: "tout",
    Reach.OWN: "confié",
    Reach.PUBLISHED: "publié",
    Reach.STATUS: "état",
    Reach.AGGREGATE: "chiffres",
    Reach.TECHNICAL: "technique",
}


@dataclass(frozen=True)
class Right:
    """`action`: what a view declares. `who`: the reach of each role. `precisely`: words where a reach is vague."""

    action: str
    label: str
    who: dict
    precisely: dict = field(default_factory=dict)

    def words(self, role):
        """How far the role may go, as the page says it; empty where it may not."""
        reach = self.who.get(role)
        return self.precisely.get(role, reach.value) if reach else ""

    def words_to(self, role):
        """The same, said to whoever has the role."""
        words = self.words(role)
        for about, to in TO_YOU:
            words = words.replace(about, to)
        return words

    def cell(self, role):
        """The same in a cell: its own words, or the one word that the legend explains."""
        reach = self.who.get(role)
        return self.precisely.get(role, reach.short) if reach else ""


@dataclass(frozen=True)
class Subject:
    name: str
    rights: tuple
    note: str = ""
