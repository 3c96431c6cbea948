"""Gunicorn as production runs it (threads, preload), with one worker, on a loopback port that nobody else has."""

import contextlib
import ctypes
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

from django.conf import settings
from django.core.management import CommandError
from django.db import connection

PR_SET_PDEATHSIG = 1
PATIENCE = 60
TESTS, SERVED = "config.settings.test", "config.settings.dev"
OPTIONS = ["--workers", "1", "--threads", "4", "--preload", "--no-control-socket", "--keep-alive", "60"]
OPTIONS += ["--graceful-timeout", "1"]
_libc = ctypes.CDLL(None)


class Server:
    def __init__(self, process, port, log):
        self.process, self.port, self.log = process, port, log

    def worker_memory(self):
        """(RSS, PSS) of the one worker in MiB, as the kernel counts them; None where it does not say."""
        try:
            children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            lines = pathlib.Path(f"/proc/{children[0]}/smaps_rollup").read_text().splitlines()[1:]
        except (OSError, IndexError):
            return None
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
        return kilobytes["Rss"] / 1024, kilobytes["Pss"] / 1024

    def failure(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace")[-4000:]


@contextlib.contextmanager
def serve(application, environment):
    """Run this WSGI application until the block ends, or this process does, however it does."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening, tempfile.TemporaryFile() as log:
        number = listening.fileno()
        command = [sys.executable, "-m", "gunicorn", application, *OPTIONS, "--bind", f"fd://{number}"]
        if os.access("/dev/shm", os.W_OK):
            command += ["--worker-tmp-dir", "/dev/shm"]
        process = subprocess.Popen(
            command,
            env={**os.environ, **environment},
            cwd=settings.BASE_DIR,
            pass_fds=[number],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with(os.getpid()),
        )
        server = Server(process, listening.getsockname()[1], log)
        try:
            _wait_for_the_worker(server)
            yield server
        finally:
            _stop(process)


def _die_with(parent):
    """The kernel ends gunicorn with us: a bench that is killed leaves no server behind."""

    def ask_the_kernel():
        if hasattr(_libc, "prctl"):
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(1)

    return ask_the_kernel


def _wait_for_the_worker(server):
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit and server.process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.port), timeout=1) as asking:
            asking.settimeout(PATIENCE)
            asking.sendall(b"GET /sante/vivant HTTP/1.0\r\nHost: localhost\r\n\r\n")
            if asking.recv(16):
                return
    raise CommandError(f"Le serveur du banc de mesure n’a pas démarré :\n{server.failure()}")


def _stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def our_environment(database):
    """Our own settings on the bench's database, as strict as in production; jobs are handed to nobody."""
    module = os.environ.get("DJANGO_SETTINGS_MODULE", TESTS)
    return {
        "DJANGO_SETTINGS_MODULE": SERVED if module == TESTS else module,
        "DEBUG": "false",
        "ALLOWED_HOSTS": "localhost",
        "REQUIRE_SECOND_FACTOR": "true",
        "REDIS_URL": settings.REDIS_URL,
        "CELERY_BROKER_URL": "memory://",
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        **_on_database(database),
    }


def _on_database(name):
    urls = {key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_OWNER_URL") if os.environ.get(key)}
    if not urls:
        return {"DATABASE_NAME": name}
    return {key: urllib.parse.urlsplit(url)._replace(path=f"/{name}").geturl() for key, url in urls.items()}


def limit_environment(database, folder):
    """The limit is told where the rows are, and nothing else of our settings."""
    wanted = ("ENGINE", "HOST", "PORT", "USER", "PASSWORD", "OPTIONS", "ATOMIC_REQUESTS", "CONN_MAX_AGE")
    parameters = {key: connection.settings_dict[key] for key in wanted if key in connection.settings_dict}
    static = [("", str(entry)) if isinstance(entry, os.PathLike) else entry for entry in settings.STATICFILES_DIRS]
    told = {"database": {**parameters, "NAME": database}, "folder": str(folder), "static": static}
    return {"BENCH_LIMIT": json.dumps(told, default=str), "DJANGO_SETTINGS_MODULE": ""}
