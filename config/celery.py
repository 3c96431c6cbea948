import os
import signal

from celery import Celery
from celery.signals import worker_process_init, worker_ready

from config.boot.processes import receive_at_death_of_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = Celery("jytiens")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# What a worker exports (accounts.list_exports).
app.autodiscover_tasks(related_name="lists")


@worker_ready.connect
def show_sign_of_life(**_):
    """At once: beat's first request would leave /sante/pret unhappy for ten seconds."""
    app.send_task("core.tasks.beat_heart", expires=10)


@worker_process_init.connect
def do_not_outlive_the_worker(**_):
    """A task whose worker was killed is given to another: the first one must not run on beside it."""
    receive_at_death_of_parent(signal.SIGKILL)
