"""The list of households as a file for a spreadsheet."""

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.list_exports import ListExport
from core.exports import Column, Table
from programmes.enums import OccupancyStatus
from tenants.filters import HouseholdFilter
from tenants.guarding import out_of_date
from tenants.models import HOUSEHOLDS, Household, Occupancy, RentDebt

# What was looked for: put there by the view, kept encrypted with a long work.
WORDS = "q"
STATUSES = dict(OccupancyStatus.choices)
OF_HOME = ("status", "starts_on", "reference", "postcode", "commune", "district")


def where(name):
    """Where a guarded household lives is in no list."""
    return lambda household: "" if household.guarded else getattr(household, f"home_{name}") or ""


TABLE = Table(
    "Ménages",
    "menages",
    [
        Column("Dossier", lambda one: one.number),
        Column("Ménage", lambda one: one.name, width=30),
        Column("Composition", lambda one: one.get_composition_display(), width=24),
        Column("Enfants", lambda one: one.children),
        Column("Secteur", lambda one: one.sector.name if one.sector else "", width=20),
        Column("Situation", lambda one: STATUSES.get(one.home_status, ""), width=20),
        Column("Depuis le", lambda one: one.home_starts_on),
        Column("Référence", lambda one: one.home_reference or ""),
        Column("Code postal", where("postcode")),
        Column("Commune", where("commune"), width=20),
        Column("Quartier", where("district"), width=20),
        Column("Dette de loyer", lambda one: one.debt_amount),
        Column("Dette au", lambda one: one.debt_on),
    ],
)


def rows_for(actor, asked):
    filterset = HouseholdFilter(asked, Household.objects.visible_to(actor), actor=actor)
    rows = filterset.qs
    if words := asked.get(WORDS):
        found = HOUSEHOLDS.find(words, organisation=actor.organisation_id, visible=rows)
        rows = rows.filter(pk__in=found.subjects)
    return with_latest(rows.select_related("sector")).order_by("sort_name", "pk")


def with_latest(rows):
    """As the list shows them: the latest situation, the latest standing debt."""
    today, own = timezone.localdate(), OuterRef("pk")
    homes = Occupancy.objects.filter(household=own, starts_on__lte=today).order_by("-starts_on", "pk")
    debts = RentDebt.objects.standing().filter(household=own, on__lte=today).order_by("-on", "-created_at", "pk")
    latest = {f"home_{name}": Subquery(homes.values(name)[:1]) for name in OF_HOME}
    latest |= {f"debt_{name}": Subquery(debts.values(name)[:1]) for name in ("amount", "on")}
    return rows.annotate(**latest)


HOUSEHOLD_LIST = ListExport(
    name="households",
    label="Export des ménages",
    action="households.export",
    table=TABLE,
    rows=rows_for,
    owners=lambda rows: rows.order_by().values("landlord").distinct(),
    out_of_date=out_of_date,
)
