"""The one house of a data folder: run/run.lock is held as long as it runs, and says « pid address »."""

import contextlib
import fcntl
import os
import pathlib
import time

from config.boot.data_directory import try_lock
from config.boot.processes import CannotStart

PATIENCE = 30


@contextlib.contextmanager
def alone(data, address):
    """One house per data folder. The children hold the lock too: after a kill -9 we wait for the last of them."""
    with data.open_lock("run") as lock:
        limit = time.monotonic() + PATIENCE
        while not try_lock(lock, fcntl.LOCK_EX):
            pid, other = _read(lock)
            if _is_a_run(pid):
                raise CannotStart(
                    f"J’y tiens tourne déjà avec {data.path} : {other}\n"
                    "Pour en lancer un autre à côté : « DATA_DIR=var/autre bin/run --port 8001 »."
                )
            if time.monotonic() > limit:
                raise CannotStart(f"Des processus du démarrage précédent vivent encore dans {data.path} : arrêtez-les.")
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(f"{os.getpid()} {address}")
        lock.flush()
        yield lock


def address(data):
    """Where the house of this folder answers; empty when none runs."""
    with data.open_lock("run") as lock:
        pid, address = _read(lock)
        return address if _is_a_run(pid) and data.is_locked("run") else ""


def _read(lock):
    lock.seek(0)
    return [*lock.read().split(), "", ""][:2]


def _is_a_run(pid):
    with contextlib.suppress(OSError):
        return b"config.boot.run" in pathlib.Path(f"/proc/{pid or 'none'}/cmdline").read_bytes()
    return False
