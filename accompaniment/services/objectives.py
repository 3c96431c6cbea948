"""What the household and its worker agree to reach, who does what for it, and how far it has come."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import MesureState, ObjectiveState
from accompaniment.models import Objective, Task
from accompaniment.rules import OBJECTIVES
from accompaniment.rules.objectives import MOST_TASKS, OPEN_STATES, objective_problems, task_problem
from accompaniment.services.holding import OTHERWISE, hold_mesure, hold_part, refuse
from core.errors import DomainError
from core.models import StaleVersion
from core.trail import check_and_trace, move

WRITE = "objectives.write"
OVER = "La mesure est terminée : ses objectifs ne changent plus."
ENDED = "Cet objectif est terminé : reprenez-le d’abord, puis modifiez-le."
VALUES = ("theme", "text", "agreed_on", "due_on")


@transaction.atomic
def agree_objective(*, mesure, values, tasks=(), by) -> Objective:
    """`values`: theme, text, agreed_on, due_on. `tasks`: [{side, text, due_on}], who does what by when."""
    mesure = hold_open(mesure, by)
    check(values, tasks, mesure)
    objective = Objective(accompaniment=mesure, author=by, **tidy(values))
    objective.save(force_insert=True)
    check_and_trace(objective, OBJECTIVES, "agree", source="", by=by)
    for task in tasks:
        add_task(objective, task)
    return objective


@transaction.atomic
def change_objective(*, objective, values, tasks, by) -> Objective:
    """While it is open. Of `tasks`, those with an `id` are there already; one that is not repeated is given up."""
    locked = hold_objective(objective, by)
    if locked.state not in OPEN_STATES:
        raise DomainError(ENDED)
    if locked.version != objective.version:
        raise StaleVersion
    check(values, tasks, locked.accompaniment)
    for name, value in tidy(values).items():
        setattr(locked, name, value)
    locked.save()
    known = {task.pk: task for task in locked.tasks.select_for_update().filter(dropped=False)}
    for line in tasks:
        kept = known.pop(line["id"].pk, None) if line.get("id") else None
        if line.get("id") and kept is None:
            raise DomainError(OTHERWISE)
        add_task(locked, line) if kept is None else change_task(kept, line)
    for gone in known.values():
        gone.dropped = True
        gone.save(update_fields=["dropped"])
    return locked


def add_task(objective, line):
    Task.objects.create(objective=objective, side=line["side"], text=line["text"].strip(), due_on=line["due_on"])


def change_task(task, line):
    values = {"side": line["side"], "text": line["text"].strip(), "due_on": line["due_on"]}
    if any(getattr(task, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(task, name, value)
        task.save(update_fields=list(values))


@transaction.atomic
def check_task(*, task, done, by) -> Task:
    """One touch: done today, or not done after all. The first that is done begins the objective."""
    objective = hold_objective(task.objective, by)
    if objective.state not in OPEN_STATES:
        raise DomainError(ENDED)
    locked = Task._base_manager.select_for_update().filter(pk=task.pk, objective=objective, dropped=False).first()
    if locked is None:
        raise DomainError("Cette tâche n’est plus dans l’objectif : relisez la page.")
    locked.objective = objective
    if done == bool(locked.done_on):
        return locked
    locked.done_on = timezone.localdate() if done else None
    locked.save(update_fields=["done_on"])
    if done and objective.state == ObjectiveState.NOT_STARTED:
        move(objective, OBJECTIVES, "begin", by=by)
    return locked


@transaction.atomic
def begin_objective(*, objective, by) -> Objective:
    return step(objective, "begin", by)


@transaction.atomic
def reach_objective(*, objective, by) -> Objective:
    return step(objective, "reach", by, values={"ended_on": timezone.localdate()})


@transaction.atomic
def drop_objective(*, objective, reason, by) -> Objective:
    values = {"ended_on": timezone.localdate(), "dropped_reason": reason.strip()}
    return step(objective, "drop", by, given={"reason": reason}, values=values)


@transaction.atomic
def take_up_objective_again(*, objective, reason, by) -> Objective:
    values = {"ended_on": None, "dropped_reason": ""}
    return step(objective, "take_up_again", by, given={"reason": reason}, values=values)


def step(objective, action, by, *, given=None, values=None):
    locked = hold_objective(objective, by)
    move(locked, OBJECTIVES, action, by=by, given=given, values=values)
    return locked


def hold_open(mesure, by):
    mesure = hold_mesure(mesure, by, WRITE)
    if mesure.state != MesureState.OPEN:
        raise DomainError(OVER)
    return mesure


def hold_objective(objective, by):
    locked = hold_part(objective, by, WRITE)
    if locked.accompaniment.state != MesureState.OPEN:
        raise DomainError(OVER)
    return locked


def check(values, tasks, mesure):
    today = timezone.localdate()
    themes = [theme.code for theme in mesure.programme_version.content.individual_themes]
    problems = objective_problems(values, today=today, first_day=mesure.starts_on, themes=themes)
    for field, problem in problems.items():
        refuse(problem, field)
    if len(tasks) > MOST_TASKS:
        raise DomainError(f"{MOST_TASKS} tâches au plus pour un objectif : convenez d’un second objectif.")
    for task in tasks:
        refuse(task_problem(task, since=values["agreed_on"], today=today))


def tidy(values):
    return {**{name: values[name] for name in VALUES}, "text": values["text"].strip()}
