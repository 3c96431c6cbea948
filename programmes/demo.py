"""The demonstration's programmes and conventions. Loading twice changes nothing."""

import datetime
from decimal import Decimal

from django.db import transaction

from programmes.catalogue import shipped_definitions
from programmes.enums import FirstDay, PayerKind, TariffUnit
from programmes.models import Convention, Programme, Tariff
from programmes.rules import years_covered
from programmes.services import PayerShare, add_tariff, load_programme, save_convention

STEERING = ("nantes_metropole", "departement", "fnars", "ush", "ddcs")


@transaction.atomic
def load_demo(organisations, today):
    """Conventions by reference; `organisations` are those of accounts.demo, by key."""
    for definition in shipped_definitions():
        load_programme(definition)
    parts = (load_remobilisation, load_visits, load_other_visits)
    return {convention.reference: convention for convention in (load(organisations, today) for load in parts)}


def load_remobilisation(organisations, today):
    """Under way for five years, for one more to come."""
    return load_convention(
        values={
            "reference": "LNH-REMOB",
            "programme": Programme.objects.get(code="remobilisation"),
            "landlord": organisations["lnh"],
            "operator": organisations["anef"],
            "starts_on": datetime.date(today.year - 5, 1, 1),
            "ends_on": datetime.date(today.year + 1, 12, 31),
            "territory_exceptions": "Un ménage qui déménage hors de l’agglomération en cours de suivi est accompagné "
            "jusqu’à sa rencontre tripartite finale.",
        },
        prices=[(TariffUnit.SUPPORT_MONTH, "135.00", datetime.date(today.year - 5, 1, 1))],
        budget=Decimal(32000),
        steering=[organisations[key] for key in STEERING],
    )


def load_visits(organisations, today):
    """Renewed year by year: it ends with this one."""
    first_of_january = datetime.date(today.year, 1, 1)
    return load_convention(
        values={
            "reference": "LNH-VISITES",
            "programme": Programme.objects.get(code="visites-sociales"),
            "landlord": organisations["lnh"],
            "operator": organisations["anef"],
            "starts_on": first_of_january,
            "ends_on": datetime.date(today.year, 12, 31),
            "first_day": FirstDay.FIRST_INTERVIEW,
            "co_funding": "Une demande est déposée auprès du Fonds d’innovation sociale des ESH.",
        },
        prices=[
            (TariffUnit.DIAGNOSTIC, "460.00", first_of_january),
            (TariffUnit.SUPPORT_MONTH, "230.00", first_of_january),
        ],
        budget=Decimal(30000),
        steering=[organisations[key] for key in STEERING],
    )


def load_other_visits(organisations, today):
    """The other pair's: its end is near, and its price changes with the new year."""
    starts_on = datetime.date(today.year - 1, 1, 1)
    return load_convention(
        values={
            "reference": "PONANT-VISITES",
            "programme": Programme.objects.get(code="visites-sociales"),
            "landlord": organisations["ponant"],
            "operator": organisations["relais"],
            "starts_on": starts_on,
            "ends_on": today + datetime.timedelta(days=60),
            "territory": "Saint-Nazaire et son agglomération",
            "communes": ["Donges", "Montoir-de-Bretagne", "Pornichet", "Saint-Nazaire", "Trignac"],
        },
        prices=[
            (TariffUnit.DIAGNOSTIC, "450.00", starts_on),
            (TariffUnit.SUPPORT_MONTH, "220.00", starts_on),
            (TariffUnit.SUPPORT_MONTH, "225.00", datetime.date(today.year, 1, 1)),
        ],
        budget=Decimal(18000),
        steering=[],
    )


def load_convention(*, values, prices, budget, steering):
    existing = Convention.objects.filter(reference=values["reference"]).first()
    if existing:
        return existing
    convention = Convention(**values)
    if not convention.communes:
        convention.communes = list(convention.programme.current_version.content.territory.communes)
    convention = save_convention(
        convention=convention,
        payers=[PayerShare(convention.landlord, Decimal(100), PayerKind.INVOICE)],
        budgets=dict.fromkeys(years_covered(convention.starts_on, convention.ends_on), budget),
        steering_partners=steering,
        by=None,
    )
    for unit, price, valid_from in prices:
        tariff = Tariff(convention=convention, unit=unit, price=Decimal(price), valid_from=valid_from)
        add_tariff(tariff=tariff, by=None)
    return convention
