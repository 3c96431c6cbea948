"""The processes of the house: web, worker, beat, under one parent that they never outlive."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from config.boot import embedded, ports
from config.boot.processes import die_with_parent

STOP_PATIENCE = 15


class Child:
    """One process with a log of its own; `death_signal` is what it gets when its parent is killed."""

    def __init__(self, label, name, command, *, data, keep_open, death_signal=signal.SIGTERM):
        self.label = label
        self.name = name
        self.command = command
        self.data = data
        self.keep_open = keep_open
        self.death_signal = death_signal
        self.process = None

    def start(self):
        with self.data.open_log(self.name) as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=embedded.PROJECT,
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=[*embedded.held_descriptors(), *self.keep_open],
                preexec_fn=die_with_parent(self.death_signal),
            )

    def is_alive(self):
        return self.process.poll() is None

    def ask_to_stop(self):
        if self.is_alive():
            self.process.terminate()

    def kill(self):
        """It and all that it started: they share its session."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()


def family(data, *, port, reload, keep_open):
    """The three of them. A worker asked to stop ends its task first: when its parent is killed, it is killed too."""
    shared = {"data": data, "keep_open": keep_open}
    return [
        Child("le site", "web", web(port, reload=reload), **shared),
        Child("le processus des travaux de fond", "worker", worker(), death_signal=signal.SIGKILL, **shared),
        Child("le planificateur", "beat", beat(data), **shared),
    ]


def web(port, *, reload):
    command = ["gunicorn", "config.wsgi:application", "--workers", "2", "--threads", "4", "--no-control-socket"]
    for address in ports.addresses(port):
        command += ["--bind", address]
    if os.access("/dev/shm", os.W_OK):
        command += ["--worker-tmp-dir", "/dev/shm"]
    command += ["--graceful-timeout", "5"]
    if not reload:
        return [*command, "--preload"]
    templates = sorted(embedded.PROJECT.joinpath("templates").rglob("*.html"))
    return [*command, "--reload", *(part for path in templates for part in ("--reload-extra-file", str(path)))]


def worker():
    quiet = ["--without-gossip", "--without-mingle", "--loglevel", "INFO"]
    return ["celery", "--app", "config.celery:app", "worker", "--concurrency", "2", *quiet]


def beat(data):
    files = ["--schedule", str(data.run / "beat-schedule"), "--pidfile", ""]
    return ["celery", "--app", "config.celery:app", "beat", *files, "--loglevel", "INFO"]


def stop_all(children, *, in_a_hurry):
    """Ask all, wait for all, then kill whatever is left; `in_a_hurry()` cuts the waiting short."""
    started = [child for child in children if child.process]
    for child in started:
        child.ask_to_stop()
    limit = time.monotonic() + STOP_PATIENCE
    while any(child.is_alive() for child in started) and time.monotonic() < limit and not in_a_hurry():
        time.sleep(0.05)
    for child in started:
        child.kill()


class Sources:
    """The Python files of the project, to see when one changes."""

    def __init__(self):
        self._seen = self._look()

    def have_changed(self):
        before, self._seen = self._seen, self._look()
        return before != self._seen

    def _look(self):
        times = {}
        for package in embedded.PROJECT.glob("*/__init__.py"):
            for path in package.parent.rglob("*.py"):
                with contextlib.suppress(FileNotFoundError):  # an editor's, gone already
                    times[path] = path.stat().st_mtime_ns
        return times
