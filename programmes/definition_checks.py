"""What one part of a programme's definition says of another."""

from collections.abc import Iterable

from programmes.definition import Definition
from programmes.enums import OrientationKind, PhaseKind, TariffUnit
from programmes.toml_tables import Problems


def check_references(definition: Definition, problems: Problems) -> None:
    phases = [phase.kind for phase in definition.phases]
    units = [unit.unit for unit in definition.units]
    steps = [step.code for step in definition.steps]
    papers = [document.code for document in definition.documents]
    papers += [sheet.slug for sheet in definition.argument_sheets]

    def check(block: str, number: int, key: str, values: Iterable[str], among: list[str], what: str) -> None:
        for value in values:
            if value and value not in among:
                expected = f"l’un de {', '.join(among)}" if among else "rien : la liste est vide"
                problems.report(
                    f"[[{block}]] n° {number} {key}",
                    f"« {value} » n’est {what} de ce fichier ; {expected} est attendu.",
                )

    for number, phase in enumerate(definition.phases, start=1):
        check("phases", number, "unit", [phase.unit], units, "l’unité d’aucun bloc [[units]]")
    for number, step in enumerate(definition.steps, start=1):
        check("steps", number, "phase", [step.phase], phases, "aucune des phases")
        check("steps", number, "documents", step.documents, papers, "aucun des documents ou argumentaires")
    for number, sheet in enumerate(definition.argument_sheets, start=1):
        check("argument_sheets", number, "step", [sheet.step], steps, "le code d’aucune étape")
    counted = [phase.unit for phase in definition.phases] + [TariffUnit.FLAT_QUARTER.value]
    for number, unit in enumerate(definition.units, start=1):
        check("units", number, "unit", [unit.unit], counted, "comptée par aucune phase")
    for number, orientation in enumerate(definition.orientations, start=1):
        if orientation.kind == OrientationKind.SUPPORT:
            check("orientations", number, "kind", [PhaseKind.SUPPORT.value], phases, "aucune des phases")
