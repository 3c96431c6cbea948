"""What the accompaniment asks of whoever is at work; each subject brings its own. No name stands on the home page."""

from accompaniment.queue.cadence import late_meetings
from accompaniment.queue.diagnostics import (
    conclusions_to_read,
    diagnostics_to_validate,
    diagnostics_to_write,
    mesures_to_end,
    proposals_to_answer,
)
from accompaniment.queue.exchanges import alerts, answers, openings
from accompaniment.queue.mesures import mesures_waiting
from accompaniment.queue.objectives import late_actions, late_objectives, late_tasks
from accompaniment.queue.reviews import to_prepare, to_read, to_validate, to_write

# Functions (actor, today) -> core.queue.QueueItem, in any number.
SOURCES = (
    alerts,
    late_meetings,
    answers,
    openings,
    mesures_waiting,
    late_objectives,
    late_tasks,
    late_actions,
    to_validate,
    to_write,
    to_read,
    to_prepare,
    diagnostics_to_write,
    diagnostics_to_validate,
    mesures_to_end,
    conclusions_to_read,
    proposals_to_answer,
)


def queue_items(actor, today):
    return [item for source in SOURCES for item in source(actor, today)]
