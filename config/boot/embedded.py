"""Join the private PostgreSQL and Redis of a DATA_DIR, starting whichever does not run yet.

Any number of processes may join at once; the servers stop when the last one is gone (see keeper.py).
Where DATABASE_URL or REDIS_URL is set, that server is somebody else's and nothing of it is embedded.
"""

import fcntl
import os
import pathlib
import subprocess
import sys
import time

from config.boot import house
from config.boot.data_directory import DataDirectory, try_lock
from config.boot.local_secrets import local_secrets
from config.boot.processes import CannotStart
from config.boot.servers import SERVERS

PROJECT = pathlib.Path(__file__).resolve().parents[2]
PATIENCE = 120
EMBEDDING_SETTINGS = ("config.settings.dev", "config.settings.test")
_held = {}  # path of the lock → (server, descriptor): keeps the servers up as long as this process lives


def prepare_environment(*, settings="config.settings.dev", default="var", durable=True):
    """What every entry point does first: complete os.environ, except in production, which brings its own."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    if os.environ["DJANGO_SETTINGS_MODULE"] in EMBEDDING_SETTINGS:
        os.environ.update(join(os.environ.get("DATA_DIR") or PROJECT / default, durable=durable))


def join(data_dir, *, durable=True):
    """Returns the environment (PGHOST, REDIS_URL, SECRET_KEY…) that Django needs beyond what is already set."""
    data = DataDirectory(data_dir)
    data.create()
    servers = [kind(data, durable=durable) for kind in SERVERS if not os.environ.get(kind.replaced_by)]
    for server in servers:
        _hold(server)
    with data.open_lock("start") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)  # one starter at a time
        environment = {"DATA_DIR": str(data.path), **local_secrets(data)}
        _start(servers)
    for server in servers:
        environment |= server.environment()
    if not os.environ.get("PUBLIC_URL") and (address := house.address(data)):
        environment["PUBLIC_URL"] = address  # the links of an e-mail lead to the house that runs here
    return environment


def held_descriptors():
    """Give these to children (pass_fds) that must keep the servers up even when this process is killed."""
    return [descriptor for _, descriptor in _held.values()]


def lost_servers():
    """The servers that we hold and that run no more."""
    return [server for server, _ in _held.values() if not server.is_ready()]


def leave(*, patience=15):
    """Give all servers up and, unless somebody else uses them, see them stop."""
    limit = time.monotonic() + patience
    left = []
    while _held:
        _, (server, descriptor) = _held.popitem()
        os.close(descriptor)
        left.append(server)
    for server in left:
        while server.data.is_locked(f"{server.name}.keeper") and not _has_users(server):
            if time.monotonic() > limit:
                return
            time.sleep(0.05)


def _hold(server):
    key = server.data.run / f"{server.name}.users"
    if key not in _held:
        with server.data.open_lock(f"{server.name}.users") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)  # waits while a keeper is stopping
            _held[key] = server, os.dup(lock.fileno())


def _has_users(server):
    """Nobody in the way of an exclusive lock: no user. The keeper itself in the way: no user either."""
    with server.data.open_lock(f"{server.name}.users") as lock:
        return not try_lock(lock, fcntl.LOCK_EX) and try_lock(lock, fcntl.LOCK_SH)


def _start(servers):
    keepers = {}
    limit = time.monotonic() + PATIENCE
    while waiting := [server for server in servers if not server.is_ready()]:
        for server in waiting:
            keeper = keepers.get(server.name)
            if keeper and keeper.poll():
                raise CannotStart(_excuse(server))
            if (keeper is None or keeper.returncode == 0) and not server.data.is_locked(f"{server.name}.keeper"):
                keepers[server.name] = _start_keeper(server)
        if time.monotonic() > limit:
            raise CannotStart(_excuse(waiting[0]))
        time.sleep(0.02)


def _start_keeper(server):
    durability = "durable" if server.durable else "fast"
    with server.data.open_log(server.name) as log:
        return subprocess.Popen(
            [sys.executable, "-m", "config.boot.keeper", server.name, str(server.data.path), durability],
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _excuse(server):
    log = server.data.log / f"{server.name}.log"
    last_lines = log.read_text(errors="replace").splitlines()[-5:]
    return f"{server.name} n’a pas démarré ; la suite est dans {log} :\n" + "\n".join(f"  {x}" for x in last_lines)
