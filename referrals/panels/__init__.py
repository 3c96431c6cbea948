"""What referrals put on the page of a household, and what applications above put on the page of an appointment."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class FollowUp:
    """The entry that an appointment became; or where one posts that it took place, and says who missed it."""

    noted_url: str = ""
    note_url: str = ""
    missed_url: str = ""


def follow_up_of(appointment, actor) -> FollowUp | None:
    return import_string(settings.APPOINTMENT_FOLLOW_UP)(appointment, actor)
