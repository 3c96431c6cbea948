"""Every transition knows who, when, from, to and why: `move` is how a service changes a state.

    move(invoice, INVOICES, "send", by=member, given={"reason": …}, values={"sent_at": now})

Where the state is not stored but told by other columns (an account, a role), the service saves those itself, under its
own lock, and calls `check_and_trace`. `history_of` tells a page what happened, in the words of the tables.
"""

import datetime
import functools
import operator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from core.models import TransitionEntry

MOST_LINES = 100


@transaction.atomic
def move(subject, table, action, *, by=None, role=None, given=None, values=None):
    """Take one step of the table: lock the row, check, leave the trace, save. Returns the transition.

    `by` is the membership that acts, None where the application itself does. `role` stands in the place of hers where
    the table names another quality (« the owner »). `given` answers what the step asks; `values` are saved with the
    state, in the same UPDATE.
    """
    source = type(subject)._base_manager.select_for_update().values_list("state", flat=True).get(pk=subject.pk)
    transition = check_and_trace(subject, table, action, source=source, by=by, role=role, given=given)
    changed = {**(values or {}), "state": transition.leads_to(source)}
    for name, value in changed.items():
        setattr(subject, name, value)
    subject.save(update_fields=list(changed))
    return transition


def check_and_trace(subject, table, action, *, source, by=None, role=None, given=None):
    """Check the step from the state `source` ("" for what is new) and leave its trace. Returns the transition."""
    given = given or {}
    transition = table.check(action, source, role or (by.role if by else None), given)
    TransitionEntry.objects.create(
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        action=action,
        source=source,
        target=transition.leads_to(source),
        reason=(given.get("reason") or "").strip(),
        user_id=by.user_id if by else None,
        membership_id=by.pk if by else None,
    )
    return transition


def trail_of(*subjects):
    """The steps that these things took, latest first, as they are stored."""
    keys = {}
    for each in subjects:
        keys.setdefault(each._meta.label_lower, []).append(each.pk)
    theirs = [Q(subject_type=label, subject_id__in=of_one) for label, of_one in keys.items()]
    entries = TransitionEntry.objects.filter(functools.reduce(operator.or_, theirs))
    return entries.select_related("user")


@dataclass(frozen=True)
class Line:
    """`detail` tells which of the things it was; `by` is empty where the application took the step."""

    at: datetime.datetime
    label: str
    detail: str
    reason: str
    by: str


def history_of(*told, most=MOST_LINES):
    """What happened to these things, in words, latest first; each is (the thing, its table, what tells it apart).

    `core.transitions.Outside` says which steps another house reads: the others take no place among the lines.
    """
    known = {(each._meta.label_lower, each.pk): (table, detail) for each, table, detail in told}
    lines = []
    entries = trail_of(*[each for each, _, _ in told])
    kept_back = {}
    for (label, pk), (table, _) in known.items():
        if table.steps_told is not None:
            kept_back.setdefault((label, table.steps_told), []).append(pk)
    for (label, steps), keys in kept_back.items():
        entries = entries.exclude(~Q(action__in=steps), subject_type=label, subject_id__in=keys)
    for entry in entries[:most]:
        table, detail = known[entry.subject_type, entry.subject_id]
        reason = entry.reason if table.tells_why else ""
        lines.append(Line(entry.at, table.told(entry.action), detail, reason, str(entry.user or "")))
    return lines
