"""What the line of time tells before a mesure, and of what the three share (tenants.presentation.timeline)."""

from referrals.enums import MinutesState
from referrals.models import Adhesion, PreliminaryMeeting, Referral, TripartiteMeeting
from referrals.rules import REFERRALS
from tenants.presentation.timeline import Event, Source, name_of

# That it was sent, and each adhesion, stand on rows of their own; that it was begun tells nothing.
TOLD_ELSEWHERE = ("start", "send", "adhere")


def preliminary(household, actor, window):
    """The landlord's own conversation."""
    found = PreliminaryMeeting.objects.visible_to(actor, of=household).filter(household=household)
    found = found.select_related("advisor__user").defer("refusal_reason", "wishes", "remarks")
    return [
        Event(
            one.held_on,
            one.pk,
            "Entretien préalable",
            url=one.get_absolute_url(),
            by=name_of(one.advisor),
            badge=one.get_answer_display(),
            mine=one.advisor_id == actor.pk,
        )
        for one in window.of(found, "held_on")
    ]


def referrals(household, actor, window):
    """That each was sent, then each step it took: announced, received, asked about, answered, corrected, ended."""
    within = Referral.objects.visible_to(actor, of=household).filter(household=household)
    within = within.select_related("advisor__user").defer("announcement", "motive")
    sent = [
        Event(
            one.day,
            one.pk,
            f"Fiche de liaison {one.number}",
            url=one.get_absolute_url(),
            by=name_of(one.advisor),
            badge=one.get_state_display(),
        )
        for one in window.at(within.filter(sent_at__isnull=False), "sent_at")
    ]
    told = {one.pk: one for one in within}
    return sent + [
        Event(
            step.day,
            step.pk,
            f"{words}, fiche {one.number}",
            url=one.get_absolute_url(),
            by=str(step.user or ""),
        )
        for one, step, words in window.steps(told, REFERRALS, silent=TOLD_ELSEWHERE)
    ]


def meetings(household, actor, window):
    found = TripartiteMeeting.objects.visible_to(actor, of=household).filter(household=household)
    texts = ("place", "problems", "improvements", "household_words", "remarks")
    return [
        Event(
            one.held_on,
            one.pk,
            one.get_kind_display(),
            url=one.get_absolute_url(),
            badge=one.get_state_display() if one.state != MinutesState.OPEN else "",
        )
        for one in window.of(found.exclude(state=MinutesState.CANCELLED).defer(*texts), "held_on")
    ]


def adhesions(household, actor, window):
    """An answer at its day; its withdrawal at its own."""
    found = Adhesion.objects.visible_to(actor, of=household).filter(household=household).kept()
    texts = ("refusal_reason", "withdrawal_reason", "cancel_reason", "signature", "cosignature")
    found = found.defer(*texts)
    given = [
        Event(
            one.on,
            one.pk,
            f"{one.get_kind_display()} : {'adhésion' if one.given else 'refus'}",
            badge="Retirée" if one.withdrawn_on else "",
        )
        for one in window.of(found)
    ]
    return given + [
        Event(one.withdrawn_on, one.pk, f"{one.get_kind_display()} : adhésion retirée")
        for one in window.ended(found, "withdrawn_on", "on")
    ]


SOURCES = (
    Source("prealables", "Entretiens préalables", "preliminary.read", preliminary),
    Source("fiches", "Fiches", "referrals.read", referrals),
    Source("rencontres", "Rencontres tripartites", "tripartite.read", meetings),
    Source("adhesions", "Adhésions", "adhesions.read", adhesions),
)
