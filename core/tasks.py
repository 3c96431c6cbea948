import datetime

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from core import jobs
from core.models import Submission

HEARTBEAT_KEY = "worker-heartbeat"
HEARTBEAT_SECONDS = 60
# Long after a browser could still post the same page again.
SUBMISSIONS_KEPT_FOR = datetime.timedelta(days=2)


@shared_task
def beat_heart():
    """Beat sends it, a worker writes it: its age says whether both are alive."""
    cache.set(HEARTBEAT_KEY, timezone.now().isoformat(), HEARTBEAT_SECONDS)


@shared_task
def run_job(job_id):
    jobs.perform(job_id)


@shared_task
def resume_lost_jobs():
    jobs.resume_lost_jobs()


@shared_task
def purge():
    """What was kept for a while only."""
    Submission.objects.filter(created_at__lt=timezone.now() - SUBMISSIONS_KEPT_FOR).delete()
    jobs.purge_jobs()
