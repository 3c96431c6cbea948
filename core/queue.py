import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class QueueItem:
    """Something that waits for the person at the screen, on her home page."""

    title: str
    detail: str
    url: str
    action_label: str
    due_on: datetime.date | None = None
    # Said before the day: « expiré avant-hier ».
    due_word: str = "échéance"
    late: bool = False
