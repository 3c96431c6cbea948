"""A private note is written by the author of the interview, and opened by her head in an emergency."""

from django.db import transaction
from django.utils import timezone

from accompaniment.guarding import BREAK, READ, open_glass, private_note_for
from accompaniment.models import GlassBreak, Interview, PrivateNote
from accompaniment.rules.interviews import LONGEST_REASON, LONGEST_TEXT, OPENED_FOR, length_problem
from accounts.matrix import allows
from accounts.services import record_access
from accounts.services.notices import notify
from core.errors import DomainError


@transaction.atomic
def write_private_note(*, interview, text, by):
    """`text` empty: nothing is made, what was written is emptied."""
    if not allows(by.role, READ) or interview.author_id != by.pk:
        raise DomainError("Une note privée est de l’auteur de l’entretien.")
    if problem := length_problem(text, LONGEST_TEXT):
        raise DomainError(problem, field="private")
    note = private_note_for(interview, by, timezone.now())
    if note is None:
        return PrivateNote.objects.create(interview=interview, author=by, text=text) if text else None
    if note.text != text:
        note.text = text
        note.save()
    return note


@transaction.atomic
def break_glass(*, interview, reason, by):
    """For an hour, and it is known: the author is told, the access log keeps the line, the reason stays written."""
    found = Interview.objects.visible_to(by).filter(pk=interview.pk).select_related("household__landlord", "author")
    locked = found.first()
    if locked is None or not allows(by.role, BREAK):
        raise DomainError("Une note privée s’ouvre par le chef de service de son auteur.")
    reason = reason.strip()
    if not reason:
        raise DomainError("Dites pourquoi : l’auteur le lira.", field="reason")
    if problem := length_problem(reason, LONGEST_REASON):
        raise DomainError(problem, field="reason")
    locked.hold_first()
    now = timezone.now()
    if opened := open_glass(locked, by, now):
        return opened
    opened = GlassBreak.objects.create(interview=locked, by=by, reason=reason, opened_at=now, until=now + OPENED_FOR)
    record_access(by=by, action=BREAK, subject=locked, owner=locked.household.landlord)
    notify(to=[locked.author], code="private_note_opened", path=locked.get_absolute_url())
    return opened
