"""« Exporter » beside a list: what its filters show, as CSV or XLSX, at once or by a worker where it is long.

The application declares it in its lists.py, which workers load by themselves:

    HOUSEHOLDS = ListExport(
        name="households", label="Export des ménages", action="households.export", table=HOUSEHOLD_TABLE,
        rows=lambda actor, asked: HouseholdFilter(asked, Household.objects.visible_to(actor)).qs.select_related(…),
        owners=lambda rows: rows.order_by().values("landlord").distinct(),
    )

its page posts the rest of its URL there, and its view is three lines:

    {% include "components/export.html" with url=… kept=kept only %}        # kept: core.filtering.kept(request.GET)

    @page("households.export")
    @require_POST
    def export_households(request):
        return export_list(request, HOUSEHOLDS)

`rows` is asked again by the worker, as the person whom it then finds: rights may have changed since. Each organisation
in `owners` (the actor's own without it) finds a line in the access log.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from accounts.matrix import allows
from accounts.models import Membership, Organisation
from accounts.trace import record_access
from core.errors import DomainError
from core.exports import CSV, MEDIA_TYPES, Table
from core.filtering import without
from core.jobs import job, start_job

# Beyond, a worker does it.
MOST_AT_ONCE = 1000
MOST_LINES = 200_000
LINES_AT_ONCE = 2000
TOO_MANY = "Plus de 200 000 lignes : ajoutez un filtre, puis exportez de nouveau."
NO_LONGER = "Votre rôle ne permet plus cet export."
LISTS = {}


@dataclass(frozen=True)
class ListExport:
    """`rows(actor, asked)` gives the queryset that the list shows; `owners(rows)` the organisations they belong to."""

    name: str
    label: str
    action: str
    table: Table
    rows: Callable
    owners: Callable | None = None
    # (job, by): why a file that was written then is handed out no more, or nothing.
    out_of_date: Callable | None = None
    # About accounts and settings, not about tenants' files.
    technical: bool = False

    def __post_init__(self):
        LISTS[self.name] = self


def export_list(request, export):
    """Answer the button: the file, or the page of the work that writes it."""
    format = chosen_format(request.POST)
    asked = without(request.POST, "csrfmiddlewaretoken", "format")
    rows = export.rows(request.actor, asked)
    if count_up_to(rows, MOST_AT_ONCE) <= MOST_AT_ONCE:
        leave_traces(export, rows, by=request.actor, subject=request.actor.organisation)
        return export.table.response(format, rows)
    private = {"asked": asked.urlencode()}
    return redirect(
        "core:job", start_job(write_list, by=request.actor, private=private, name=export.name, format=format).pk
    )


def chosen_format(posted):
    return posted.get("format") if posted.get("format") in MEDIA_TYPES else CSV


def count_up_to(rows, most):
    return rows.order_by()[: most + 1].count()


def leave_traces(export, rows, *, by, subject):
    owners = Organisation.objects.filter(pk__in=export.owners(rows)) if export.owners else [by.organisation]
    for owner in owners:
        record_access(by=by, action=export.action, subject=subject, owner=owner, technical=export.technical)


def who_may_still(membership_id, action):
    """The person for whom a worker writes, as she is today."""
    at_work = Membership.objects.open_on(timezone.localdate()).filter(pk=membership_id, user__is_active=True)
    by = at_work.select_related("organisation", "user").first()
    if by is None or not allows(by.role, action):
        raise DomainError(NO_LONGER)
    return by


def trace_download(job, by):
    export = LISTS[job.arguments["name"]]
    if export.out_of_date and (refusal := export.out_of_date(job, by)):
        raise DomainError(refusal)
    leave_traces(export, export.rows(by, QueryDict(job.private["asked"])), by=by, subject=job)


@job("list_export", "Export d’une liste", before_download=trace_download)
def write_list(progress, *, name, format):
    export = LISTS[name]
    by = who_may_still(progress.membership_id, export.action)
    rows = export.rows(by, QueryDict(progress.private["asked"]))
    total = count_up_to(rows, MOST_LINES)
    if total > MOST_LINES:
        raise DomainError(TOO_MANY)
    return export.table.result(format, rows.iterator(chunk_size=LINES_AT_ONCE), progress, total)
