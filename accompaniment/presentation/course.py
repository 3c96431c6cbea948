"""How a mesure went, up to a day, as the three know it: what was named at the start, who was there, how long it lasted,
what was interrupted or prolonged. Of an interruption its days alone; of an objective, the text that was published.

Plain data, kept with a bilan that is proposed; then in words.
"""

import datetime
from collections import defaultdict

from django.utils import timezone

from accompaniment.enums import ExtensionState, ObjectiveState
from accompaniment.models import Publication, Suspension
from accompaniment.rules.mesures import ONE_DAY, days_words
from core.wording import plain_date, span_of_days
from programmes.enums import AdhesionKind
from referrals.enums import MeetingKind, MinutesState, Party
from referrals.models import Adhesion, TripartiteMeeting
from referrals.rules.meetings import named_problems
from tenants.enums import AssignmentKind
from tenants.models import Assignment


def course_facts(review) -> dict:
    mesure, on = review.accompaniment, review.on
    return {
        "named": named_at_the_start(mesure, on),
        "worker": worker_on(mesure, on),
        "advisor": str(mesure.referral.advisor.user) if mesure.referral else "",
        "present": present_at(review.meeting) if review.meeting else [],
        "adhesions": adhesions_of(mesure, on),
        "suspensions": suspensions_of(mesure, on),
        "prolonged": [one.isoformat() for one in agreed_extensions(mesure, on)],
        "objectives": published_objectives(mesure, on),
    }


def named_at_the_start(mesure, until) -> dict:
    """By the three in the meeting that began the stay; where that says nothing, by the landlord in its fiche."""
    met, fiche = meeting_of_the_start(mesure, until), named_in_the_fiche(mesure, until)
    said = {"problems": met.problems.strip(), "improvements": met.improvements.strip()} if met else {}
    return {name: said.get(name) or words for name, words in fiche.items()}


def named_in_the_fiche(mesure, until=None) -> dict:
    """What the landlord noticed, and what it hopes for."""
    sheet = sheet_of(mesure, until)
    if sheet is None:
        return {"problems": "", "improvements": ""}
    problems = named_problems(mesure.programme_version.content, sheet.problem_codes, sheet.problems)
    return {"problems": problems, "improvements": sheet.improvements.strip()}


def meeting_of_the_start(mesure, until):
    within = TripartiteMeeting.objects.filter(household=mesure.household_id, convention=mesure.convention_id)
    held = within.filter(kind=MeetingKind.START, held_on__lte=until).exclude(state=MinutesState.CANCELLED)
    if mesure.previous_id:
        held = held.filter(held_on__gte=mesure.previous.ends_on or mesure.starts_on)
    return held.order_by("-held_on", "-created_at").first()


def sheet_of(mesure, until=None):
    """The fiche that the mesure answers, in the version that stood on that day: frozen since it was sent."""
    if mesure.referral is None:
        return None
    sent = mesure.referral.sheets.issued()
    sent = sent.filter(issued_at__date__lte=until) if until else sent
    return sent.order_by("-number").first()


def worker_on(mesure, day) -> str:
    """The one interlocutor; on the day on which the file changed hands, who takes over."""
    hers = Assignment.objects.open_on(day).filter(
        household=mesure.household_id,
        kind=AssignmentKind.PRIVILEGED,
        membership__organisation=mesure.convention.operator_id,
    )
    found = hers.select_related("membership__user").order_by("-starts_on", "pk").first()
    return str(found.membership.user) if found else ""


def present_at(meeting):
    """[[party, name]] of whoever was there."""
    return [[one.party, one.name] for one in meeting.participants.filter(present=True)]


def adhesions_of(mesure, until):
    """[[kind, since when, withdrawn when]], of each kind once: the household adheres while one of its members does."""
    given = Adhesion.objects.kept().filter(
        household=mesure.household_id, convention=mesure.convention_id, given=True, on__lte=until
    )
    days = defaultdict(list)
    for kind, on, withdrawn in given.values_list("kind", "on", "withdrawn_on"):
        if withdrawn is None or withdrawn >= mesure.starts_on:
            days[kind].append((on, withdrawn if withdrawn and withdrawn <= until else None))
    return [
        [kind, min(on for on, _ in found).isoformat(), last_of([withdrawn for _, withdrawn in found])]
        for kind in AdhesionKind
        if (found := days.get(kind))
    ]


def last_of(withdrawn):
    return "" if None in withdrawn else max(withdrawn).isoformat()


def suspensions_of(mesure, until):
    found = Suspension.objects.filter(phase__accompaniment=mesure, starts_on__lte=until).order_by("starts_on")
    return [[first.isoformat(), last.isoformat() if last else ""] for first, last in days_of(found)]


def days_of(suspensions):
    return suspensions.values_list("starts_on", "ends_on")


def agreed_extensions(mesure, until):
    agreed = mesure.extensions.filter(state=ExtensionState.AGREED, answered_on__lte=until)
    return agreed.order_by("answered_on", "pk").values_list("until", flat=True)


def published_objectives(mesure, until):
    """What the landlord was told of them, and how far each has come; not published, it is not here."""
    told = Publication.objects.standing().filter(objective__accompaniment=mesure, objective__agreed_on__lte=until)
    found = told.select_related("objective").order_by("on", "published_at", "pk")
    return [{"key": str(one.pk), "text": one.text, "state": one.objective.state} for one in found]


# In words


def course_words(facts: dict, review, *, reads_published: bool) -> dict:
    """`facts` as `course_facts` gives them; of a bilan that was kept earlier, some are not there."""
    first, named = review.accompaniment.starts_on, facts.get("named", {})
    return {
        "lasted": lasted(first, review.on),
        "problems": named.get("problems", ""),
        "improvements": named.get("improvements", ""),
        "worker": facts.get("worker", ""),
        "advisor": facts.get("advisor", ""),
        "present": present_words(facts.get("present", [])),
        "adhesions": [adhesion_words(*one) for one in facts.get("adhesions", [])],
        "suspensions": [
            days_words(day_of(begins), day_of(ends), review.on) for begins, ends in facts.get("suspensions", [])
        ],
        "prolonged": [day_of(until) for until in facts.get("prolonged", [])],
        "objectives": still_published(facts.get("objectives", [])) if reads_published else [],
    }


def lasted(first: datetime.date, last: datetime.date) -> str:
    """« 8 mois », both days within."""
    after = last + ONE_DAY
    return span_of_days((after - first).days, first, after)


def present_words(present):
    """[(side, names)]"""
    names = defaultdict(list)
    for party, name in present:
        names[party].append(name)
    return [(party.label, ", ".join(names[party])) for party in Party if party in names]


def adhesion_words(kind, on, withdrawn):
    words = f"depuis le {plain_date(day_of(on))}"
    if withdrawn:
        words = days_words(day_of(on), day_of(withdrawn), timezone.localdate())
    return AdhesionKind(kind).label, words


def still_published(objectives):
    """What was taken back since is read no more, in a bilan either."""
    keys = [one["key"] for one in objectives]
    standing = {str(key) for key in Publication.objects.standing().filter(pk__in=keys).values_list("pk", flat=True)}
    return [(one["text"], ObjectiveState(one["state"])) for one in objectives if one["key"] in standing]


def day_of(text):
    return datetime.date.fromisoformat(text) if text else None
