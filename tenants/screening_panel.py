"""« Éligibilité », on the page of a household and in its list: what was checked, in words."""

from dataclasses import dataclass

from django.urls import reverse

from programmes.models import ProgrammeVersion
from tenants.models import Screening
from tenants.panels import Panel
from tenants.rules.screening import Result, screening_result

SHOWN = 3


@dataclass(frozen=True)
class Told:
    """A check, its programme and its result in words."""

    screening: Screening
    version: ProgrammeVersion
    result: Result


def told(screenings):
    """The definitions are read once each, however many rows."""
    rows = list(screenings)
    versions = ProgrammeVersion.objects.in_bulk({row.programme_version_id for row in rows})
    return [_told(row, versions[row.programme_version_id]) for row in rows]


def _told(screening, version):
    result = screening_result(version.content.screening, screening.prerequisites, screening.criteria)
    return Told(screening, version, result)


def screening_panel(household, actor, today):
    """The latest checks; where there is none yet, that is what comes first."""
    latest = Screening.objects.visible_to(actor).filter(household=household)[:SHOWN]
    return Panel(
        "Éligibilité",
        "tenants/_screening_panel.html",
        {"screenings": told(latest)},
        more_url=reverse("tenants:screenings", args=[household.pk]),
        more_label="Vérifier, relire",
    )
