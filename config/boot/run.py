"""bin/run: the embedded servers, the database, then web, worker and beat under one parent."""

import argparse
import contextlib
import fcntl
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from config.boot import children, embedded, ports, system
from config.boot.console import say, say_step, table
from config.boot.data_directory import DataDirectory, try_lock
from config.boot.processes import CannotStart, die_with_parent, stop

READY_PATIENCE = 120
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopRequests:
    """The signals that ask us to stop: one stops in order, two at once."""

    def __init__(self):
        self.count = 0
        for number in STOP_SIGNALS:
            signal.signal(number, self._count)

    def _count(self, *_):
        self.count += 1

    def __bool__(self):
        return self.count > 0

    def insist(self):
        return self.count > 1


class Stopped(Exception):
    """Somebody asked us to stop before everything was up."""


def main(arguments=None):
    options = _options(arguments)
    stopping = StopRequests()
    system.require_libraries()
    data = DataDirectory(os.environ.get("DATA_DIR") or embedded.PROJECT / "var")
    data.create()
    with _alone(data, options.port) as lock:
        ports.require_free(options.port)
        say("J’y tiens démarre…")
        embedded.prepare_environment()
        os.environ["PUBLIC_URL"] = f"http://localhost:{options.port}"
        say_step("serveurs de données")
        family = children.family(data, port=options.port, reload=options.reload, keep_open=[lock.fileno()])
        try:
            accounts = _prepare_database(options, stopping)
            say_step("base de données à jour")
            _serve(family, options, accounts, stopping, data)
        except Stopped:
            pass
        finally:
            say("\nArrêt…")
            children.stop_all(family, in_a_hurry=stopping.insist)
            embedded.leave()
    say("Tout est arrêté.")


def _options(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/run",
        description="Démarre J’y tiens sur cette machine : PostgreSQL, Redis, web, travaux de fond.",
        epilog="Les données sont dans DATA_DIR (var/ par défaut).",
    )
    parser.add_argument("--port", type=int, default=8000, help="port du site (8000 par défaut)")
    parser.add_argument("--no-demo", action="store_true", help="ne pas charger les données de démonstration")
    parser.add_argument("--reload", action="store_true", help="recharger quand le code change (développement)")
    options = parser.parse_args(arguments)
    if not 0 < options.port < 65536:
        parser.error("--port attend un nombre entre 1 et 65535")
    return options


@contextlib.contextmanager
def _alone(data, port):
    """One house per data folder. The children hold the lock too: after a kill -9 we wait for the last of them."""
    with data.open_lock("run") as lock:
        limit = time.monotonic() + 30
        while not try_lock(lock, fcntl.LOCK_EX):
            lock.seek(0)
            pid, address = [*lock.read().split(), "", ""][:2]
            if _is_a_run(pid):
                raise CannotStart(
                    f"J’y tiens tourne déjà avec {data.path} : {address}\n"
                    "Pour en lancer un autre à côté : « DATA_DIR=var/autre bin/run --port 8001 »."
                )
            if time.monotonic() > limit:
                raise CannotStart(f"Des processus du démarrage précédent vivent encore dans {data.path} : arrêtez-les.")
            time.sleep(0.1)
        lock.truncate(0)
        lock.write(f"{os.getpid()} http://localhost:{port}")
        lock.flush()
        yield lock


def _is_a_run(pid):
    with contextlib.suppress(OSError):
        return b"config.boot.run" in pathlib.Path(f"/proc/{pid or 'none'}/cmdline").read_bytes()
    return False


def _prepare_database(options, stopping):
    """Migrations, catalogue, demonstration. Returns the demonstration accounts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "config.boot.database", *(["--no-demo"] if options.no_demo else [])],
        cwd=embedded.PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        start_new_session=True,
        pass_fds=embedded.held_descriptors(),
        preexec_fn=die_with_parent(),
    )
    answer = None
    while answer is None:
        if stopping:
            stop(process, signal.SIGTERM)
            raise Stopped
        with contextlib.suppress(subprocess.TimeoutExpired):
            answer, _ = process.communicate(timeout=0.1)
    if process.returncode:
        raise CannotStart("La base de données n’a pas pu être préparée : la raison est écrite ci-dessus.")
    return json.loads(answer)


def _serve(family, options, accounts, stopping, data):
    for child in family:
        child.start()
    _wait_until_ready(family, options.port, stopping, data)
    say_step("prêt")
    _welcome(options, accounts, data)
    sources = children.Sources() if options.reload else None
    while not stopping:
        time.sleep(0.2)
        _require_alive(family[:1] if sources else family, data)
        if sources and sources.have_changed():
            say("Le code a changé : redémarrage des travaux de fond.")
            _restart(family[1:])


def _wait_until_ready(family, port, stopping, data):
    limit = time.monotonic() + READY_PATIENCE
    while not _is_ready(port):
        if stopping:
            raise Stopped
        _require_alive(family, data)
        if time.monotonic() > limit:
            raise CannotStart(f"Le site ne répond pas après {READY_PATIENCE} s : voyez {data.log}.")
        time.sleep(0.05)


def _is_ready(port):
    """Ask the health page itself, never through a proxy."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/sante/pret", timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _require_alive(family, data):
    for child in family:
        if not child.is_alive():
            raise CannotStart(f"{child.label.capitalize()} s’est arrêté tout seul : voyez {data.log / child.name}.log.")
    for server in embedded.lost_servers():
        raise CannotStart(f"Le serveur {server.name} s’est arrêté tout seul : voyez {data.log / server.name}.log.")


def _restart(family):
    for child in family:
        child.ask_to_stop()
    for child in family:
        child.kill()
        child.start()


def _welcome(options, accounts, data):
    say(f"\nJ’y tiens est prêt : http://localhost:{options.port}\n")
    if accounts:
        rows = [("Rôle", "Organisation", "Adresse", "Mot de passe")]
        rows += [(line["role"], line["organisation"], line["email"], line["password"]) for line in accounts]
        say("Comptes de démonstration :")
        for line in table(rows):
            say(f"  {line}")
        say("  Les autres : bin/manage demo --accounts")
    else:
        say("Aucun compte de démonstration. Pour créer le vôtre : bin/manage create_administrator")
    say(f"\nJournaux : {data.log}. Ctrl-C pour arrêter.")


if __name__ == "__main__":
    main()
