"""A convention as its TOML file says it, or the list of all that is wrong in the file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from programmes.enums import CountingRule, FirstDay, PayerKind, TariffUnit
from programmes.rules import (
    LONGEST_DELAY_DAYS,
    MIN_DAYS,
    NO_CONTACT_DAYS,
    PERIODIC_DELAY_DAYS,
    VERIFICATION_DAYS,
    YEARS,
    shares_problem,
)
from programmes.toml_tables import Problems, Table, parse_toml, read_toml

# What PostgreSQL accepts in these columns: programmes.models.conventions.
LONGEST = {"reference": 40, "name": 150, "territory": 200, "order": 50}
PRICE_DIGITS = 7


@dataclass(frozen=True)
class TariffEntry:
    unit: str
    price: Decimal
    valid_from: date
    counting_rule: str
    min_days: int | None
    bill_interrupted: bool


@dataclass(frozen=True)
class PayerEntry:
    organisation: str
    share: Decimal
    kind: str


@dataclass(frozen=True)
class ConventionEntry:
    """`settings` holds the optional keys that the file gives, `budgets` the amounts of the years that it names."""

    reference: str
    programme: str
    landlord: str
    operator: str
    starts_on: date
    ends_on: date
    billing_from: date | None
    annual_budget: Decimal | None
    budgets: dict[int, Decimal]
    settings: dict[str, Any]
    tariffs: tuple[TariffEntry, ...]
    payers: tuple[PayerEntry, ...]
    steering_partners: tuple[str, ...] | None


def read_convention(path: Path) -> tuple[ConventionEntry | None, Problems]:
    problems = Problems(str(path))
    return _convention(read_toml(path, problems), problems), problems


def parse_convention(text: str, file: str = "convention.toml") -> tuple[ConventionEntry | None, Problems]:
    problems = Problems(file)
    return _convention(parse_toml(text, problems), problems), problems


def _convention(data: dict | None, problems: Problems) -> ConventionEntry | None:
    if data is None:
        return None
    root = Table(data, problems)
    head = root.table("convention")
    entry = ConventionEntry(
        reference=head.text("reference", maximum=LONGEST["reference"]),
        programme=head.code("programme"),
        landlord=_name(head, "landlord"),
        operator=_name(head, "operator"),
        starts_on=head.day("starts_on"),
        ends_on=head.day("ends_on"),
        billing_from=head.day("billing_from", required=False),
        annual_budget=head.amount("annual_budget", required=False),
        budgets=_budgets(root.tables("budget")),
        settings=_settings(head),
        tariffs=_tariffs(root.tables("tariff")),
        payers=_payers(root.tables("payer"), problems),
        steering_partners=head.texts("steering_partners") if "steering_partners" in head.data else None,
    )
    head.finish()
    root.finish()
    if not problems:
        _check_dates(head, entry)
    return None if problems else entry


def _name(table: Table, key: str) -> str:
    """The name of an organisation, without the spaces that nobody sees."""
    return " ".join(table.text(key, maximum=LONGEST["name"]).split())


def _settings(head: Table) -> dict[str, Any]:
    readers = {
        "territory": lambda key: head.text(key, maximum=LONGEST["territory"]),
        "communes": head.texts,
        "territory_exceptions": head.text,
        "co_funding": head.text,
        "first_day": lambda key: head.choice(key, FirstDay),
        "no_contact_days": lambda key: head.integer(key, within=NO_CONTACT_DAYS),
        "verification_days": lambda key: head.integer(key, within=VERIFICATION_DAYS),
        "periodic_invoices": head.flag,
        "payment_days": lambda key: head.integer(key, within=(0, LONGEST_DELAY_DAYS)),
        "late_penalties": head.text,
        "order_number": lambda key: head.text(key, maximum=LONGEST["order"]),
        "service_code": lambda key: head.text(key, maximum=LONGEST["order"]),
        "commitment_number": lambda key: head.text(key, maximum=LONGEST["order"]),
    }
    head.known.update(readers, ["steering_partners"])
    settings = {key: read(key) for key, read in readers.items() if key in head.data}
    if (settings.get("payment_days") or 0) > PERIODIC_DELAY_DAYS and settings.get("periodic_invoices", True):
        head.report(
            "payment_days",
            f"{PERIODIC_DELAY_DAYS} jours au plus sont attendus pour une facture périodique "
            f"({LONGEST_DELAY_DAYS} avec periodic_invoices = false).",
        )
    if "communes" in settings:
        settings["communes"] = list(settings["communes"])
    return settings


def _budgets(tables: list[Table]) -> dict[int, Decimal]:
    budgets: dict[int, Decimal] = {}
    for table in tables:
        year = table.integer("year", within=YEARS)
        amount = table.amount("amount")
        if year in budgets:
            table.report("year", f"{year} a déjà un budget dans ce fichier ; un seul par année est attendu.")
        if year is not None and amount is not None:
            budgets[year] = amount
        table.finish()
    return budgets


def _tariffs(tables: list[Table]) -> tuple[TariffEntry, ...]:
    tariffs: list[TariffEntry] = []
    for table in tables:
        rule = table.choice("counting_rule", CountingRule, required=False, empty=CountingRule.ANY_DAY.value)
        tariff = TariffEntry(
            unit=table.choice("unit", TariffUnit),
            price=table.amount("price", digits=PRICE_DIGITS),
            valid_from=table.day("valid_from"),
            counting_rule=rule,
            min_days=table.integer("min_days", within=MIN_DAYS, required=rule == CountingRule.MIN_DAYS),
            bill_interrupted=table.flag("bill_interrupted"),
        )
        _check_tariff(table, tariff, tariffs)
        tariffs.append(tariff)
        table.finish()
    return tuple(tariffs)


def _check_tariff(table: Table, tariff: TariffEntry, earlier: list[TariffEntry]) -> None:
    if tariff.min_days is not None and tariff.counting_rule != CountingRule.MIN_DAYS:
        table.report("min_days", 'cette clé ne va qu’avec counting_rule = "min_days".')
    if tariff.counting_rule != CountingRule.ANY_DAY and tariff.unit not in ("", TariffUnit.SUPPORT_MONTH):
        table.report("counting_rule", f'"any_day" est attendu pour l’unité {tariff.unit}.')
    if tariff.bill_interrupted and tariff.unit not in ("", TariffUnit.DIAGNOSTIC):
        table.report("bill_interrupted", 'cette clé ne va qu’avec unit = "diagnostic".')
    if tariff.valid_from and any((t.unit, t.valid_from) == (tariff.unit, tariff.valid_from) for t in earlier):
        table.report(
            "valid_from",
            f"le tarif {tariff.unit} a déjà une version à cette date dans ce fichier ; une autre date est attendue.",
        )


def _payers(tables: list[Table], problems: Problems) -> tuple[PayerEntry, ...]:
    payers: list[PayerEntry] = []
    before = len(problems)
    for table in tables:
        payer = PayerEntry(
            organisation=_name(table, "organisation"),
            share=table.amount("share", expected="un pourcentage positif, comme 100 ou 33.33"),
            kind=table.choice("kind", PayerKind, required=False, empty=PayerKind.INVOICE.value),
        )
        if payer.organisation and payer.organisation in [other.organisation for other in payers]:
            table.report("organisation", "cette organisation est déjà un payeur ; une seule part chacune est attendue.")
        payers.append(payer)
        table.finish()
    if payers and len(problems) == before:
        problem = shares_problem([payer.share for payer in payers])
        if problem:
            problems.report("[[payer]] share", problem)
    return tuple(payers)


def _check_dates(head: Table, entry: ConventionEntry) -> None:
    if entry.ends_on < entry.starts_on:
        head.report("ends_on", f"une date qui ne précède pas starts_on ({entry.starts_on}) est attendue.")
    elif not YEARS[0] <= entry.starts_on.year <= entry.ends_on.year <= YEARS[1]:
        head.report("starts_on", f"des années de {YEARS[0]} à {YEARS[1]} sont attendues.")
    else:
        _check_budget_years(head.problems, entry)
    if entry.billing_from and entry.billing_from.day != 1:
        head.report("billing_from", f"le premier jour d’un mois est attendu, pas le {entry.billing_from}.")
    elif entry.billing_from and not entry.starts_on <= entry.billing_from <= entry.ends_on:
        head.report("billing_from", "une date entre starts_on et ends_on est attendue.")
    if entry.landlord == entry.operator:
        head.report("operator", "une autre organisation que le bailleur est attendue.")


def _check_budget_years(problems: Problems, entry: ConventionEntry) -> None:
    first, last = entry.starts_on.year, entry.ends_on.year
    for number, year in enumerate(entry.budgets, start=1):
        if not first <= year <= last:
            problems.report(
                f"[[budget]] n° {number} year",
                f"{year} est hors des dates de la convention ; une année de {first} à {last} est attendue.",
            )
