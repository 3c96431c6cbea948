import pghistory.models


class Event(pghistory.models.Event):
    """Base of every history table; the application may add rows to them, never change one (core.database)."""

    class Meta:
        abstract = True
