"""Long works, done by a worker while the person does something else.

In an application's tasks.py (found by Celery there):

    @job("access_log_export", "Export du journal des accès")
    def export_access_log(progress, *, year):
        by = Membership.objects.open_on(today).get(pk=progress.membership_id)
        lines = list(AccessLogEntry.objects.visible_to(by))
        for number, line in enumerate(lines):
            …
            progress(number, len(lines))                     # seen on the page; stops a work that was cancelled
        return Result(content, "text/csv; charset=utf-8", "journal-des-acces.csv")

and in its view:

    job = start_job(export_access_log, by=request.actor, year=2026)
    return redirect("core:job", job.pk)

Arguments are identifiers, numbers, dates and codes, never a name; `private=` takes what may name somebody, kept
encrypted and found as `progress.private`. The work asks `visible_to` again: rights may have
changed since. It may be run again from the start when a worker is lost, so it does nothing that cannot be done twice.
File names are neutral. What it raises as a DomainError is shown to the person.
"""

import contextlib
import datetime
import logging
import time
import traceback
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pghistory
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from core.enums import JobState
from core.errors import DomainError
from core.locks import WORKS, key_of
from core.messages import as_identifier
from core.models import Job
from core.trail import move
from core.transitions import Transition, TransitionTable

logger = logging.getLogger(__name__)

WAITING, RUNNING, DONE, FAILED, CANCELLED = JobState
OWNER = "la personne qui l’a demandé"
JOBS = TransitionTable(
    "Travail",
    JobState,
    Transition("take_up", "Commencer", sources=[WAITING, RUNNING], target=RUNNING),
    Transition("finish", "Terminer", sources=[RUNNING], target=DONE),
    Transition("fail", "Échouer", sources=[WAITING, RUNNING], target=FAILED),
    Transition("cancel", "Annuler ce travail", sources=[WAITING, RUNNING], target=CANCELLED, roles=[OWNER]),
)
OVER = frozenset(JOBS.ends())

RUN_TASK = "core.tasks.run_job"
RESENT_AFTER = datetime.timedelta(minutes=1)
KEPT_FOR = datetime.timedelta(days=7)
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_WRITES = 0.4

UNEXPECTED = "Une erreur que nous n’attendions pas a arrêté ce travail. Recommencez ; si elle revient, prévenez-nous."
LOST = "Ce travail a été interrompu plusieurs fois. Recommencez à un autre moment, ou sur une période plus courte."


class Cancelled(Exception):
    """The person no longer wants it."""


@dataclass(frozen=True)
class Result:
    content: bytes
    content_type: str
    file_name: str


@dataclass(frozen=True)
class Kind:
    """`before_download(job, by)` leaves the trace that a nominative file asks for, or refuses: it is out of date."""

    name: str
    label: str
    run: Callable
    before_download: Callable | None = None


KINDS: dict[str, Kind] = {}


def job(name, label, *, before_download=None):
    def register(function):
        KINDS[name] = Kind(name, label, function, before_download)
        function.kind = name
        return function

    return register


def start_job(function, *, by, private=None, **arguments):
    """Ask for a work; it is sent once the request has committed. What gets lost is sent again by the sweep."""
    made = Job.objects.create(
        kind=function.kind,
        user_id=by.user_id,
        membership_id=by.pk,
        arguments={name: as_identifier(value) for name, value in arguments.items()},
        private=private,
    )
    transaction.on_commit(lambda: send(made.pk), robust=True)
    return made


def send(job_id, **options):
    current_app.send_task(RUN_TASK, [str(job_id)], **options)


def _step(job, action, *, by=None, role=None, **values):
    """Take a step of the table; False where the state no longer allows it, or the work is gone."""
    try:
        move(job, JOBS, action, by=by, role=role, values=values)
    except (DomainError, Job.DoesNotExist):
        return False
    return True


def cancel_job(job, *, by):
    """`by` is its owner: nobody else reaches it."""
    if not _step(job, "cancel", by=by, role=OWNER, finished_at=timezone.now()):
        raise DomainError("Ce travail est déjà terminé.")


class Progress:
    """What a work is told and tells. Outside of a transaction, for others to see it."""

    def __init__(self, job):
        self.job_id, self.user_id, self.membership_id = job.pk, job.user_id, job.membership_id
        self.private = job.private
        self._written = 0.0

    def __call__(self, done, total=None, note=""):
        now = time.monotonic()
        if now - self._written < SECONDS_BETWEEN_WRITES and done != total:
            return
        self._written = now
        if not Job.objects.filter(pk=self.job_id, state=RUNNING).update(done=done, total=total, note=note):
            raise Cancelled


@contextlib.contextmanager
def _alone(job_id):
    """Held by the connection: it goes with the worker, however the worker goes."""
    lock = [WORKS, key_of(job_id)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", lock)
        (mine,) = cursor.fetchone()
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lock)


def perform(job_id):
    """Do the work unless somebody does it or did it: a doubled message changes nothing."""
    job_id = uuid.UUID(str(job_id))
    with _alone(job_id) as mine:
        if not mine:
            return
        found = Job.objects.filter(pk=job_id).defer("result").first()
        if found is None or found.state in OVER:
            return
        if found.attempts >= MOST_ATTEMPTS:
            _step(found, "fail", error=LOST, finished_at=timezone.now())
        elif _step(found, "take_up", started_at=timezone.now(), attempts=found.attempts + 1):
            _run(found)


def _run(job):
    try:
        with pghistory.context(user=str(job.user_id), membership=str(job.membership_id)):
            result = KINDS[job.kind].run(Progress(job), **job.arguments)
    except Cancelled:
        return
    except DomainError as refused:
        _step(job, "fail", error=refused.message, finished_at=timezone.now())
    except Exception as error:
        # Where, not what: the message of an error may quote what it stumbled over.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("job %s (%s) failed: %s\n%s", job.pk, job.kind, type(error).__name__, where)
        _step(job, "fail", error=UNEXPECTED, finished_at=timezone.now())
    else:
        made = vars(result) if result else {}
        words = {name: made[name] for name in ("content_type", "file_name") if made}
        _step(job, "finish", result=made.get("content"), finished_at=timezone.now(), **words)


def resume_lost_jobs():
    """Send again what waits for too long or runs: the worker that has it, if any, keeps it (`_alone`)."""
    now = timezone.now()
    waiting = Job.objects.filter(state=WAITING, created_at__lt=now - RESENT_AFTER)
    for job_id in (waiting | Job.objects.filter(state=RUNNING)).order_by("created_at").values_list("pk", flat=True):
        send(job_id, expires=RESENT_AFTER.total_seconds())


def purge_jobs():
    """A result is there to be fetched, not to be kept."""
    Job.objects.filter(state__in=OVER, finished_at__lt=timezone.now() - KEPT_FOR).delete()
