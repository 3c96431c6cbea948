"""A household is opened: its persons, its lease, its number; after a look at what may be the same one."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from core.counters import next_number
from core.errors import DomainError
from core.normalise import plain
from programmes.enums import OccupancyStatus
from tenants.enums import Tie
from tenants.models import Household, Occupancy, Person
from tenants.rules import LONGEST_NAME, birth_date_problem, expected_problem, household_name
from tenants.services.index import index_new

NOT_YOURS = "Un dossier s’ouvre par une conseillère, chez son propre bailleur."
NOT_YET = "L’entrée dans les lieux n’a pas encore eu lieu : choisissez « Demandeur »."
NO_SUCH_DAY = "Ce jour n’est pas encore venu : choisissez aujourd’hui ou un jour passé."
NO_REFERENCE = "Un ménage a une personne de référence, et une seule."


@transaction.atomic
def create_household(*, landlord, sector=None, values=None, persons, occupancy=None, by):
    """`values`, each of `persons` and `occupancy` are what the fields of these models take."""
    if by.role != Role.ADVISOR or by.organisation_id != landlord.pk:
        raise DomainError(NOT_YOURS)
    if sector and sector.landlord_id != landlord.pk:
        raise DomainError("Ce secteur est celui d’un autre bailleur.", field="sector")
    today = timezone.localdate()
    built = [Person(**person) for person in persons]
    check_persons(built, today)
    household = Household(
        landlord=landlord,
        sector=sector,
        number=new_number(landlord, today),
        created_by=by,
        **names_of(built),
        **(values or {}),
    )
    # The objects at the other end of its keys were read a moment ago.
    household.clean_fields(exclude=["name", "number", "landlord", "sector", "created_by"])
    household.save(force_insert=True)
    homes = [Occupancy(**occupancy)] if occupancy else []
    for part in [*built, *homes]:
        save_part(part, household, today)
    index_new(household, built, homes)
    return household


def new_number(landlord, today):
    """« 2026-00012 »: of the landlord and the year."""
    return f"{today.year}-{next_number(f'household:{landlord.pk}:{today.year}'):05d}"


def check_persons(persons, today):
    if [person.tie for person in persons].count(Tie.REFERENCE) != 1:
        raise DomainError(NO_REFERENCE)
    for person in persons:
        if problem := birth_date_problem(person.birth_date, today):
            raise DomainError(problem, field="birth_date")


def save_part(part, household, today):
    """What the constraints of its table hold is said before, without asking it for each."""
    part.household = household
    if isinstance(part, Occupancy):
        check_occupancy(part, today)
    part.clean_fields(exclude=["household"])
    part.save(force_insert=True)


def check_occupancy(occupancy, today):
    if occupancy.starts_on > today:
        words = NO_SUCH_DAY if occupancy.status == OccupancyStatus.APPLICANT else NOT_YET
        raise DomainError(words, field="starts_on")
    if occupancy.status == OccupancyStatus.TENANT and not occupancy.reference:
        raise DomainError("Indiquez la référence du bail.", field="reference")
    if problem := expected_problem(occupancy):
        raise DomainError(problem[1], field=problem[0])


def names_of(persons):
    """The name of the household and how it is sorted, by its reference person, then its co-holders."""
    named = [person for person in persons if person.tie == Tie.REFERENCE]
    named += [person for person in persons if person.holds_lease and person.tie != Tie.REFERENCE]
    named = named or list(persons)[:1]
    sorted_by = " ".join(f"{person.last_name} {person.first_name}" for person in named)
    name = household_name([(person.first_name, person.last_name) for person in named])
    return {"name": name, "sort_name": plain(sorted_by)[:LONGEST_NAME]}


def refresh_name(household):
    """After a person came, left or changed; without persons, the name that it had."""
    present = list(household.persons.present().order_by("-holds_lease", "birth_date", "pk"))
    if present:
        names = names_of(present)
        Household.objects.filter(pk=household.pk).update(**names)
        for name, value in names.items():
            setattr(household, name, value)
