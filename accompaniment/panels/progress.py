"""What the page of a household tells the landlord of how it goes: a number of contacts for each of the last months."""

from django.urls import reverse

from accompaniment.models import Accompaniment
from accompaniment.presentation.progress import contacts_told
from accounts.matrix import allows
from core.wording import month_name
from tenants.models import AskedOf
from tenants.panels import MAIN, Panel

MONTHS = 3


@AskedOf
def latest_mesure(household, reader):
    return Accompaniment.objects.visible_to(reader, of=household)[:1]


def progress_panel(household, actor, today):
    """The association has the entries themselves."""
    if not allows(actor.role, "progress.read"):
        return None
    found = latest_mesure(household, actor)
    if not found:
        return None
    contacts = contacts_told(found[0], today, most=MONTHS)
    return Panel(
        "Avancement",
        "accompaniment/_progress_panel.html",
        {"facts": [(month_name(month).capitalize(), number) for month, number in reversed(contacts)]},
        place=MAIN,
        more_url=reverse("accompaniment:progress", args=[household.pk]),
        more_label="Où en est le suivi",
    )
