"""Objectives as a page tells them: how far each has come, what is late, what the steps obtained, and with whom."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Prefetch

from accompaniment.enums import MesureState, Side
from accompaniment.models import Accompaniment, Action, Objective, Publication, Relay, Task
from accompaniment.rules import OBJECTIVES
from accompaniment.rules.objectives import ACTION_TONES, OPEN_STATES, RUNNING, TONES, Totals, is_late, totals_of
from core.wording import amount, near_date

# Of a file that is years old, the latest.
MOST = 100


@dataclass(frozen=True)
class TaskLine:
    task: Task
    who: str
    words: str
    late: bool


@dataclass(frozen=True)
class ObjectiveLine:
    """An objective with what one reads of it; `steps` are those that this actor may take."""

    objective: Objective
    theme: str
    tone: str
    late: bool
    words: str
    tasks: list[TaskLine]
    given_up: list[TaskLine]
    publication: Publication | None
    steps: list = field(default_factory=list)

    @property
    def is_open(self):
        return self.objective.state in OPEN_STATES

    @property
    def done_words(self):
        done = sum(1 for line in self.tasks if line.task.done_on)
        return f"{done} sur {len(self.tasks)}" if self.tasks else ""


@dataclass(frozen=True)
class ActionLine:
    action: Action
    tone: str
    late: bool
    words: str


@dataclass(frozen=True)
class Work:
    """What is agreed and done within one mesure."""

    mesure: Accompaniment
    label: str
    open: list[ObjectiveLine]
    ended: list[ObjectiveLine]
    actions: list[ActionLine]
    relays: list[Relay]
    totals: Totals
    writes: bool


def work_of(household, actor, today, *, writes):
    """One for each mesure of the household that this actor reads; those that run come first."""
    found = Accompaniment.objects.visible_to(actor, of=household).select_related("programme_version")
    mesures = sorted(found[:MOST], key=lambda one: one.state != MesureState.OPEN)
    if not mesures:
        return []
    objectives, published = objectives_by_mesure(mesures), published_of(mesures, actor)
    actions = by_mesure(Action.objects.filter(accompaniment__in=mesures).select_related("structure", "objective"))
    relays = by_mesure(Relay.objects.filter(accompaniment__in=mesures).select_related("structure"))
    told = []
    for mesure in mesures:
        writes_it = writes and mesure.state == MesureState.OPEN
        themes = themes_of(mesure)
        lines = [
            objective_line(one, themes, published, today, actor if writes_it else None) for one in objectives[mesure.pk]
        ]
        told.append(
            Work(
                mesure=mesure,
                label=mesure.programme_version.public_label,
                open=sorted((line for line in lines if line.is_open), key=lambda line: not line.late),
                ended=[line for line in lines if not line.is_open],
                actions=sorted(
                    (action_line(one, today) for one in actions[mesure.pk]),
                    key=lambda line: (not line.late, line.action.state not in RUNNING),
                ),
                relays=relays[mesure.pk],
                totals=totals_of(actions[mesure.pk]),
                writes=writes_it,
            )
        )
    return told


def objectives_by_mesure(mesures):
    tasks = Prefetch("tasks", Task.objects.order_by("due_on", "created_at", "pk"))
    found = Objective.objects.filter(accompaniment__in=mesures).prefetch_related(tasks)
    return by_mesure(found.order_by("-agreed_on", "-created_at", "pk"))


def by_mesure(rows):
    found = defaultdict(list)
    for row in rows[: MOST * 3]:
        found[row.accompaniment_id].append(row)
    return found


def published_of(mesures, actor):
    """What the landlord's advisor reads now, by objective."""
    of_them = Publication.objects.visible_to(actor).standing().filter(objective__accompaniment__in=mesures)
    return {each.objective_id: each for each in of_them}


def themes_of(mesure):
    return {theme.code: theme.label for theme in mesure.programme_version.content.individual_themes}


def objective_line(objective, themes, published, today, writer=None):
    tasks = [task_line(task, today) for task in objective.tasks.all()]
    kept = [line for line in tasks if not line.task.dropped]
    running = objective.state in OPEN_STATES
    late = running and (is_late(objective.due_on, today) or any(line.late for line in kept))
    return ObjectiveLine(
        objective=objective,
        theme=themes.get(objective.theme, ""),
        tone=TONES[objective.state],
        late=late,
        words=objective_words(objective, today),
        tasks=kept,
        given_up=[line for line in tasks if line.task.dropped],
        publication=published.get(objective.pk),
        steps=OBJECTIVES.available(objective.state, writer.role) if writer else [],
    )


def objective_words(objective, today):
    words = [f"convenu le {near_date(objective.agreed_on, today)}"]
    if objective.ended_on:
        words.append(f"{objective.get_state_display().lower()} le {near_date(objective.ended_on, today)}")
    elif objective.due_on:
        words.append(f"pour le {near_date(objective.due_on, today)}")
    return ", ".join(words)


def task_line(task, today):
    if task.dropped:
        words = "abandonnée"
    elif task.done_on:
        words = f"fait le {near_date(task.done_on, today)}"
    else:
        words = f"pour le {near_date(task.due_on, today)}" if task.due_on else ""
    late = not task.dropped and task.done_on is None and is_late(task.due_on, today)
    return TaskLine(task=task, who=Side(task.side).label, words=words, late=late)


def action_line(action, today):
    return ActionLine(
        action=action,
        tone=ACTION_TONES[action.state],
        late=action.state in RUNNING and is_late(action.due_on, today),
        words=", ".join(action_words(action, today)),
    )


def action_words(action, today):
    words = [f"auprès de {action.structure}"] if action.structure else []
    if action.begun_on:
        words.append(f"engagée le {near_date(action.begun_on, today)}")
    if action.state in RUNNING and action.due_on:
        words.append(f"à suivre avant le {near_date(action.due_on, today)}")
    if action.decided_on:
        words.append(f"réponse le {near_date(action.decided_on, today)}")
    if action.amount_asked is not None:
        words.append(f"{amount(action.amount_asked)} demandés")
    if action.amount_obtained is not None:
        words.append(f"{amount(action.amount_obtained)} obtenus")
    return words
