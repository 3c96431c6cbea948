"""What the page of a household shows of the follow-up: to the team its notes, to the advisor what was published."""

from django.urls import reverse
from django.utils import timezone

from accompaniment.models import Interview, Publication
from accompaniment.presentation.interviews import badge_of, notes_entries
from accounts.matrix import allows
from referrals.panels.appointments import coming_and_past, latest_appointments
from referrals.rules.moments import in_words
from tenants.models import AskedOf
from tenants.panels import MAIN, Panel

SHOWN = 3


@AskedOf
def latest_interviews(household, reader):
    within = Interview.objects.visible_to(reader, of=household)
    return within.select_related("author__user").defer("team_text", "others", "cancel_reason")[:SHOWN]


@AskedOf
def last_contact(household, reader):
    return Interview.objects.visible_to(reader, of=household).contacts().order_by("-on").values_list("on")[:1]


@AskedOf
def latest_publications(household, reader):
    return Publication.objects.visible_to(reader, of=household)[:SHOWN]


def interviews_panel(household, actor, today):
    """To the team: the last contact, the next appointment, and the button that notes an entry."""
    if not allows(actor.role, "team_text.read"):
        return None
    found = latest_interviews(household, actor)
    writes = notes_entries(household, actor)
    if not found and not writes:
        return None
    coming, _ = coming_and_past(latest_appointments(household, actor), timezone.now())
    met = last_contact(household, actor) if found else []
    return Panel(
        "Entretiens",
        "accompaniment/_interviews_panel.html",
        {
            "rows": [(one, *badge_of(one)) for one in found],
            "last": met[0][0] if met else None,
            "coming": (coming[0], in_words(coming[0].starts_at)) if coming else None,
        },
        place=MAIN,
        more_url=reverse("accompaniment:interviews", args=[household.pk]),
        more_label="Tout lire",
        at_hand=("Noter un entretien", reverse("accompaniment:quick_entry", args=[household.pk])) if writes else None,
    )


def publications_panel(household, actor, today):
    """To the advisor: what the team chose to tell her."""
    if allows(actor.role, "team_text.read") or not allows(actor.role, "published.read"):
        return None
    found = latest_publications(household, actor)
    if not found:
        return None
    return Panel(
        "Suivi publié",
        "accompaniment/_publications_panel.html",
        {"publications": found},
        place=MAIN,
        more_url=reverse("accompaniment:publications", args=[household.pk]),
        more_label="Tout lire",
    )
