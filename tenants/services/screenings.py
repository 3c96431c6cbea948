"""The eligibility of a household is checked. Without the attestation nothing at all is written, by anybody."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from accounts.matrix import allows
from core.errors import DomainError
from programmes.models import Convention, ProgrammeVersion
from tenants.enums import YesNoUnknown
from tenants.models import Household, Screening
from tenants.rules.screening import (
    Facts,
    Period,
    admits,
    in_order,
    not_admitted,
    screening_result,
    unknown_codes,
    wrong_day,
)

NOT_ATTESTED = (
    "Sans cette attestation, la vérification ne peut pas être terminée : rien n’en est conservé. Si une exclusion "
    "s’applique, voyez plus bas ce qui pourrait convenir d’autre."
)
NOT_YOURS = "L’éligibilité se vérifie par une conseillère, pour un ménage de son bailleur."
ANOTHER_PROGRAMME = "Un des points cochés n’est pas de cette version du dispositif : rechargez la page."


@transaction.atomic
def record_screening(
    *,
    household,
    version,
    prerequisites,
    criteria,
    attested=False,
    isolated=YesNoUnknown.UNKNOWN,
    need_expressed=YesNoUnknown.UNKNOWN,
    help_in_place="",
    on,
    by,
):
    """Keep what was ticked under this version of the programme, passed or not. `attested`: no exclusion applies."""
    asked = version.content.screening
    if asked.exclusions and not attested:
        raise DomainError(NOT_ATTESTED, field="attested")
    writable = Household.objects.writable_by(by).filter(landlord=by.organisation_id)
    if not allows(by.role, "screenings.write") or not writable.filter(pk=household.pk).exists():
        raise DomainError(NOT_YOURS)
    if unknown_codes(asked, prerequisites, criteria):
        raise DomainError(ANOTHER_PROGRAMME)
    check_day(household, version, on)
    screening = Screening(
        household=household,
        programme_version=version,
        on=on,
        by=by,
        prerequisites=in_order(asked.prerequisites, prerequisites),
        criteria=in_order(asked.criteria, criteria),
        isolated=isolated,
        need_expressed=need_expressed,
        help_in_place=help_in_place,
        passed=screening_result(asked, prerequisites, criteria).passed,
    )
    screening.clean_fields()
    screening.save(force_insert=True)
    return screening


def check_day(household, version, on):
    """The household is there, in a situation that the programme admits, and a convention runs."""
    running = Convention.objects.filter(landlord=household.landlord_id, programme=version.programme_id)
    problem = wrong_day(
        on,
        today=timezone.localdate(),
        since=household.occupancies.aggregate(first=Min("starts_on"))["first"],
        conventions=[Period(*dates) for dates in running.values_list("starts_on", "ends_on").order_by("pk")],
    )
    if problem:
        raise DomainError(problem, field="on")
    status = facts_of(household, on).status
    if not admits(version.content, status):
        raise DomainError(not_admitted(version.content, status))


def facts_of(household, day):
    """What the file tells on a day of what a programme may ask."""
    occupancy = household.occupancies.open_on(day).first()
    return Facts(
        holds_lease=household.persons.present().filter(holds_lease=True).exists(),
        status=occupancy.status if occupancy else "",
        by_transport=occupancy.by_transport if occupancy else YesNoUnknown.UNKNOWN,
    )


@dataclass(frozen=True)
class Proposal:
    """A convention of the landlord that runs, and whether its programme is meant for this household."""

    convention: Convention
    version: ProgrammeVersion
    refusal: str = ""


def proposals_for(household, actor, today):
    """What may be proposed to the household first, then what may not, with the reason."""
    running = Convention.objects.visible_to(actor).open_on(today).filter(landlord=household.landlord_id)
    conventions = list(running.select_related("operator").order_by("reference"))
    programmes = {convention.programme_id for convention in conventions}
    current = ProgrammeVersion.objects.filter(programme__in=programmes).current()
    versions = {version.programme_id: version for version in current}
    status = facts_of(household, today).status
    found = []
    for convention in conventions:
        version = versions[convention.programme_id]
        refusal = "" if admits(version.content, status) else not_admitted(version.content, status)
        found.append(Proposal(convention, version, refusal))
    return sorted(found, key=lambda proposal: bool(proposal.refusal))
