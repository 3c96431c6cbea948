"""What the household is to its landlord, from a day to another: one situation at a time."""

import datetime

from django.db import transaction

from core.errors import DomainError
from programmes.enums import OccupancyStatus
from tenants.models import Occupancy
from tenants.rules import expected_problem
from tenants.services.parts import hold, keep, not_after, renamed

A_DAY = datetime.timedelta(days=1)
NOT_YET = "L’entrée dans les lieux n’a pas encore eu lieu : gardez « Demandeur » jusque-là."


@transaction.atomic
def open_occupancy(*, occupancy, by):
    """From its first day on; the one that was open ends the day before."""
    household, today = hold(occupancy.household, by)
    check(occupancy, today)
    for before in household.occupancies.filter(ends_on=None).exclude(pk=occupancy.pk):
        if before.starts_on >= occupancy.starts_on:
            raise DomainError(
                "Une situation commence déjà ce jour-là ou plus tard : modifiez-la, ou choisissez un jour suivant.",
                field="starts_on",
            )
        before.ends_on = occupancy.starts_on - A_DAY
        before.save(update_fields=["ends_on"])
    return settle(occupancy, household)


@transaction.atomic
def update_occupancy(*, occupancy, by):
    household, today = hold(occupancy.household, by)
    check(occupancy, today)
    return settle(occupancy, household)


def settle(occupancy, household):
    keep(occupancy)
    overlapping = Occupancy.objects.filter(household=household).exclude(pk=occupancy.pk)
    overlapping = overlapping.exclude(ends_on__lt=occupancy.starts_on)
    if occupancy.ends_on:
        overlapping = overlapping.exclude(starts_on__gt=occupancy.ends_on)
    if overlapping.exists():
        raise DomainError("Ces dates en recouvrent d’autres : une situation à la fois.", field="starts_on")
    renamed(household)
    return occupancy


def check(occupancy, today):
    """What belongs to one status only, and days that make sense for it."""
    if occupancy.status != OccupancyStatus.APPLICANT:
        if occupancy.starts_on > today:
            raise DomainError(NOT_YET, field="starts_on")
        occupancy.proposal, occupancy.proposal_deadline = "", None
    if occupancy.status != OccupancyStatus.SLIDING_LEASE:
        occupancy.target_on = None
    not_after(today, starts_on=occupancy.starts_on)
    if problem := expected_problem(occupancy):
        raise DomainError(problem[1], field=problem[0])
