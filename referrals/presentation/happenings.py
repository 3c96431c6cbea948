"""What the line of time tells before a mesure, and of what the three share (tenants.presentation.timeline)."""

from django.utils import timezone

from referrals.enums import MinutesState
from referrals.models import Adhesion, PreliminaryMeeting, Referral, TripartiteMeeting
from referrals.rules import REFERRALS
from tenants.presentation.timeline import Event, Rows, Source, name_of, words_of

# That it was sent, and each adhesion, stand on rows of their own; that it was begun tells nothing.
STEPS = words_of(REFERRALS, silent=("start", "send", "adhere"))


@Rows
def conversations(household, reader, window):
    found = PreliminaryMeeting.objects.visible_to(reader, of=household).filter(household=household.pk)
    found = found.select_related("advisor__user").defer("refusal_reason", "wishes", "remarks")
    return window.of(found, "held_on")


def preliminary(household, actor, window):
    """The landlord's own conversation."""
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
        for one in conversations(household, actor, window)
    ]


def fiches_within(household, reader):
    return Referral.objects.visible_to(reader, of=household).filter(household=household.pk)


@Rows
def fiches(household, reader, window):
    return fiches_within(household, reader).select_related("advisor__user").defer("announcement", "motive")


@Rows
def steps_of_fiches(household, reader, window):
    return window.steps(fiches_within(household, reader), STEPS)


def referrals(household, actor, window):
    """That each was sent, then each step it took: announced, received, asked about, answered, corrected, ended."""
    known = {one.pk: one for one in fiches(household, actor, window)}
    days = {key: timezone.localdate(one.sent_at) for key, one in known.items() if one.sent_at}
    sent = [
        Event(
            days[one.pk],
            one.pk,
            f"Fiche de liaison {one.number}",
            url=one.get_absolute_url(),
            by=name_of(one.advisor),
            badge=one.get_state_display(),
        )
        for one in known.values()
        if window.keeps(days.get(one.pk), one.pk)
    ]
    return sent + [
        Event(
            step.day,
            step.pk,
            f"{STEPS[step.action]}, fiche {known[step.subject_id].number}",
            url=known[step.subject_id].get_absolute_url(),
            by=str(step.user or ""),
        )
        for step in steps_of_fiches(household, actor, window)
    ]


@Rows
def minutes(household, reader, window):
    found = TripartiteMeeting.objects.visible_to(reader, of=household).filter(household=household.pk)
    texts = ("place", "problems", "improvements", "household_words", "remarks")
    return window.of(found.exclude(state=MinutesState.CANCELLED).defer(*texts), "held_on")


def meetings(household, actor, window):
    return [
        Event(
            one.held_on,
            one.pk,
            one.get_kind_display(),
            url=one.get_absolute_url(),
            badge=one.get_state_display() if one.state != MinutesState.OPEN else "",
        )
        for one in minutes(household, actor, window)
    ]


@Rows
def answers(household, reader, window):
    found = Adhesion.objects.visible_to(reader, of=household).filter(household=household.pk).kept()
    return found.defer("refusal_reason", "withdrawal_reason", "cancel_reason", "signature", "cosignature")


def adhesions(household, actor, window):
    """An answer at its day; its withdrawal at its own."""
    told, withdrawn = window.both_ends(answers(household, actor, window), "on", "withdrawn_on")
    given = [
        Event(
            one.on,
            one.pk,
            f"{one.get_kind_display()} : {'adhésion' if one.given else 'refus'}",
            badge="Retirée" if one.withdrawn_on else "",
        )
        for one in told
    ]
    return given + [
        Event(one.withdrawn_on, one.pk, f"{one.get_kind_display()} : adhésion retirée") for one in withdrawn
    ]


SOURCES = (
    Source("prealables", "Entretiens préalables", "preliminary.read", preliminary),
    Source("fiches", "Fiches", "referrals.read", referrals),
    Source("rencontres", "Rencontres tripartites", "tripartite.read", meetings),
    Source("adhesions", "Adhésions", "adhesions.read", adhesions),
)
