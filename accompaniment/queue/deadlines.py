"""What the follow-up has due on a day, for the agenda: never what was said, nor why."""

from django.urls import reverse

from accompaniment.enums import MesureState, Side
from accompaniment.models import Action, Objective, Phase, Task
from accompaniment.presentation.cadence import begun, readings_of
from accompaniment.rules.objectives import OPEN_STATES, RUNNING
from accompaniment.services.holding import within_reach
from accounts.matrix import allows
from programmes.enums import PhaseKind
from referrals.presentation.deadlines import Deadline
from tenants.models import Household


def deadlines(actor, first, last, today):
    """Seven statements, whatever is in hand."""
    if not allows(actor.role, "caseload.read"):
        return []
    mesures = within_reach(actor).filter(state=MesureState.OPEN)
    days = (first, last)
    return [
        *meetings_due(mesures, days, today),
        *diagnostics_due(mesures, days),
        *terms(mesures, days),
        *of_objectives(mesures, days),
    ]


def meetings_due(mesures, days, today):
    due = {
        each.household: each.clock.due_on
        for each in readings_of(begun(mesures, today), today)
        if each.clock.due_on and days[0] <= each.clock.due_on <= days[1]
    }
    found = Household.objects.filter(pk__in=due).select_related("landlord").order_by("number")
    return [Deadline(due[one.pk], "Rencontre à faire au plus tard", one, one.get_absolute_url()) for one in found]


def diagnostics_due(mesures, days):
    found = Phase.objects.filter(
        accompaniment__in=mesures, kind=PhaseKind.DIAGNOSTIC, ends_on=None, limit_on__range=days
    )
    return [
        Deadline(one.limit_on, "Diagnostic à rendre", one.accompaniment.household, one.accompaniment.get_absolute_url())
        for one in found.select_related("accompaniment__household__landlord")
    ]


def terms(mesures, days):
    found = mesures.filter(term_on__range=days).select_related("household__landlord")
    return [Deadline(one.term_on, "Terme de la mesure", one.household, one.get_absolute_url()) for one in found]


def of_objectives(mesures, days):
    """What is agreed by that day, what the worker took on for it, the steps that she comes back to."""
    objectives = Objective.objects.filter(accompaniment__in=mesures, state__in=OPEN_STATES, due_on__range=days)
    tasks = Task.objects.filter(
        objective__in=Objective.objects.filter(accompaniment__in=mesures, state__in=OPEN_STATES),
        side=Side.WORKER,
        dropped=False,
        done_on=None,
        due_on__range=days,
    )
    actions = Action.objects.filter(accompaniment__in=mesures, state__in=RUNNING, due_on__range=days)
    of_file = "accompaniment__household__landlord"
    return [
        *[
            told(one, one.accompaniment, "Objectif à revoir")
            for one in objectives.select_related(of_file).defer("text")
        ],
        *[
            told(one, one.objective.accompaniment, "Tâche à faire")
            for one in tasks.select_related(f"objective__{of_file}").defer("text", "objective__text")
        ],
        *[told(one, one.accompaniment, "Démarche à suivre") for one in actions.select_related(of_file).defer("note")],
    ]


def told(one, mesure, what):
    return Deadline(one.due_on, what, mesure.household, reverse("accompaniment:objectives", args=[mesure.household_id]))
