"""What a programme is: the shape of its definition, from a catalogue file to the database and back."""

import json
import types
from dataclasses import asdict, dataclass, fields, is_dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from programmes.enums import PhaseKind, TariffUnit


@dataclass(frozen=True)
class Choice:
    """One entry of a list that people tick: its code is stored, its label is read."""

    code: str
    label: str
    help: str = ""


@dataclass(frozen=True)
class Prerequisite:
    """What must hold: `without` says that it does not, `known_from` what the file of the household tells of it."""

    code: str
    label: str
    help: str = ""
    without: str = ""
    known_from: str = ""


@dataclass(frozen=True)
class Exclusion:
    """Never asked one by one: the landlord attests that none applies, to its knowledge."""

    code: str
    label: str
    help: str = ""
    term: str = ""
    definition: str = ""


@dataclass(frozen=True)
class Territory:
    label: str
    communes: tuple[str, ...] = ()
    extension: str = ""


@dataclass(frozen=True)
class Opening:
    """How a household comes in: who opens, announced beforehand or not, through which first contact."""

    opened_by: tuple[str, ...]
    announced: bool
    occupancies: tuple[str, ...]
    modes: tuple[Choice, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Phase:
    kind: str
    label: str
    description: str = ""
    adhesion_needed: bool = True
    limit_months: int | None = None
    limit_text: str = ""
    extendable: bool = False
    extension_text: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Adhesion:
    kind: str
    label: str
    required: bool
    description: str = ""
    on_withdrawal: tuple[str, ...] = ()
    withdrawal_text: str = ""


@dataclass(frozen=True)
class CountedUnit:
    unit: str
    label: str
    indicative_price: Decimal | None = None
    description: str = ""


@dataclass(frozen=True)
class Screening:
    criteria_minimum: int
    attestation: str
    criteria: tuple[Choice, ...] = ()
    prerequisites: tuple[Prerequisite, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    household_facts: tuple[Choice, ...] = ()
    not_asked: str = ""


@dataclass(frozen=True)
class Step:
    code: str
    title: str
    participants: tuple[str, ...]
    text: str = ""
    timing: str = ""
    phase: str = ""
    asks: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    branch: str = ""


@dataclass(frozen=True)
class Cadence:
    """From `at_least` to `at_most` times every `every` periods."""

    subject: str
    nature: str
    at_least: int
    at_most: int
    every: int
    period: str
    note: str = ""


@dataclass(frozen=True)
class Collective:
    text: str = ""
    outside_districts: bool = False
    themes: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Effect:
    code: str
    label: str
    side: str
    health: bool = False


@dataclass(frozen=True)
class Orientation:
    code: str
    label: str
    kind: str
    programme: str = ""
    text: str = ""


@dataclass(frozen=True)
class Point:
    title: str
    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArgumentSheet:
    slug: str
    title: str
    participants: tuple[str, ...]
    step: str
    points: tuple[Point, ...]
    intro: str = ""
    any_order: bool = False


@dataclass(frozen=True)
class Document:
    code: str
    label: str
    written_by: str
    given_to: tuple[str, ...]
    text: str = ""


@dataclass(frozen=True)
class Leaflet:
    """What a tenant is told of it, in plain words, to take home."""

    lead: str = ""
    parts: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Means:
    kind: str
    text: str


@dataclass(frozen=True)
class Evaluation:
    kind: str
    label: str
    every: int
    period: str
    text: str = ""


@dataclass(frozen=True)
class Landmark:
    when: str
    text: str


@dataclass(frozen=True)
class Dwellings:
    modes: tuple[str, ...]
    number: int
    kinds: str
    reservation: str
    location: str


@dataclass(frozen=True)
class Funding:
    plan: str
    co_funding: str
    management_cost: str = ""
    integrated_cost: str = ""
    investment_grant: str = ""


@dataclass(frozen=True)
class ProjectSheet:
    """The questions of a call for projects, in its order."""

    call: str
    location: str
    carriers: str
    summary: str
    households_per_year: int
    households_text: str
    dalo: str
    collective_agreements: str
    housing_plan: str
    public: str
    dwellings: Dwellings
    method: str
    management: str
    adherence: str
    mobilisation: str
    relation: str
    needs: str
    partners: str
    funding: Funding
    duration: str


@dataclass(frozen=True)
class Definition:
    code: str
    label: str
    public_label: str
    former_label: str
    summary: str
    public: str
    needs: str
    contexts: tuple[str, ...]
    territory: Territory
    opening: Opening
    phases: tuple[Phase, ...]
    adhesions: tuple[Adhesion, ...]
    units: tuple[CountedUnit, ...]
    screening: Screening
    steps: tuple[Step, ...]
    cadences: tuple[Cadence, ...]
    individual_themes: tuple[Choice, ...]
    collective: Collective
    effects: tuple[Effect, ...]
    exit_reasons: tuple[str, ...]
    orientations: tuple[Orientation, ...]
    common_law_measures: tuple[Choice, ...]
    argument_sheets: tuple[ArgumentSheet, ...]
    documents: tuple[Document, ...]
    leaflet: Leaflet
    objectives: tuple[str, ...]
    expected_effects: str
    principles: tuple[str, ...]
    means: tuple[Means, ...]
    evaluation: tuple[Evaluation, ...]
    landmarks: tuple[Landmark, ...]
    project_sheet: ProjectSheet

    def phase(self, kind: PhaseKind) -> Phase | None:
        return next((phase for phase in self.phases if phase.kind == kind), None)

    def unit(self, unit: TariffUnit) -> CountedUnit | None:
        return next((counted for counted in self.units if counted.unit == unit), None)

    def argument_sheet(self, slug: str) -> ArgumentSheet | None:
        return next((sheet for sheet in self.argument_sheets if sheet.slug == slug), None)

    def document(self, code: str) -> Document | None:
        return next((document for document in self.documents if document.code == code), None)

    @property
    def required_adhesions(self) -> tuple[Adhesion, ...]:
        return tuple(adhesion for adhesion in self.adhesions if adhesion.required)


def to_json(definition: Definition) -> dict[str, Any]:
    """Only what is said: a field added later with an empty default does not change an old checksum."""
    return _without_empty(asdict(definition))


def from_json(data: dict[str, Any]) -> Definition:
    return _build(Definition, data)


def checksum(data: dict[str, Any]) -> str:
    canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def _without_empty(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        kept = {key: _without_empty(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in (None, "", [], {}, False)}
    if isinstance(value, (list, tuple)):
        return [_without_empty(item) for item in value]
    return value


def _build(expected: Any, value: Any) -> Any:
    """The value of a JSON document as the type that a field declares."""
    if is_dataclass(expected):
        hints = get_type_hints(expected)
        data = value or {}
        return expected(
            **{
                field.name: _build(hints[field.name], data[field.name])
                if field.name in data
                else _empty(hints[field.name])
                for field in fields(expected)
            }
        )
    if get_origin(expected) is tuple:
        return tuple(_build(get_args(expected)[0], item) for item in value)
    if get_origin(expected) is types.UnionType:
        return _build(get_args(expected)[0], value)
    return Decimal(value) if expected is Decimal else value


def _empty(expected: Any) -> Any:
    """What a field was when it was left out of the stored document."""
    if get_origin(expected) is tuple:
        return ()
    if get_origin(expected) is types.UnionType:
        return None
    return _build(expected, {}) if is_dataclass(expected) else expected()
