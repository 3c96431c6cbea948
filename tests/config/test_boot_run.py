"""bin/run, for real: it starts, stops whole, starts again after a sudden death, and says what is wrong."""

import contextlib
import errno
import fcntl
import json
import os
import pathlib
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request

import pytest

from accounts.enums import Role
from config.boot import embedded
from config.boot.options import USAGE, read_options

FOREIGN = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "PGHOST", "SECRET_KEY", "FIELD_KEYS", "PUBLIC_URL")
LAST_WORDS = "Ctrl-C pour arrêter."
CLOCK_TICKS = os.sysconf("SC_CLK_TCK")


def free_port():
    """Free now; somebody else may take it before we do."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def next_line(stream):
    """Empty at the end. A terminal that nobody writes in any more is an input/output error: that is its end."""
    try:
        return stream.readline()
    except OSError as error:
        if error.errno != errno.EIO:
            raise
        return ""


class House:
    """One « bin/run » on a data folder, past the installation of its packages."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.options = options
        self.port = free_port()
        self.process = None
        self.said = ""

    def environment(self):
        own = {"DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        return {name: value for name, value in os.environ.items() if name not in FOREIGN} | own

    def start(self, **streams):
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.boot.run", *self.options, "--port", str(self.port)],
            cwd=embedded.PROJECT,
            env=self.environment(),
            **{"stdin": subprocess.DEVNULL, **output, **streams},
        )
        return self.process

    def start_and_wait(self):
        self.until_ready(lambda: self.start().stdout)

    def until_ready(self, begin):
        """Start, then read all that it says until it is ready; once more where its port was taken in between."""
        for _ in range(3):
            self.said = ""
            stream = begin()
            while line := next_line(stream):
                self.said += line
                if LAST_WORDS in line:
                    assert f"J’y tiens est prêt : http://localhost:{self.port}" in self.said
                    return
            self.process.wait(30)
            if "est déjà pris" not in self.said:
                break
            self.port = free_port()
        raise AssertionError(self.said)

    def manage(self, *arguments):
        """bin/manage, past the installation of its packages."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=embedded.PROJECT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def processor_seconds(self):
        """What it, its children and theirs have worked so far: the same on a machine that others use too."""
        children, worked = {}, {}
        for path in pathlib.Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = path.read_text().rpartition(")")[2].split()
                children.setdefault(int(fields[1]), []).append(int(path.parent.name))
                worked[int(path.parent.name)] = sum(map(int, fields[11:15])) / CLOCK_TICKS
        family = [self.process.pid]
        for pid in family:
            family += children.get(pid, [])
        assert len(family) > 5
        return sum(worked[pid] for pid in family)

    def get(self, path):
        visitor = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor())
        with visitor.open(f"http://localhost:{self.port}{path}", timeout=30) as answer:
            return answer.status

    def remains(self):
        """Whatever still runs on its folder: it is in their command or in their environment."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                words = (entry / "environ").read_bytes() + b"\0" + (entry / "cmdline").read_bytes()
                if int(entry.name) != os.getpid() and os.fsencode(self.folder) in words:
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" "))
        return found

    def wait_until_nothing_remains(self, patience=15):
        limit = time.monotonic() + patience
        while left := self.remains():
            assert time.monotonic() < limit, left
            time.sleep(0.1)


@pytest.fixture
def house(apart):
    house = House(apart / "données", "--no-demo")
    yield from _stopped_afterwards(house)


@pytest.fixture
def furnished_house(apart):
    """With its demonstration."""
    yield from _stopped_afterwards(House(apart / "données"))


def _stopped_afterwards(house):
    yield house
    if house.process and house.process.poll() is None:
        house.process.kill()
        house.process.wait()
    if house.process and house.process.stdout:
        house.process.stdout.close()
    house.wait_until_nothing_remains()


@pytest.mark.first
def test_it_starts_stops_and_starts_again_with_its_data(house):
    house.start_and_wait()
    assert house.get("/sante/pret") == 200
    secrets = (house.folder / "secrets.env").read_text()
    (house.folder / "pg" / "witness").write_text("the same cluster")

    house.process.terminate()
    output, _ = house.process.communicate(timeout=30)
    assert house.process.returncode == 0
    assert "Tout est arrêté" in output
    assert not house.remains()

    house.start_and_wait()
    assert house.processor_seconds() < 15
    house.process.kill()
    house.process.communicate()
    house.start_and_wait()  # at once: it waits for what is left of the one before
    assert house.get("/sante/pret") == 200
    assert (house.folder / "secrets.env").read_text() == secrets
    assert (house.folder / "pg" / "witness").exists()

    house.process.kill()
    house.wait_until_nothing_remains()


