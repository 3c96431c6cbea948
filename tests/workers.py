"""A real Celery worker, in a process of its own, on the database and the Redis of the test."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from django.conf import settings
from django.db import connection


def environment():
    """The worker's settings build their database's name from the environment: it gets the test's."""
    name = connection.settings_dict["NAME"]
    found = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test", "DATABASE_NAME": name}
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if found.get(variable):
            address, mark, query = found[variable].partition("?")
            found[variable] = f"{address.rpartition('/')[0]}/{name}{mark}{query}"
    return found


class Worker:
    def __init__(self, log):
        command = [sys.executable, "-m", "celery", "-A", "tests.core.worker", "worker", "--concurrency", "1"]
        self.process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"],
            cwd=settings.BASE_DIR, env=environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip

    def kill(self):
        """kill -9 of the worker and its children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextlib.contextmanager
def worker(log_path):
    with log_path.open("ab") as log:
        running = Worker(log)
        try:
            yield running
        finally:
            running.kill()


def wait_for(condition, seconds=30, what="it"):
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, f"{what} did not come"
        time.sleep(0.05)
