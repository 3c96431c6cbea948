"""Past their day: an objective that is still open, what a worker said she would do for one, steps to come back to."""

from collections import defaultdict

from django.urls import reverse

from accompaniment.enums import MesureState, Side
from accompaniment.models import Accompaniment, Action, Objective, Task
from accompaniment.rules.objectives import OPEN_STATES, RUNNING
from accounts.matrix import allows
from core.queue import QueueItem

SHOWN = 8


def late_objectives(actor, today):
    """One line for each household, from the day that passed first."""
    if not allows(actor.role, "objectives.write"):
        return
    late = Objective.objects.filter(accompaniment__in=running(actor), state__in=OPEN_STATES, due_on__lt=today)
    by_household = defaultdict(list)
    for one in late.select_related("accompaniment__household").defer("text").order_by("due_on", "pk"):
        by_household[one.accompaniment.household].append(one.due_on)
    for household, days in list(by_household.items())[:SHOWN]:
        words = "un objectif a passé sa date" if len(days) == 1 else f"{len(days)} objectifs ont passé leur date"
        yield item(household, words, "Dites où il en est, ou convenez d’une autre date.", days[0])


def late_tasks(actor, today):
    if not allows(actor.role, "objectives.write"):
        return
    hers = Task.objects.filter(
        objective__accompaniment__in=running(actor),
        objective__state__in=OPEN_STATES,
        side=Side.WORKER,
        dropped=False,
        done_on=None,
        due_on__lt=today,
    )
    parts = hers.select_related("objective__accompaniment__household").defer("text", "objective__text")
    for task in parts.order_by("due_on", "pk")[:SHOWN]:
        household = task.objective.accompaniment.household
        yield item(household, "une tâche est à faire", "Vous vous en étiez chargé pour un objectif.", task.due_on)


def late_actions(actor, today):
    if not allows(actor.role, "actions.write"):
        return
    found = Action.objects.filter(accompaniment__in=running(actor), state__in=RUNNING, due_on__lt=today)
    for action in found.select_related("accompaniment__household").defer("note").order_by("due_on", "pk")[:SHOWN]:
        yield item(
            action.accompaniment.household, "une démarche est à suivre", "Vous vouliez y revenir.", action.due_on
        )


def running(actor):
    return Accompaniment.objects.writable_by(actor).filter(state=MesureState.OPEN)


def item(household, what, why, due_on):
    return QueueItem(
        f"Dossier {household.number}\u00a0: {what}",
        why,
        reverse("accompaniment:objectives", args=[household.pk]),
        "Voir les objectifs",
        due_on=due_on,
        due_word="prévu",
        late=True,
    )
