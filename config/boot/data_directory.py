"""DATA_DIR: where its locks, logs, sockets and servers are."""

import contextlib
import fcntl
import hashlib
import os
import pathlib

from config.boot.processes import CannotStart

LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432.lock"
LOG_SIZE_LIMIT = 5_000_000


class DataDirectory:
    def __init__(self, path):
        self.path = pathlib.Path(path).resolve()
        self.postgres = self.path / "pg"
        self.redis = self.path / "redis"
        self.run = self.path / "run"
        self.log = self.path / "log"
        # Letters that nothing sends: config.settings.dev writes them here, links and all.
        self.letters = self.path / "courriels"

    def create(self):
        try:
            if not self.path.exists():
                self.path.mkdir(parents=True, exist_ok=True)
                _give(self.path, self.path.parent)
            for folder, mode in ((self.run, 0o755), (self.log, 0o700), (self.letters, 0o700)):
                folder.mkdir(mode=mode, exist_ok=True)
                self.give_to_owner(folder)
            with self.open_lock("start"):
                pass
        except OSError as error:
            raise CannotStart(
                f"Impossible d’écrire dans {self.path} ({error.strerror}). Ce dossier appartient peut-être à un "
                f"autre compte : reprenez ce compte, ou choisissez un autre dossier avec DATA_DIR=…"
            ) from None

    @property
    def sockets(self):
        """A folder for the servers' sockets: a short one where a socket's path would be too long."""
        folder = self.run / "s"
        if len(os.fsencode(folder)) + len(LONGEST_SOCKET_NAME) <= LONGEST_SOCKET_PATH:
            return folder
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return pathlib.Path("/tmp") / f"jytiens-{os.geteuid()}-{digest}"

    def give_to_owner(self, path):
        """What root creates in somebody's folder belongs to that person: else her next start fails."""
        _give(path, self.path)

    def open_lock(self, name):
        lock = open(self.run / f"{name}.lock", "a+")  # noqa: SIM115 (held as long as its user lives)
        self.give_to_owner(lock.name)
        return lock

    def open_log(self, name):
        path = self.log / f"{name}.log"
        if path.exists() and path.stat().st_size > LOG_SIZE_LIMIT:
            path.replace(path.with_suffix(".log.1"))
        log = open(path, "ab")  # noqa: SIM115 (a child writes in it)
        self.give_to_owner(path)
        return log

    def is_locked(self, name):
        """True while some process holds this lock exclusively: the kernel forgets nothing and keeps nothing stale."""
        with self.open_lock(name) as lock:
            return not try_lock(lock, fcntl.LOCK_SH)


def _give(path, like):
    if os.geteuid() == 0 and (owner := like.stat()).st_uid:
        os.chown(path, owner.st_uid, owner.st_gid)


def try_lock(lock, kind):
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
        return True
    return False
