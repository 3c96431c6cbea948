"""The one door to a private note: its author's, and for an hour the head's who said why she opens it."""

import datetime

from accompaniment.models import GlassBreak, Interview, PrivateNote
from accounts.matrix import allows

READ, BREAK = "private_note.read", "private_note.break_glass"


def private_note_for(interview: Interview, actor, now: datetime.datetime) -> PrivateNote | None:
    """The note of this interview, or None where there is none or where this actor may not read it."""
    notes = PrivateNote.objects.filter(interview__in=Interview.objects.visible_to(actor).filter(pk=interview.pk))
    if allows(actor.role, READ):
        return notes.visible_to(actor).first()
    return notes.first() if open_glass(interview, actor, now) else None


def own_private_notes(household, actor) -> list[PrivateNote]:
    """What this author wrote for herself in a file, in the order of the days; nobody else's."""
    if not allows(actor.role, READ):
        return []
    within = Interview.objects.visible_to(actor, of=household).filter(household=household)
    notes = PrivateNote.objects.visible_to(actor).filter(interview__in=within).select_related("interview")
    return list(notes.order_by("interview__on", "created_at", "pk"))


def open_glass(interview: Interview, actor, now: datetime.datetime) -> GlassBreak | None:
    """What lets this head read now, if she opened it within the hour."""
    if not allows(actor.role, BREAK):
        return None
    return GlassBreak.objects.filter(interview=interview, by=actor.pk, opened_at__lte=now, until__gt=now).first()
