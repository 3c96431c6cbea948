"""The questions of a call for projects, in the file of a programme."""

from programmes import definition as shape
from programmes.enums import DwellingMode, SheetAnswer
from programmes.toml_tables import Table


def read_project_sheet(table: Table) -> shape.ProjectSheet:
    texts = ("call", "location", "carriers", "summary", "households_text", "public", "method", "management")
    others = ("adherence", "mobilisation", "relation", "needs", "partners", "duration")
    answers = ("dalo", "collective_agreements", "housing_plan")
    sheet = shape.ProjectSheet(
        **{key: table.text(key) for key in texts + others},
        **{key: table.choice(key, SheetAnswer) for key in answers},
        households_per_year=table.integer("households_per_year", within=(1, 100_000)) or 0,
        dwellings=_dwellings(table.table("dwellings")),
        funding=_funding(table.table("funding")),
    )
    table.finish()
    return sheet


def _dwellings(table: Table) -> shape.Dwellings:
    dwellings = shape.Dwellings(
        modes=table.choices("modes", DwellingMode, minimum=1),
        number=table.integer("number", within=(0, 100_000)) or 0,
        kinds=table.text("kinds"),
        reservation=table.text("reservation"),
        location=table.text("location"),
    )
    table.finish()
    return dwellings


def _funding(table: Table) -> shape.Funding:
    funding = shape.Funding(
        plan=table.text("plan"),
        co_funding=table.text("co_funding"),
        management_cost=table.text("management_cost", required=False),
        integrated_cost=table.text("integrated_cost", required=False),
        investment_grant=table.choice("investment_grant", SheetAnswer, required=False),
    )
    table.finish()
    return funding
