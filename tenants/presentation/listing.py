"""What a line of a list of households shows: read for the page at once, never a query a line."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.enums import Role
from core.wording import amount, near_date
from programmes.enums import OccupancyStatus
from tenants.models import Household, Occupancy, RentDebt

SHOWN = ("number", "name", "sort_name", "composition", "children", "guarded", "landlord_id", "sector__name")
OF_HOME = ("status", "commune", "district")
OF_DEBT = ("on", "amount")
STATUSES = dict(OccupancyStatus.choices)


def listed(queryset):
    return queryset.select_related("sector").only(*SHOWN)


def in_order(queryset, keys):
    """These households, in the order of their keys."""
    by_key = {each.pk: each for each in listed(queryset.filter(pk__in=keys))}
    return [by_key[key] for key in keys if key in by_key]


def describe(households):
    """Add `place`, `status`, `debt` and `line` to each: two statements for all of them."""
    today = timezone.localdate()
    homes = latest_of(Occupancy.objects.filter(starts_on__lte=today), households, OF_HOME, "-starts_on")
    debts = RentDebt.objects.standing().filter(on__lte=today)
    debts = latest_of(debts, households, OF_DEBT, "-on", "-created_at")
    for household in households:
        home, debt = homes.get(household.pk), debts.get(household.pk)
        household.place = place_of(home, household) if home else ""
        household.status = STATUSES[home.status] if home else ""
        household.debt = debt_in_words(debt, today) if debt else ""
        household.line = line_of(household)
    return households


def line_of(household):
    """« Dossier 2014-00012 · Locataire en titre · Nantes, Bellevue · Couple sans enfant · Secteur nord »"""
    place = "" if household.guarded else household.place
    sector = household.sector.name if household.sector else ""
    words = (f"Dossier {household.number}", household.status, place, household.get_composition_display(), sector)
    return " · ".join(filter(None, words))


def latest_of(queryset, households, columns, *order):
    newest = queryset.filter(household__in=[each.pk for each in households])
    newest = newest.order_by("household_id", *order, "pk").distinct("household_id")
    return {each.household_id: each for each in newest.values_list("household_id", *columns, named=True)}


def debt_in_words(debt, today):
    told = amount(debt.amount) if debt.amount else "soldée"
    return f"{told} au {near_date(debt.on, today)}"


def place_of(home, household: Household):
    """Commune and district: an address has no business in a list, and a guarded household none at all."""
    if household.guarded:
        return "Contact protégé"
    return ", ".join(filter(None, (home.commune, home.district)))


@dataclass(frozen=True)
class ListWords:
    """What the page says to each: whose households these are, and where the first one comes from."""

    lead: str
    nothing_yet: str


WORDS = {
    Role.ADVISOR: ListWords(
        "Ceux de vos secteurs, et ceux qui n’ont pas de secteur.",
        "Ouvrez un premier dossier : il sera aussitôt dans cette liste.",
    ),
    Role.LANDLORD_MANAGER: ListWords(
        "Tous ceux de votre organisation, sauf les contacts protégés.",
        "Les conseillères ouvrent les dossiers : ils s’ajoutent ici d’eux-mêmes.",
    ),
    Role.SOCIAL_WORKER: ListWords(
        "Ceux qui vous sont confiés, et pendant trente jours ceux que vous avez transmis.",
        "Un ménage arrive ici quand votre chef de service vous l’attribue.",
    ),
    Role.SERVICE_HEAD: ListWords(
        "Tous ceux qui ont été annoncés ou adressés à votre association.",
        "Un ménage arrive ici avec sa fiche d’orientation ou de liaison.",
    ),
}
NOTHING_FOUND = "Essayez moins de mots, une autre orthographe, ou retirez un filtre. Seuls vos ménages sont cherchés."


def words_for(actor):
    return WORDS[Role(actor.role)]
