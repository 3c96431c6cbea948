"""What was recorded of a mesure up to a day, for its bilan: what the three may read, and what the team alone reads.

Computed while the bilan is written, kept with it (plain data) when it is proposed.
"""

from collections import Counter
from decimal import Decimal

from accompaniment.enums import ActionKind, ActionState, Moment, ObjectiveState, ReviewState
from accompaniment.models import Interview, Review, ReviewSituation
from accompaniment.presentation.contacts import contacts_by_month
from accompaniment.presentation.course import course_facts, course_words, day_of
from core.wording import count
from referrals.enums import CommitmentOutcome, MinutesState, Party
from referrals.models import Commitment
from tenants.models import EvictionStage, RentDebt

WRITTEN = (ReviewState.DRAFT, ReviewState.SENT_BACK)


def shared_facts(review) -> dict:
    """How it went, numbers of contacts and what the three promised: nothing of what was said."""
    mesure = review.accompaniment
    months = contacts_by_month(mesure.household_id, mesure.convention_id, mesure.starts_on, review.on)
    return {
        "since": mesure.starts_on.isoformat(),
        "contacts": [[month.isoformat(), number] for month, number in months.items()],
        "commitments": [
            {
                "party": one.party,
                "text": one.text,
                "due_on": one.due_on and one.due_on.isoformat(),
                "outcome": one.outcome,
            }
            for one in commitments_of(mesure, review.on)
        ],
        **course_facts(review),
    }


def commitments_of(mesure, until):
    """Of the minutes that stand, between the first day and this one; those of the start come before it."""
    within = Commitment.objects.filter(
        meeting__household=mesure.household_id, meeting__convention=mesure.convention_id, meeting__held_on__lte=until
    )
    if mesure.previous_id:
        within = within.filter(meeting__held_on__gte=mesure.previous.ends_on or mesure.starts_on)
    return within.exclude(meeting__state=MinutesState.CANCELLED).order_by("meeting__held_on", "party", "due_on", "pk")


def inside_facts(review) -> dict:
    mesure = review.accompaniment
    return {
        "themes": themes_of(mesure, review.on),
        "objectives": [
            {"text": one.text, "state": one.state, "dropped_reason": one.dropped_reason}
            for one in mesure.objectives.filter(agreed_on__lte=review.on)
        ],
        "actions": [
            {
                "kind": one.kind,
                "structure": one.structure.name if one.structure else "",
                "state": one.state,
                "obtained": None if one.amount_obtained is None else str(one.amount_obtained),
            }
            for one in mesure.actions.select_related("structure").order_by("created_at", "pk")
        ],
        "relays": [one.structure.name for one in mesure.relays.filter(on__lte=review.on).select_related("structure")],
    }


def themes_of(mesure, until):
    """[[label, number of meetings]], the most frequent first."""
    labels = {one.code: one.label for one in mesure.programme_version.content.individual_themes}
    held = Interview.objects.contacts().filter(accompaniment=mesure, on__lte=until).order_by()
    found = Counter(code for themes in held.values_list("themes", flat=True) for code in themes)
    return [[labels.get(code, code), number] for code, number in found.most_common()]


def situation_on(household, day) -> dict:
    """As the landlord's accounts said it on that day."""
    debt = RentDebt.objects.standing().filter(household=household, on__lte=day).order_by("-on", "-created_at").first()
    stage = EvictionStage.objects.standing().filter(household=household, on__lte=day)
    stage = stage.order_by("-on", "-created_at").first()
    return {"on": day, "debt": debt.amount if debt else None, "procedure": stage.get_step_display() if stage else ""}


def situations_of(review) -> list[ReviewSituation]:
    """At the entry and now; computed until the bilan is proposed, kept since then."""
    kept = {one.moment: one for one in review.situations.all()}
    if review.state not in WRITTEN:
        return [kept[moment] for moment in Moment if moment in kept]
    mesure = review.accompaniment
    days = {Moment.ENTRY: mesure.starts_on, Moment.EXIT: review.on}
    found = []
    for moment, day in days.items():
        one = kept.get(moment) or ReviewSituation(review=review, moment=moment)
        for name, value in situation_on(mesure.household_id, day).items():
            setattr(one, name, value)
        found.append(one)
    return found


# In words


def shared_words(review: Review, *, reads_published: bool) -> dict:
    facts = review.recorded if review.recorded and review.state not in WRITTEN else shared_facts(review)
    total = sum(number for _, number in facts["contacts"])
    return {
        "since": day_of(facts["since"]),
        "contacts": [(day_of(month), number) for month, number in facts["contacts"]],
        "contacts_words": count(total, "rencontre", "rencontres") if total else "Aucune rencontre",
        "commitments": [
            (Party(one["party"]).label, one["text"], day_of(one["due_on"]), CommitmentOutcome(one["outcome"]))
            for one in facts["commitments"]
        ],
        **course_words(facts, review, reads_published=reads_published),
    }


def inside_words(review: Review, inside) -> dict:
    kept = inside.recorded if inside and review.state not in WRITTEN else None
    facts = kept or inside_facts(review)
    amounts = [Decimal(one["obtained"]) for one in facts["actions"] if one["obtained"]]
    return {
        "themes": facts["themes"],
        "objectives": [
            (one["text"], ObjectiveState(one["state"]), one["dropped_reason"]) for one in facts["objectives"]
        ],
        "actions": [
            (
                ActionKind(one["kind"]).label,
                one["structure"],
                ActionState(one["state"]).label,
                Decimal(one["obtained"]) if one["obtained"] else None,
            )
            for one in facts["actions"]
        ],
        "obtained": sum(amounts) if amounts else None,
        "relays": facts["relays"],
    }
