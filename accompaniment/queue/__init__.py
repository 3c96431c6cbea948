"""What the accompaniment asks of whoever is at work; each subject brings its own. No name stands on the home page."""

from accompaniment.queue.cadence import late_meetings
from accompaniment.queue.exchanges import alerts, answers, openings
from accompaniment.queue.mesures import mesures_waiting

# Functions (actor, today) -> core.queue.QueueItem, in any number.
SOURCES = (alerts, late_meetings, answers, openings, mesures_waiting)


def queue_items(actor, today):
    return [item for source in SOURCES for item in source(actor, today)]
