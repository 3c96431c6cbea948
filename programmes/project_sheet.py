"""The sheet that a call for projects asks for: a programme, and the convention under which it is carried out.

What the convention knows (parties, prices, budget, shares, dates) is read from it; the programme's definition says the
rest, and stands in where there is no convention to read.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.models import Organisation
from programmes.definition import ProjectSheet
from programmes.enums import DwellingMode, PayerKind, SheetAnswer, TariffUnit
from programmes.models import Convention, ProgrammeVersion
from programmes.rules import tariff_on


@dataclass(frozen=True)
class Cost:
    label: str
    price: Decimal | None


@dataclass(frozen=True)
class Share:
    organisation: str
    share: Decimal
    kind: str


@dataclass(frozen=True)
class CarriedProject:
    """All that the page and the paper show; amounts are None where the reader may not read them."""

    version: ProgrammeVersion
    sheet: ProjectSheet
    convention: Convention | None
    carriers: tuple[Organisation, ...]
    costs: tuple[Cost, ...]
    costs_from_convention: bool
    budgets: tuple
    shares: tuple[Share, ...]
    partners: tuple[str, ...]
    dwelling_modes: tuple[tuple[str, bool], ...]
    answers: tuple[tuple[str, str], ...]
    investment_grant: str


def project_sheet_of(
    version: ProgrammeVersion, convention: Convention | None, *, today: date, with_amounts: bool
) -> CarriedProject:
    sheet = version.content.project_sheet
    read_amounts = bool(convention and with_amounts)
    return CarriedProject(
        version=version,
        sheet=sheet,
        convention=convention,
        carriers=(convention.landlord, convention.operator) if convention else (),
        costs=tuple(_costs(version, convention, today) if read_amounts else _indicative_costs(version)),
        costs_from_convention=read_amounts,
        budgets=tuple(convention.budgets.all()) if read_amounts else (),
        shares=tuple(_shares(convention)) if read_amounts else (),
        partners=tuple(str(partner) for partner in convention.steering.all()) if convention else (),
        dwelling_modes=tuple((mode.label, mode in sheet.dwellings.modes) for mode in DwellingMode),
        answers=(
            ("Ménages éligibles au DALO", SheetAnswer(sheet.dalo).label),
            ("Ménages relevant des accords collectifs", SheetAnswer(sheet.collective_agreements).label),
            ("Ménages relevant des publics cibles du PDALHPD", SheetAnswer(sheet.housing_plan).label),
        ),
        investment_grant=SheetAnswer(sheet.funding.investment_grant).label if sheet.funding.investment_grant else "",
    )


def _costs(version: ProgrammeVersion, convention: Convention, today: date):
    """The prices in force today; those of its first day for a convention to come, of its last for one that is over."""
    day = min(max(today, convention.starts_on), convention.ends_on)
    tariffs = list(convention.tariffs.all())
    labels = {unit.unit: unit.label for unit in version.content.units}
    for unit in dict.fromkeys([*labels, *(tariff.unit for tariff in tariffs)]):
        tariff = tariff_on(tariffs, unit, day)
        yield Cost(labels.get(unit) or TariffUnit(unit).label, tariff.price if tariff else None)


def _indicative_costs(version: ProgrammeVersion):
    for unit in version.content.units:
        yield Cost(unit.label, unit.indicative_price)


def _shares(convention: Convention):
    for payer in convention.payers.all():
        yield Share(str(payer.organisation), payer.share, PayerKind(payer.kind).label)
