"""What is done by night. A message carries nothing; a doubled one changes nothing."""

from celery import shared_task
from django.utils import timezone

from accompaniment.services.digests import tell_late_meetings
from core.working_days import is_working_day


@shared_task
def tell_late_cadences():
    """Beat asks before each morning; nobody is told on a day on which offices are closed."""
    today = timezone.localdate()
    if is_working_day(today):
        tell_late_meetings(today=today)
