"""What an application tells the bench: how to fill its tables, and what to measure against what."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Target:
    """performance.md's line for an operation: at most `ratio` times the limit, and how it may grow with the rows."""

    operation: str
    ratio: float
    # At most so many times the first size at ten times as many rows, at a hundred times as many.
    growth: tuple = ()


LIST = Target("liste avec filtres", 1.6, (1.5, 2))
SEARCH = Target("recherche", 2.5, (2, 2))
NEXT_PAGE = Target("page suivante", 1.6, (1.5, 2))
# 25 ms where the limit's detail takes 1.8.
DETAIL = Target("fiche", 25 / 1.8, (1.1, 1.1))
# The design gives no ratio for an empty form: it is held against the detail page's.
FORM = Target("ouverture d’un formulaire", 25 / 1.8, (1.1, 1.1))
CREATE = Target("enregistrement", 4, (1.1, 1.1))
PDF = Target("PDF", 1.5, ())

WORST_SPREAD = 1.6
MOST_MEMORY = 100


@dataclass(frozen=True)
class Filler:
    """Set-based SQL; `%(n)s` is the size asked for, `pg_temp.bench_id(kind, number)` a repeatable UUID."""

    table: str
    sql: str
    # More parameters of the SQL, as what only the application can encrypt.
    values: Callable[[], dict] = dict


@dataclass(frozen=True)
class Visit:
    """One request, built anew for each sample: `path(facts, number)`, and what is typed when it is a POST.

    A POST opens the page first, as a browser does: its hidden fields and its defaults are sent back with `typed`.
    """

    path: Callable
    typed: Callable | None = None
    expected: int = 200
    # What the answer must show: a list that fell back on its first page would be measured for nothing.
    holds: str = ""
    # The POST leads to a page, which is part of the work: both are measured.
    follows: bool = False

    @property
    def posts(self):
        return self.typed is not None


@dataclass(frozen=True)
class Scenario:
    """The same work twice: `ours` as `role` at work, and `limit` in the bare programme."""

    name: str
    label: str
    target: Target
    ours: Visit
    limit: Visit
    role: str | None = None


@dataclass(frozen=True)
class Application:
    """Everything an application brings to the bench."""

    fillers: tuple
    scenarios: tuple
    # Queries whose rows the scenarios draw from.
    facts: dict
    # Called on the empty database, before the fillers.
    prepare: tuple = ()
    # Name → function of the facts: the HTML of a document, which the limit sets bare.
    documents: dict = field(default_factory=dict)
