import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("jytiens")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def show_sign_of_life(**_):
    """At once: beat's first request would leave /sante/pret unhappy for ten seconds."""
    app.send_task("core.tasks.beat_heart", expires=10)
