"""« Éligibilité », on the page of a household and in its list: what was checked, in words."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.matrix import allows
from core.trail import Line
from core.wording import plain_date
from programmes.models import ProgrammeVersion
from tenants.models import AskedOf, Entrustment, Screening
from tenants.panels import Panel, Pending
from tenants.presentation.history import MOST_EVENTS
from tenants.rules.screening import Result, screening_result

SHOWN = 3


@dataclass(frozen=True)
class Told:
    """A check, its programme and its result in words."""

    screening: Screening
    version: ProgrammeVersion
    result: Result


def told(screenings):
    """Of rows that come `with_version`."""
    return [_told(row, row.programme_version) for row in screenings]


def with_version(screenings):
    return screenings.select_related("programme_version")


def _told(screening, version):
    result = screening_result(version.content.screening, screening.prerequisites, screening.criteria)
    return Told(screening, version, result)


@AskedOf
def latest_screenings(household, reader):
    return with_version(Screening.objects.visible_to(reader, of=household))[:SHOWN]


def screening_panel(household, actor, today):
    """The latest checks; where there is none yet, that is what comes first."""
    latest = told(latest_screenings(household, actor))
    url = reverse("tenants:screenings", args=[household.pk])
    return Panel(
        "Éligibilité",
        "tenants/_screening_panel.html",
        {"screenings": latest},
        more_url=url,
        more_label="Vérifier, relire",
        pending=None if latest else first_check(household, actor, url),
    )


def first_check(household, actor, url):
    """Where a new file leads next; one that is already entrusted is past it."""
    if not allows(actor.role, "screenings.write") or not household.is_writable_by(actor):
        return None
    if Entrustment.objects.filter(household=household).exists():
        return None
    return Pending("L’éligibilité n’est pas encore vérifiée.", "", url, "Vérifier l’éligibilité", "info")


def screening_trail(household, actor):
    """What was checked, for the history of the file: a check is never rewritten."""
    if not allows(actor.role, "screenings.read"):
        return []
    found = Screening.objects.visible_to(actor, of=household).filter(household=household).defer("help_in_place")
    found = found.select_related("programme_version", "by__user").order_by("-created_at", "pk")[:MOST_EVENTS]
    return [
        Line(
            one.created_at,
            f"Éligibilité vérifiée ({'éligible' if one.passed else 'non éligible'})",
            f"{one.programme_version.label}, le {plain_date(one.on)}",
            "",
            str(one.by.user),
        )
        for one in found
    ]
