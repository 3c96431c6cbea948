"""What a line of a list of fiches shows: the columns of a page and nothing else, in words."""

from django.utils import timezone

from core.addresses import addresses_of
from referrals.enums import Urgency
from referrals.rules import BEFORE_OUTCOME
from referrals.rules.standing import never_came, standing_of

# Nothing of it is encrypted.
COLUMNS = (
    *("pk", "number", "state", "urgency", "sent_at", "received_at", "waiting_since"),
    *("household__name", "household__number", "convention__operator", "convention__programme__code"),
    *("convention__operator__name", "convention__operator__short_name"),
    *("advisor__user__first_name", "advisor__user__last_name", "worker__user__first_name", "worker__user__last_name"),
    "appointment__starts_at",
)
# Whether each may be read is looked up for every fiche that is counted: beyond, the list says « plus de 200 ».
MOST_IN_A_STATE = 200
URGENCIES = dict(Urgency.choices)


def listed(queryset):
    return queryset.values_list(*COLUMNS, named=True)


def lines_of(rows, labels, actor, today):
    address = addresses_of("referrals:referral")
    return [line_of(row, labels, actor, today, address) for row in rows]


def line_of(row, labels, actor, today, address):
    code, waits = row.convention__programme__code, row.state in BEFORE_OUTCOME
    worker = worker_of(row)
    standing = standing_in(row, actor.role, today, worker)
    house = row.convention__operator__short_name or row.convention__operator__name
    detail = f"{labels.get(code, code)}. {row.advisor__user__first_name} {row.advisor__user__last_name}, {house}"
    detail += f" ({worker})." if worker else "."
    if waits:
        detail += f" {', '.join(filter(None, (standing.since, standing.due)))}."
    return {
        "number": row.number,
        "title": f"{name_told(row, actor)} · {row.number}",
        "url": address(row.pk),
        "standing": standing,
        "urgency": URGENCIES[row.urgency] if waits and row.urgency != Urgency.NORMAL else "",
        "detail": detail,
    }


def name_told(row, actor):
    """As Referral.name_for says it of one."""
    hidden = actor.organisation_id == row.convention__operator and never_came(row.state, row.sent_at)
    return row.household__number if hidden else row.household__name


def worker_of(row):
    return f"{row.worker__user__first_name or ''} {row.worker__user__last_name or ''}".strip()


def standing_in(row, role, today, worker):
    """As Referral.standing says it of one."""
    return standing_of(
        state=row.state,
        role=role,
        since=timezone.localdate(row.waiting_since),
        today=today,
        meeting_on=timezone.localdate(row.appointment__starts_at) if row.appointment__starts_at else None,
        worker=worker,
        received_on=timezone.localdate(row.received_at) if row.received_at else None,
    )
