"""Households of the demonstration that are rarer: housed otherwise than by a lease, signing with a guardian, twice."""

import datetime

from accounts.enums import Role
from accounts.models import Membership
from core.models import TransitionEntry
from programmes.enums import OccupancyStatus
from tenants.enums import Guardianship, LinkKind, MergeState, Tie
from tenants.models import Household, HouseholdLink, Merge, Occupancy, Person
from tenants.rules import MERGES
from tenants.services.households import new_number, refresh_name

# The last ones of a landlord, in this order over and over; the lease glides in some months.
OTHER_STATUSES = (OccupancyStatus.SUB_TENANT, OccupancyStatus.SLIDING_LEASE, OccupancyStatus.HOUSED)
OTHERS = 6
GUARDIAN = "Association tutélaire Les Genêts"
WHY = "Même personne, venue deux fois à l’agence : le second dossier a été ouvert sous son nom d’usage."


def load_cases(households, today):
    """`households` of one landlord, in their order."""
    for rank, household in enumerate(households[-OTHERS:]):
        house_otherwise(household, OTHER_STATUSES[rank % len(OTHER_STATUSES)], today)
    for household in households[7::23]:
        person = household.persons.get(tie=Tie.REFERENCE)
        person.guardianship, person.guardian_name = Guardianship.CURATELLE, GUARDIAN
        person.guardian_phone = "02 40 00 00 71"
        person.save()
    sisters = households[2], households[len(households) // 2]
    advisor = Membership.objects.filter(organisation=sisters[0].landlord, role=Role.ADVISOR).order_by("pk").first()
    link(*sisters, LinkKind.FAMILY, advisor)
    propose(twin_of(households[4], today), households[4], advisor)


def house_otherwise(household, status, today):
    home = household.occupancies.get()
    home.status, home.reference, home.proposal, home.proposal_deadline = status, "", "", None
    home.target_on = today + datetime.timedelta(days=150) if status == OccupancyStatus.SLIDING_LEASE else None
    home.starts_on = today - datetime.timedelta(days=260)
    home.save()
    household.rent_debts.all().delete()


def twin_of(household, today):
    """A second file of the same person, opened by a colleague under a name that sounds alike."""
    person = household.persons.get(tie=Tie.REFERENCE)
    twin = Household.objects.create(
        landlord=household.landlord,
        sector=household.sector,
        number=new_number(household.landlord, today),
        name=person.last_name,
        sort_name=household.sort_name,
        composition=household.composition,
    )
    Person.objects.create(
        household=twin,
        civility=person.civility,
        last_name=person.last_name.replace("ll", "l") + "e",
        first_name=person.first_name,
        birth_date=person.birth_date,
        phone=person.phone,
        tie=Tie.REFERENCE,
    )
    Occupancy.objects.create(
        household=twin,
        status=OccupancyStatus.APPLICANT,
        starts_on=today - datetime.timedelta(days=12),
        reference="D-2026-114",
        commune=household.occupancies.first().commune,
    )
    refresh_name(twin)
    link(household, twin, LinkKind.SAME_PERSON, None)
    return twin


def link(one, other, kind, by):
    first, second = sorted((one, other), key=lambda household: household.pk)
    HouseholdLink.objects.create(one=first, other=second, kind=kind, by=by)


def propose(source, target, by):
    """It waits for the landlord's manager."""
    merge = Merge.objects.create(source=source, target=target, state=MergeState.PROPOSED, reason=WHY, proposed_by=by)
    TransitionEntry.objects.create(
        subject_type=Merge._meta.label_lower,
        subject_id=merge.pk,
        action=MERGES.find("propose").action,
        source="",
        target=MergeState.PROPOSED,
        reason=WHY,
        user_id=by.user_id,
        membership_id=by.pk,
    )
