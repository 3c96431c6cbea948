"""How a landlord shares its households among its advisors."""

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from accounts.enums import Role
from accounts.matrix import allows
from accounts.models import Membership, Organisation
from core.errors import DomainError
from tenants.models import Household, Occupancy

NOT_YOURS = "Ce secteur n’est pas de ceux que vous organisez."
MOST_PLACES = 500
# « Nantes › Bellevue »: a commune, or one of its districts.
BETWEEN = " › "


def landlords_of(actor):
    """Those whose sectors she organises."""
    if actor.role == Role.LANDLORD_MANAGER:
        return Organisation.objects.filter(pk=actor.organisation_id)
    return Organisation.objects.administered_by_actor(actor).filter(kind="landlord")


def advisors_of(landlord, today):
    found = Membership.objects.open_on(today).filter(organisation=landlord, role=Role.ADVISOR, user__is_active=True)
    return found.select_related("user", "organisation").order_by("user__last_name", "user__first_name", "pk")


def check_may_write(by, landlord_id):
    if not allows(by.role, "sectors.write") or not landlords_of(by).filter(pk=landlord_id).exists():
        raise DomainError(NOT_YOURS)


@transaction.atomic
def save_sector(*, sector, advisors, by):
    check_may_write(by, sector.landlord_id)
    ours = set(advisors_of(sector.landlord_id, timezone.localdate()).values_list("pk", flat=True))
    if any(advisor.pk not in ours for advisor in advisors):
        raise DomainError("Choisissez des conseillères de ce bailleur.", field="advisors")
    sector.full_clean()
    sector.save()
    sector.advisors.set(advisors)
    return sector


@transaction.atomic
def open_portfolios(*, setting, by):
    check_may_write(by, setting.landlord_id)
    setting.save()
    return setting


@transaction.atomic
def move_household(*, household, sector, by):
    """Into a sector of its landlord, or into none."""
    check_may_write(by, household.landlord_id)
    if sector and sector.landlord_id != household.landlord_id:
        raise DomainError("Ce secteur est celui d’un autre bailleur.", field="sector")
    household.sector = sector
    household.save(update_fields=["sector"])
    return household


def at_home_in(commune, district, today):
    homes = Occupancy.objects.open_on(today).filter(household=OuterRef("pk"), commune=commune)
    return Exists(homes.filter(district=district) if district else homes)


def places_of(actor, today):
    """Where the landlord's households live now, and how many: [(« Nantes › Bellevue », 45)]."""
    households = Household.objects.visible_to(actor)
    homes = Occupancy.objects.open_on(today).filter(household__in=households).exclude(commune="")
    lines = homes.values("commune", "district").annotate(number=Count("household", distinct=True))
    places = {}
    for line in lines.order_by("commune", "district")[:MOST_PLACES]:
        places[line["commune"]] = places.get(line["commune"], 0) + line["number"]
        if line["district"]:
            places[f"{line['commune']}{BETWEEN}{line['district']}"] = line["number"]
    return sorted(places.items())


@transaction.atomic
def fill_sector(*, sector, place, only_without, by):
    """All households that live there now; how many came. Those that nobody reads but one person stay where they are."""
    check_may_write(by, sector.landlord_id)
    commune, _, district = place.partition(BETWEEN)
    found = Household.objects.visible_to(by).filter(landlord=sector.landlord_id)
    found = found.filter(at_home_in(commune, district, timezone.localdate())).exclude(sector=sector)
    if only_without:
        found = found.filter(sector=None)
    return Household.objects.filter(pk__in=found.values("pk")).update(sector=sector, version=F("version") + 1)
