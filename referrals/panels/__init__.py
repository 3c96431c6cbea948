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


def origin_of(referral, actor) -> tuple[str, str] | None:
    """(the words, their address): what a fiche was proposed from, told by an application above."""
    return import_string(settings.REFERRAL_ORIGIN)(referral, actor)


def follow_up_of(appointment, actor) -> FollowUp | None:
    return import_string(settings.APPOINTMENT_FOLLOW_UP)(appointment, actor)