def test_a_closed_terminal_stops_everything(house):
    terminals = []

    def start_in_a_terminal():
        terminal, inside = pty.openpty()
        house.start(stdin=inside, stdout=inside, stderr=inside, start_new_session=True, preexec_fn=_take_terminal)
        os.close(inside)
        terminals.append(open(terminal, encoding="utf-8", errors="replace"))  # noqa: SIM115 (closed below)
        return terminals[-1]

    house.until_ready(start_in_a_terminal)
    for terminal in terminals:
        terminal.close()
    assert house.process.wait(30) == 0
    assert not house.remains()


def _take_terminal():
    """As a shell does: the terminal's hang-up will reach this session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.mark.first
def test_its_accounts_its_commands_and_what_stops_it(furnished_house):
    house = furnished_house
    house.start_and_wait()
    _one_account_a_role_is_shown(house)
    _commands_join_it_and_lead_to_it(house)
    _a_second_one_is_refused(house)
    _the_death_of_a_child_stops_the_rest(house)


def _one_account_a_role_is_shown(house):
    lines = house.said.partition("Comptes de démonstration :\n")[2].partition("  Les autres")[0].splitlines()
    shown = [re.split(r" {2,}", line.strip()) for line in lines]
    assert shown[0] == ["Rôle", "Organisation", "Adresse", "Mot de passe"]
    assert {role for role, *_ in shown[1:]} == set(Role.labels)
    assert len(shown[1:]) == len(Role)
    known = json.loads(house.manage("demo", "--accounts", "--format", "json"))
    assert {(email, password) for *_, email, password in shown[1:]} <= {
        (account["email"], account["password"]) for account in known
    }


def _commands_join_it_and_lead_to_it(house):
    """The invitation that a command writes is one that the running house reads, at the address that it gives."""
    person = ("--email", "nouvelle@example.org", "--first-name", "Nouvelle", "--last-name", "Venue")
    answer = house.manage("create_administrator", *person, "--organisation", "Une association")
    link = answer.split()[-1]
    assert link.startswith(f"http://localhost:{house.port}/")
    assert house.get(link.removeprefix(f"http://localhost:{house.port}")) == 200


def _a_second_one_is_refused(house):
    second = House(house.folder)
    output, _ = second.start().communicate(timeout=30)
    assert second.process.returncode == 1
    assert f"tourne déjà avec {house.folder} : http://localhost:{house.port}" in output


def _the_death_of_a_child_stops_the_rest(house):
    worker = next(
        int(path.parent.name)
        for path in pathlib.Path("/proc").glob("[0-9]*/status")
        if f"PPid:\t{house.process.pid}\n" in path.read_text()
        and b"worker" in path.with_name("cmdline").read_bytes()
        and b"gunicorn" not in path.with_name("cmdline").read_bytes()
    )
    os.kill(worker, signal.SIGKILL)
    output, _ = house.process.communicate(timeout=30)
    assert house.process.returncode == 1
    assert "Le processus des travaux de fond s’est arrêté tout seul" in output
    assert str(house.folder / "log" / "worker.log") in output
    house.wait_until_nothing_remains()


def test_a_taken_port_is_one_sentence_with_what_to_type(house):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        output, _ = house.start().communicate(timeout=30)
    assert house.process.returncode == 1
    assert f"Le port {house.port} est déjà pris : essayez « bin/run --port " in output
    assert len(output.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("--port=0", "--port attend un nombre entre 1 et 65535."),
        ("--port=70000", "--port attend un nombre entre 1 et 65535."),
        ("--port=abc", "--port attend un nombre entre 1 et 65535."),
        ("--port", "--port attend une valeur."),
        ("--no-demo=oui", "--no-demo n’attend pas de valeur."),
        ("--bogus", "« --bogus » n’est pas une option de cette commande."),
        ("vite", "« vite » n’est pas une option de cette commande."),
    ],
)
def test_what_may_not_be_typed_is_said_in_french(capsys, typed, answer):
    with pytest.raises(SystemExit) as refusal:
        read_options([typed])
    assert refusal.value.code == 2
    assert capsys.readouterr().err.splitlines() == [answer, f"Usage : {USAGE}"]


def test_help_is_in_french(capsys):
    with pytest.raises(SystemExit):
        read_options(["--help"])
    said = capsys.readouterr().out
    assert said.startswith(f"Usage : {USAGE}\n")
    assert "afficher cette aide" in said
    assert "show this" not in said
