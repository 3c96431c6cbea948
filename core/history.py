import pghistory
import pghistory.models


class Event(pghistory.models.Event):
    """Base of every history table; the application may add rows to them, never change one (core.database)."""

    class Meta:
        abstract = True


def every_change():
    """What the history of a table keeps. A tracker belongs to one model: each asks for its own."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()
