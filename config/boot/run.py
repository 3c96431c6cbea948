"""bin/run: the embedded servers, the database, then web, worker and beat under one parent."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from config.boot import children, embedded, house, ports, system
from config.boot.console import say, say_step, table
from config.boot.data_directory import DataDirectory
from config.boot.options import read_options
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
    options = read_options(arguments)
    stopping = StopRequests()
    system.require_libraries()
    data = DataDirectory(os.environ.get("DATA_DIR") or embedded.PROJECT / "var")
    data.create()
    with house.alone(data, f"http://localhost:{options.port}") as lock:
        ports.require_free(options.port)
        say("J’y tiens démarre…")
        embedded.prepare_environment()
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
