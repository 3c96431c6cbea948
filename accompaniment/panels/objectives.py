"""What the page of a household shows of its objectives: those that are open, what is late. To the team alone."""

from django.db.models import F, Min, OuterRef, Subquery
from django.urls import reverse

from accompaniment.models import Objective, Task
from accompaniment.presentation.objectives import objective_words
from accompaniment.rules import OBJECTIVES
from accompaniment.rules.objectives import OPEN_STATES, TONES, is_late, next_day
from accounts.matrix import allows
from tenants.models import AskedOf
from tenants.panels import MAIN, REMINDER, Panel, Pending

SHOWN = 5
# What tells one objective from another in a history.
SHORT = 60


@AskedOf
def open_objectives(household, reader):
    """What is due first comes first. `task_due_on`: the first day of what is still to be done for it."""
    waiting = Task.objects.filter(objective=OuterRef("pk"), dropped=False, done_on=None).order_by()
    first = waiting.values("objective").annotate(day=Min("due_on")).values("day")
    found = Objective.objects.visible_to(reader).filter(accompaniment__household=household.pk, state__in=OPEN_STATES)
    return found.annotate(task_due_on=Subquery(first)).order_by(F("due_on").asc(nulls_last=True), "agreed_on", "pk")[
        :SHOWN
    ]


def objectives_panel(household, actor, today):
    if not allows(actor.role, "actions.read"):
        return None
    found = open_objectives(household, actor)
    if not found:
        return None
    rows = [
        (one, TONES[one.state], objective_words(one, today), is_late(next_day([one.due_on, one.task_due_on]), today))
        for one in found
    ]
    late = [one for one in found if is_late(one.due_on, today)]
    return Panel(
        "Objectifs",
        "accompaniment/_objectives_panel.html",
        {"rows": sorted(rows, key=lambda row: not row[-1])},
        place=MAIN,
        more_url=reverse("accompaniment:objectives", args=[household.pk]),
        more_label="Tout voir",
        pending=past_its_day(late, household, actor) if late else None,
    )


def past_its_day(late, household, actor):
    """For whoever may say how far it has come."""
    if not allows(actor.role, "objectives.write") or not household.is_in_hands_of(actor):
        return None
    return Pending(
        "Un objectif a passé sa date." if len(late) == 1 else f"{len(late)} objectifs ont passé leur date.",
        "Dites où il en est, ou convenez d’une autre date.",
        reverse("accompaniment:objectives", args=[household.pk]),
        "Voir les objectifs",
        REMINDER,
    )


def objective_trail(household, actor):
    """The steps that its objectives took, for the history of the file (tenants.presentation.history)."""
    if not allows(actor.role, "actions.read"):
        return []
    within = Objective.objects.visible_to(actor).filter(accompaniment__household=household).order_by("pk")
    return [(one, OBJECTIVES, one.text[:SHORT]) for one in within]
