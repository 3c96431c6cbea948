"""From the TOML file of a programme to its definition, or to the list of all that is wrong in it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from programmes import definition as shape
from programmes.definition import Definition
from programmes.definition_checks import check_references
from programmes.enums import (
    AdhesionKind,
    BranchKind,
    CadenceNature,
    CadenceSubject,
    ContextKind,
    ExitReason,
    InstanceKind,
    KnownFact,
    MeansKind,
    OccupancyStatus,
    OrientationKind,
    Participant,
    Period,
    PhaseKind,
    RecordingSide,
    TariffUnit,
    WithdrawalOutcome,
)
from programmes.project_sheet_reader import read_project_sheet
from programmes.toml_tables import Problems, Table, parse_toml, read_toml

LANDLORD_HEALTH = (
    'un effet de santé (health = true) ne s’enregistre que du côté de l’opérateur ; side = "operator" est attendu.'
)


def read_definition(path: Path) -> tuple[Definition | None, Problems]:
    problems = Problems(str(path))
    return _definition(read_toml(path, problems), problems), problems


def parse_definition(text: str, file: str = "dispositif.toml") -> tuple[Definition | None, Problems]:
    problems = Problems(file)
    return _definition(parse_toml(text, problems), problems), problems


def _definition(data: dict | None, problems: Problems) -> Definition | None:
    if data is None:
        return None
    root = Table(data, problems)
    definition = Definition(
        **_head(root.table("programme")),
        **_content(root),
        project_sheet=read_project_sheet(root.table("project_sheet")),
    )
    root.finish()
    if not problems:
        check_references(definition, problems)
    return None if problems else definition


def _head(table: Table) -> dict:
    head = {
        "code": table.code("code"),
        "label": table.text("label", maximum=120),
        "public_label": table.text("public_label", maximum=120),
        "former_label": table.text("former_label", required=False, maximum=120),
        "summary": table.text("summary"),
        "public": table.text("public"),
        "needs": table.text("needs"),
        "contexts": table.choices("contexts", ContextKind, minimum=1),
        "objectives": table.texts("objectives", minimum=1),
        "expected_effects": table.text("expected_effects", required=False),
        "principles": table.texts("principles"),
        "exit_reasons": table.choices("exit_reasons", ExitReason, minimum=1),
    }
    table.finish()
    return head


def _content(root: Table) -> dict:
    return {
        "territory": _territory(root.table("territory")),
        "opening": _opening(root.table("opening")),
        "phases": _list(_phase, root.tables("phases", minimum=1), "kind"),
        "adhesions": _list(_adhesion, root.tables("adhesions"), "kind"),
        "units": _list(_unit, root.tables("units", minimum=1), "unit"),
        "screening": _screening(root.table("screening")),
        "steps": _steps(root.tables("steps", minimum=1)),
        "cadences": _list(_cadence, root.tables("cadences")),
        "individual_themes": _choices(root, "individual_themes"),
        "collective": _collective(root.table("collective", required=False)),
        "effects": _list(_effect, root.tables("effects"), "code"),
        "orientations": _list(_orientation, root.tables("orientations"), "code"),
        "common_law_measures": _choices(root, "common_law_measures"),
        "argument_sheets": _list(_argument_sheet, root.tables("argument_sheets"), "slug"),
        "documents": _list(_document, root.tables("documents"), "code"),
        "leaflet": _leaflet(root.table("leaflet", required=False)),
        "means": _list(_means, root.tables("means")),
        "evaluation": _list(_evaluation, root.tables("evaluation")),
        "landmarks": _list(_landmark, root.tables("landmarks")),
    }


def _list(read: Callable[[Table], Any], tables: list[Table], key: str = "") -> tuple:
    return tuple(read(table) for table in (_unique(tables, key) if key else tables))


def _unique(tables: list[Table], key: str) -> list[Table]:
    """Reports the entries of one list that share a key."""
    seen: dict[str, int] = {}
    for number, table in enumerate(tables, start=1):
        value = table.data.get(key)
        if isinstance(value, str) and seen.setdefault(value, number) != number:
            table.report(key, f"« {value} » est déjà pris par le bloc n° {seen[value]} ; un autre est attendu.")
    return tables


def _choice(table: Table) -> shape.Choice:
    choice = shape.Choice(table.code("code"), table.text("label"), table.text("help", required=False))
    table.finish()
    return choice


def _choices(table: Table, key: str, *, minimum: int = 0) -> tuple[shape.Choice, ...]:
    return _list(_choice, table.tables(key, minimum=minimum), "code")


def _territory(table: Table) -> shape.Territory:
    territory = shape.Territory(table.text("label"), table.texts("communes"), table.text("extension", required=False))
    table.finish()
    return territory


def _opening(table: Table) -> shape.Opening:
    opening = shape.Opening(
        opened_by=table.choices("opened_by", Participant, minimum=1),
        announced=table.flag("announced", required=True),
        occupancies=table.choices("occupancies", OccupancyStatus, minimum=1),
        modes=_choices(table, "modes"),
        text=table.text("text", required=False),
    )
    table.finish()
    return opening


def _phase(table: Table) -> shape.Phase:
    phase = shape.Phase(
        kind=table.choice("kind", PhaseKind),
        label=table.text("label", maximum=120),
        description=table.text("description", required=False),
        adhesion_needed=table.flag("adhesion_needed", required=True),
        limit_months=table.integer("limit_months", within=(1, 120), required=False),
        limit_text=table.text("limit_text", required=False),
        extendable=table.flag("extendable"),
        extension_text=table.text("extension_text", required=False),
        unit=table.choice("unit", TariffUnit, required=False),
    )
    if phase.kind == PhaseKind.OUTREACH and phase.adhesion_needed:
        table.report("adhesion_needed", "l’aller vers précède l’adhésion ; false est attendu pour une phase outreach.")
    if phase.unit == TariffUnit.DIAGNOSTIC and phase.kind != PhaseKind.DIAGNOSTIC:
        table.report("unit", 'l’unité « diagnostic » ne compte qu’une phase de kind = "diagnostic".')
    table.finish()
    return phase


def _unit(table: Table) -> shape.CountedUnit:
    unit = shape.CountedUnit(
        unit=table.choice("unit", TariffUnit),
        label=table.text("label"),
        indicative_price=table.amount("indicative_price", required=False),
        description=table.text("description", required=False),
    )
    table.finish()
    return unit


def _adhesion(table: Table) -> shape.Adhesion:
    adhesion = shape.Adhesion(
        kind=table.choice("kind", AdhesionKind),
        label=table.text("label"),
        required=table.flag("required", required=True),
        description=table.text("description", required=False),
        on_withdrawal=table.choices("on_withdrawal", WithdrawalOutcome, minimum=1),
        withdrawal_text=table.text("withdrawal_text", required=False),
    )
    table.finish()
    return adhesion


def _screening(table: Table) -> shape.Screening:
    exclusions = table.tables("exclusions")
    screening = shape.Screening(
        criteria_minimum=table.integer("criteria_minimum", within=(0, 99)) or 0,
        attestation=table.text("attestation", required=bool(exclusions)),
        criteria=_choices(table, "criteria"),
        prerequisites=_list(_prerequisite, table.tables("prerequisites"), "code"),
        exclusions=_list(_exclusion, exclusions, "code"),
        household_facts=_choices(table, "household_facts"),
        not_asked=table.text("not_asked", required=False),
    )
    if screening.criteria_minimum > len(screening.criteria):
        table.report(
            "criteria_minimum",
            f"{screening.criteria_minimum} critères sont demandés mais {len(screening.criteria)} sont décrits ; "
            "un nombre qui ne dépasse pas celui des critères est attendu.",
        )
    table.finish()
    return screening


def _prerequisite(table: Table) -> shape.Prerequisite:
    prerequisite = shape.Prerequisite(
        code=table.code("code"),
        label=table.text("label"),
        help=table.text("help", required=False),
        without=table.text("without", required=False),
        known_from=table.choice("known_from", KnownFact, required=False),
    )
    table.finish()
    return prerequisite


def _exclusion(table: Table) -> shape.Exclusion:
    exclusion = shape.Exclusion(
        code=table.code("code"),
        label=table.text("label"),
        help=table.text("help", required=False),
        term=table.text("term", required=False),
        definition=table.text("definition", required="term" in table.data),
    )
    table.finish()
    return exclusion


def _steps(tables: list[Table]) -> tuple[shape.Step, ...]:
    """A step follows the previous one, unless it says which ones it comes after."""
    steps: list[shape.Step] = []
    for table in _unique(tables, "code"):
        known = [step.code for step in steps]
        after = table.texts("after") if "after" in table.data else tuple(known[-1:])
        for code in after:
            if code not in known:
                table.report("after", f"« {code} » n’est le code d’aucune étape décrite avant celle-ci.")
        steps.append(
            shape.Step(
                code=table.code("code"),
                title=table.text("title"),
                participants=table.choices("participants", Participant, minimum=1),
                text=table.text("text", required=False),
                timing=table.text("timing", required=False),
                phase=table.choice("phase", PhaseKind, required=False),
                asks=table.texts("asks"),
                documents=table.texts("documents"),
                after=after,
                branch=table.choice("branch", BranchKind, required=False),
            )
        )
        table.finish()
    return tuple(steps)


def _cadence(table: Table) -> shape.Cadence:
    cadence = shape.Cadence(
        subject=table.choice("subject", CadenceSubject),
        nature=table.choice("nature", CadenceNature),
        at_least=table.integer("at_least", within=(0, 366)) or 0,
        at_most=table.integer("at_most", within=(1, 366)) or 0,
        every=table.integer("every", within=(1, 366)) or 0,
        period=table.choice("period", Period),
        note=table.text("note", required=False),
    )
    if cadence.at_most and cadence.at_most < cadence.at_least:
        table.report("at_most", f"un nombre égal ou supérieur à at_least ({cadence.at_least}) est attendu.")
    table.finish()
    return cadence


def _collective(table: Table) -> shape.Collective:
    collective = shape.Collective(
        text=table.text("text", required=False),
        outside_districts=table.flag("outside_districts"),
        themes=_choices(table, "themes"),
    )
    table.finish()
    return collective


def _effect(table: Table) -> shape.Effect:
    effect = shape.Effect(
        code=table.code("code"),
        label=table.text("label"),
        side=table.choice("side", RecordingSide),
        health=table.flag("health"),
    )
    if effect.health and effect.side != RecordingSide.OPERATOR:
        table.report("side", LANDLORD_HEALTH)
    table.finish()
    return effect


def _orientation(table: Table) -> shape.Orientation:
    orientation = shape.Orientation(
        code=table.code("code"),
        label=table.text("label"),
        kind=table.choice("kind", OrientationKind),
        programme=table.code("programme", required=table.data.get("kind") == OrientationKind.OTHER_PROGRAMME),
        text=table.text("text", required=False),
    )
    table.finish()
    return orientation


def _argument_sheet(table: Table) -> shape.ArgumentSheet:
    sheet = shape.ArgumentSheet(
        slug=table.code("slug"),
        title=table.text("title"),
        participants=table.choices("participants", Participant, minimum=1),
        step=table.code("step"),
        intro=table.text("intro", required=False),
        any_order=table.flag("any_order", required=True),
        points=_list(_point, table.tables("points", minimum=1)),
    )
    table.finish()
    return sheet


def _point(table: Table) -> shape.Point:
    point = shape.Point(table.text("title"), table.text("text", required=False), table.texts("items"))
    table.finish()
    return point


def _document(table: Table) -> shape.Document:
    document = shape.Document(
        code=table.code("code"),
        label=table.text("label"),
        written_by=table.choice("written_by", Participant),
        given_to=table.choices("given_to", Participant, minimum=1),
        text=table.text("text", required=False),
    )
    table.finish()
    return document


def _leaflet(table: Table) -> shape.Leaflet:
    leaflet = shape.Leaflet(table.text("lead", required=False), _list(_point, table.tables("parts")))
    table.finish()
    return leaflet


def _means(table: Table) -> shape.Means:
    means = shape.Means(table.choice("kind", MeansKind), table.text("text"))
    table.finish()
    return means


def _evaluation(table: Table) -> shape.Evaluation:
    evaluation = shape.Evaluation(
        kind=table.choice("kind", InstanceKind),
        label=table.text("label"),
        every=table.integer("every", within=(1, 366), required="period" in table.data) or 0,
        period=table.choice("period", Period, required="every" in table.data),
        text=table.text("text", required=False),
    )
    table.finish()
    return evaluation


def _landmark(table: Table) -> shape.Landmark:
    landmark = shape.Landmark(table.text("when"), table.text("text"))
    table.finish()
    return landmark
