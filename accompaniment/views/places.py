"""The pages of a caseload, one beside the other."""

from django.urls import reverse

from accompaniment.lists import TRANSFER
from accounts.matrix import allows
from core.steps import Page, tabs_of


def places(actor, current):
    pages = [
        Page("caseload", "Suivis", reverse("accompaniment:caseload")),
        Page("contactless", "Sans contact", reverse("accompaniment:contactless")),
        Page("waiting", "En attente", reverse("accompaniment:waiting")),
        Page("diagnostics", "Diagnostics", reverse("accompaniment:diagnostics")),
    ]
    if allows(actor.role, TRANSFER):
        pages.insert(0, Page("team_load", "Charge de l’équipe", reverse("accompaniment:team_load")))
    return tabs_of(pages, current=current)
