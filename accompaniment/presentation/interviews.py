"""What is shown of an entry: how it went in a word, who was there, what was corrected of it."""

import datetime
import itertools
from dataclasses import dataclass

from accompaniment.enums import InterviewKind, InterviewOutcome
from accompaniment.models import Accompaniment, Interview, Publication
from accounts.matrix import allows
from core.wording import clock_time, minutes
from referrals.models import Referral
from tenants.models import GuardedContact

# What a correction may have changed, in the words of the page.
TOLD = {
    "kind": "la nature",
    "outcome": "le déroulement",
    "outcome_by": "le déroulement",
    "on": "le jour",
    "at": "l’heure",
    "minutes": "la durée",
    "place_kind": "le lieu",
    "attempt_way": "le moyen",
    "attempt_result": "le résultat",
    "themes": "les thèmes",
    "others": "les présents",
    "team_text": "le texte de l’équipe",
}
TONES = {InterviewOutcome.HELD: "", InterviewOutcome.MISSED: "soon", InterviewOutcome.CANCELLED: "soon"}


@dataclass(frozen=True)
class Told:
    """A line of a list. `standing`: what the landlord reads of it, if anything."""

    interview: Interview
    badge: str
    tone: str
    tags: list
    when: str
    published: bool


@dataclass(frozen=True)
class Correction:
    """What an entry said before. `before`: its text for the team, where that was changed."""

    at: datetime.datetime
    what: list
    before: str


def told(interviews):
    """Three statements, however many rows; `interviews` with their author."""
    rows = list(interviews)
    keys = [row.pk for row in rows]
    published = set(Publication.objects.standing().filter(interview__in=keys).values_list("interview", flat=True))
    return [line_of(row, row.pk in published) for row in rows]


def line_of(interview, published):
    badge, tone = badge_of(interview)
    tags = [interview.get_attempt_result_display()] if interview.kind == InterviewKind.ATTEMPT else []
    return Told(interview, badge, tone, tags, time_of(interview), published)


def badge_of(interview):
    """How it went, where that is not that it took place."""
    if interview.cancelled_at:
        return "Entrée annulée", "late"
    if interview.outcome == InterviewOutcome.HELD:
        return "", ""
    return f"{interview.get_outcome_display()} : {interview.get_outcome_by_display().lower()}", TONES[interview.outcome]


def time_of(interview):
    parts = [clock_time(interview.at) if interview.at else "", minutes(interview.minutes) if interview.minutes else ""]
    return ", ".join(part for part in parts if part)


def themes_of(interview):
    """In the words of the programme; a code that its version no longer knows is told as it is."""
    if not interview.themes or interview.accompaniment is None:
        return []
    known = {one.code: one.label for one in interview.accompaniment.programme_version.content.individual_themes}
    return [known.get(code, code) for code in interview.themes]


def corrections_of(interview):
    """From its history, latest first: what changed, and what the team read before. A private note leaves none.

    What was empty is completed, not corrected.
    """
    events = list(interview.events.order_by("pgh_id"))
    found = []
    for before, after in itertools.pairwise(events):
        what = [
            words for name, words in TOLD.items() if getattr(before, name) not in ("", None, [], getattr(after, name))
        ]
        if what:
            text = before.team_text if before.team_text != after.team_text else ""
            found.append(Correction(after.pgh_created_at, list(dict.fromkeys(what)), text))
    return found[::-1]


def mesures_of(household, actor, *, open_on=None):
    """Of this household, those in which this worker may write; `open_on`: that ran on the day."""
    found = Accompaniment.objects.writable_by(actor).filter(household=household)
    found = found.open_on(open_on) if open_on else found
    return list(found.select_related("convention__programme", "programme_version").order_by("-starts_on", "pk"))


def notes_entries(household, actor):
    return allows(actor.role, "contacts.write") and household.is_writable_by(actor)


def received_convention(household, actor):
    """Under which the operator received a fiche of this household: the latest, or None."""
    received = Referral.objects.filter(
        household=household, received_at__isnull=False, convention__operator=actor.organisation_id
    )
    found = received.select_related("convention").order_by("-received_at").first()
    return found.convention if found else None


def safe_channel_of(household):
    """How somebody in danger is reached; None where nobody is guarded. Asked by who has the household in hand."""
    return GuardedContact.objects.filter(household=household, lifted_on=None).first() if household.guarded else None
