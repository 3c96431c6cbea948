"""What the head may ask of a file as a whole; it costs no query."""

from django.urls import reverse

from accounts.matrix import allows
from tenants.panels import Panel


def whole_file_panel(household, actor, today):
    links = [
        (label, reverse(name, args=[household.pk]))
        for label, action, name in (("Qui a regardé ce dossier", "access_log.of_file", "accompaniment:looks"),)
        if allows(actor.role, action)
    ]
    if allows(actor.role, "team_text.read"):
        links.append(("Imprimer le dossier", reverse("accompaniment:whole_file", args=[household.pk])))
    if allows(actor.role, "private_note.read"):
        address = reverse("accompaniment:whole_file", args=[household.pk])
        links.append(("Imprimer avec mes notes privées", f"{address}?notes=1"))
    return Panel("Dossier complet", "accompaniment/_whole_file_panel.html", {"links": links}) if links else None
