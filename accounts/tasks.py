"""E-mails and long works. A message carries identifiers only; a lost or doubled one changes nothing."""

import datetime

from celery import shared_task
from django.utils import timezone

from accounts.exports import ACCESS_LOG
from accounts.list_exports import who_may_still
from accounts.models import AccessLogEntry
from accounts.services.letters import write_invitation, write_second_factor_reset
from accounts.services.notices import purge_notices, send_digests, send_one
from accounts.trace import record_access
from core.errors import DomainError
from core.exports import CSV
from core.jobs import job
from core.working_days import is_working_day

MOST_LINES = 200_000


@shared_task
def send_invitation(invitation_id, link_serial):
    write_invitation(invitation_id=invitation_id, link_serial=link_serial, now=timezone.now())


@shared_task
def tell_second_factor_was_reset(user_id):
    write_second_factor_reset(user_id=user_id)


@shared_task
def send_notice(notice_id):
    send_one(notice_id=notice_id, now=timezone.now())


@shared_task
def send_notice_digests():
    """Beat asks each morning; nothing leaves on a day on which offices are closed."""
    now = timezone.now()
    if is_working_day(timezone.localdate(now)):
        send_digests(now=now)
    purge_notices(now=now)


def trace_export(job, by):
    record_access(by=by, action="access_log.export", subject=job, owner=by.organisation, technical=True)


@job("access_log_export", "Export du journal des accès", before_download=trace_export)
def export_access_log(progress, *, format=CSV, since=None, until=None, action=None, user_id=None):
    """What the person may read today, whatever she could when she asked."""
    by = who_may_still(progress.membership_id, "access_log.export")
    entries = AccessLogEntry.objects.visible_to(by).between(as_day(since), as_day(until))
    if action:
        entries = entries.filter(action=action)
    if user_id:
        entries = entries.filter(user=user_id)
    total = entries.order_by()[: MOST_LINES + 1].count()
    if total > MOST_LINES:
        raise DomainError("Plus de 200 000 lignes : choisissez une période plus courte.")
    rows = entries.select_related("user", "organisation", "membership").iterator(chunk_size=2000)
    return ACCESS_LOG.result(format, rows, progress, total)


def as_day(written):
    return datetime.date.fromisoformat(written) if written else None
