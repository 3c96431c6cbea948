"""What the operator has before it: received fiches that wait, the late ones first."""

import datetime
from functools import partial

from django.db import connection
from django.db.models import Prefetch, Q

from core.addresses import addresses_of
from core.paging import parted_page
from referrals.enums import ReferralState, Urgency
from referrals.models import Referral
from referrals.models.referrals import late_condition, late_starts, start_of
from referrals.presentation.listing import URGENCIES, standing_in, worker_of
from referrals.rules import AT_THE_OPERATOR
from tenants.models import Occupancy

IN_THE_INBOX = (*AT_THE_OPERATOR, ReferralState.ANNOUNCED)
ORDER = ["waiting_since", "pk"]
# In the place of a state and of an instant, in SQL that is written once for all states.
ANY_STATE, ANY_MOMENT = "\ue000", datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
COLUMNS = (
    *("pk", "number", "state", "urgency", "received_at", "waiting_since", "appointment__starts_at"),
    *("household", "household__name", "household__number", "household__guarded", "convention__programme__code"),
    *("household__landlord__name", "household__landlord__short_name"),
    *("worker__user__first_name", "worker__user__last_name"),
)


def inbox_page(reach, rows, parameters, today):
    """The keys of a page of those of `rows` that wait, the longest first, the late ones before. `reach`: all that one
    reads, whatever its state: each part names one, and PostgreSQL would count a second condition on it twice."""
    late, waiting = late_condition(today), reach.filter(state__in=IN_THE_INBOX)
    parts = [
        (waiting.filter(late), partial(first_keys, rows, today, True)),
        (waiting.filter(~late), partial(first_keys, rows, today, False)),
    ]
    return parted_page(parts, parameters, by=ORDER)


def first_keys(rows, today, late, beyond, order, number):
    """The first of each state, read from its index, then the first of these: a long inbox is not sorted."""
    lasts, passed = Q(waiting_since__lt=ANY_MOMENT), Q(appointment__starts_at__lt=start_of(today))
    rows = rows.filter(beyond).order_by(*order).values_list("waiting_since", "pk")
    sql, given = sql_of(rows.filter(lasts if late else ~lasts, state=ANY_STATE), number)
    asked = [
        (sql, [{ANY_STATE: state, ANY_MOMENT: moment}.get(value, value) for value in given])
        for state, moment in late_starts(today).items()
        if state in IN_THE_INBOX
    ]
    asked.append(sql_of(rows.filter(passed if late else ~passed, state=ReferralState.MEETING_PLANNED), number))
    direction = "DESC" if order[0].startswith("-") else "ASC"
    every = " UNION ALL ".join(f"({part})" for part, _ in asked)
    values = [value for _, given in asked for value in given]
    with connection.cursor() as cursor:
        cursor.execute(f"{every} ORDER BY 1 {direction}, 2 {direction} LIMIT %s", [*values, number])
        return [key for _, key in cursor.fetchall()]


def sql_of(rows, number):
    return rows[:number].query.sql_with_params()


def lines_of(keys, labels, actor, today, *, receives):
    """Two statements for the page, whose rows were found by their keys alone."""
    rows = {row.pk: row for row in Referral.objects.filter(pk__in=keys).values_list(*COLUMNS, named=True)}
    homes = {}
    known = Occupancy.objects.open_on(today).filter(household__in=[row.household for row in rows.values()])
    for household, commune in known.values_list("household", "commune"):
        homes.setdefault(household, []).append(commune)
    confiding = addresses_of("referrals:referral_receive")
    reading = addresses_of("referrals:referral")
    found = [rows[key] for key in keys if key in rows]
    return [
        line_of(row, homes.get(row.household, ()), labels, actor, today)
        | addresses_in(row, reading, confiding if receives and row.state == ReferralState.SENT else None)
        for row in found
    ]


def line_of(row, communes, labels, actor, today):
    """A guarded household stands there under its number, without a place."""
    code, worker = row.convention__programme__code, worker_of(row)
    guarded = row.household__guarded
    landlord = row.household__landlord__short_name or row.household__landlord__name
    where = [labels.get(code, code), landlord, *filter(None, () if guarded else communes)]
    return {
        "title": f"{f'Dossier {row.household__number}' if guarded else row.household__name} · {row.number}",
        "where": ", ".join(where),
        "number": row.number,
        "standing": standing_in(row, actor.role, today, worker),
        "urgency": "" if row.urgency == Urgency.NORMAL else URGENCIES[row.urgency],
        "worker": worker,
    }


def addresses_in(row, reading, confiding):
    read = reading(row.pk)
    return {
        "url": read,
        "step_url": confiding(row.pk) if confiding else read,
        "label": "Confier" if confiding else "Lire la fiche",
        "confide": bool(confiding),
    }


def with_parts(rows, today):
    """What a line shows, in two statements."""
    homes = Prefetch("household__occupancies", Occupancy.objects.open_on(today), to_attr="homes_now")
    parts = ("household__landlord", "convention__programme", "worker__user", "appointment")
    return rows.select_related(*parts).prefetch_related(homes)
