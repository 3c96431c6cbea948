"""What the page of a household shows of its referrals."""

from django.urls import reverse

from accounts.matrix import allows
from referrals.enums import ReferralState
from referrals.models import Referral
from referrals.rules import REFERRALS
from referrals.state_words import state_words
from tenants.panels import MAIN, Panel, Pending

SHOWN = 3
# What the landlord is to do something about.
LANDLORDS_TURN = (ReferralState.DRAFT, ReferralState.ANNOUNCED, ReferralState.INFORMATION_REQUESTED)


def referral_panel(household, actor, today):
    if not allows(actor.role, "referrals.read"):
        return None
    within = Referral.objects.visible_to(actor).filter(household=household).select_related("convention__operator")
    found = list(within.order_by("-created_at", "-pk")[: SHOWN + 1])
    may_start = allows(actor.role, "referrals.write")
    if not found and not may_start:
        return None
    return Panel(
        "Fiches de liaison",
        "referrals/_panel.html",
        {
            "rows": [(one, state_words(one.state, actor.role)) for one in found[:SHOWN]],
            "start_url": reverse("referrals:referral_start", args=[household.pk]) if may_start else "",
        },
        place=MAIN,
        more_url=reverse("referrals:of_household", args=[household.pk]) if found else "",
        more_label="Tout voir" if found else "",
        pending=pending_of(found, actor),
    )


def pending_of(found, actor):
    if not allows(actor.role, "referrals.write"):
        return None
    for one in found:
        if one.state in LANDLORDS_TURN:
            words = state_words(one.state, actor.role)
            return Pending(
                f"Fiche {one.number} : {words.label.lower()}.",
                words.sentence,
                one.get_absolute_url(),
                "Ouvrir la fiche",
            )
    return None


def referral_trail(household, actor):
    """The steps that its referrals took, for the history of the file (tenants.file_history)."""
    if not allows(actor.role, "referrals.read"):
        return []
    within = Referral.objects.visible_to(actor).filter(household=household).order_by("pk")
    return [(one, REFERRALS, one.number) for one in within]
