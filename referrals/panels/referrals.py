"""What the page of a household shows of its referrals."""

from dataclasses import replace

from django.urls import reverse

from accounts.matrix import allows
from referrals.models import Referral
from referrals.presentation.decisions import decision_on
from referrals.presentation.of_household import referrals_of
from referrals.rules import REFERRALS
from tenants.panels import MAIN, Panel, Pending

SHOWN = 3


def referral_panel(household, actor, today):
    if not allows(actor.role, "referrals.read"):
        return None
    found = referrals_of(household, actor)
    rows = [(one, one.standing(actor.role, today)) for one in found[:SHOWN]]
    may_start = allows(actor.role, "referrals.write")
    if not found and not may_start:
        return None
    return Panel(
        "Fiches de liaison",
        "referrals/_panel.html",
        {"rows": rows, "start_url": reverse("referrals:referral_start", args=[household.pk]) if may_start else ""},
        place=MAIN,
        more_url=reverse("referrals:of_household", args=[household.pk]) if found else "",
        more_label="Tout voir" if found else "",
        pending=pending_of(rows, actor.role) if household.is_in_hands_of(actor) else None,
    )


def pending_of(rows, role):
    """The first fiche about which this role is to do something."""
    for one, standing in rows:
        if standing.acts:
            title = f"Fiche {one.number} : {standing.words.lower()}."
            tone = "late" if standing.late else ""
            fiche = Pending(title, standing.next_step, one.get_absolute_url(), "Ouvrir la fiche", tone)
            decision = decision_on(one, standing, role)
            return replace(decision, title=title) if decision else fiche
    return None


def referral_trail(household, actor):
    """The steps that its referrals took, for the history of the file (tenants.presentation.history)."""
    if not allows(actor.role, "referrals.read"):
        return []
    within = Referral.objects.visible_to(actor, of=household).order_by("pk")
    return [(one, REFERRALS, one.number) for one in within]
