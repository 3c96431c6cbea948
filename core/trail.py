"""Every transition knows who, when, from, to and why: `move` is how a service changes a state."""

from django.db import transaction

from core.models import TransitionEntry


@transaction.atomic
def move(subject, table, action, *, by=None, given=None, field="state"):
    """Take one step of the table: lock the row, check, save, leave the trace. Returns the transition.

    `by` is the membership that acts, None where the application itself does (`role` is then not asked).
    """
    model = type(subject)
    source = model._base_manager.select_for_update().values_list(field, flat=True).get(pk=subject.pk)
    transition = table.check(action, source, by.role if by else None, given)
    setattr(subject, field, transition.target)
    subject.save(update_fields=[field])
    leave_trace(subject, action, source=source, target=transition.target, by=by, reason=(given or {}).get("reason"))
    return transition


def leave_trace(subject, action, *, source, target, by=None, reason=None):
    return TransitionEntry.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        action=action,
        source=source,
        target=target,
        reason=(reason or "").strip(),
        user_id=by.user_id if by else None,
        membership_id=by.pk if by else None,
    )


def trail_of(subject):
    """The steps that this thing took, latest first."""
    entries = TransitionEntry.objects.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
    return entries.select_related("user")
