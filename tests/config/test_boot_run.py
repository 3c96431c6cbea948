"""bin/run, for real: it starts, stops whole, starts again after a sudden death, and says what is wrong."""

import contextlib
import fcntl
import os
import pathlib
import pty
import signal
import socket
import subprocess
import sys
import termios
import time
import urllib.request

import pytest

from config.boot import embedded

FOREIGN = ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "PGHOST", "SECRET_KEY", "FIELD_KEYS")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def crowd():
    """How many processes share a processor: a duration promised for a machine of one's own is so many times longer."""
    return max(1, os.getloadavg()[0] / os.cpu_count())


class House:
    """One « bin/run » on a data folder, past the installation of its packages."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None

    def start(self, **options):
        environment = {name: value for name, value in os.environ.items() if name not in FOREIGN}
        environment |= {"DATA_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "config.settings.dev"}
        output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.boot.run", "--no-demo", "--port", str(self.port)],
            cwd=embedded.PROJECT,
            env=environment,
            **{"stdin": subprocess.DEVNULL, **output, **options},
        )
        return self.process

    def start_and_wait(self):
        started = time.monotonic()
        self.start()
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if "J’y tiens est prêt" in line:
                assert f"http://localhost:{self.port}" in line
                return time.monotonic() - started
        raise AssertionError("".join(lines))

    def get(self, path):
        with urllib.request.urlopen(f"http://localhost:{self.port}{path}", timeout=10) as answer:
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
def house(tmp_path):
    house = House(tmp_path / "données")
    yield house
    if house.process and house.process.poll() is None:
        house.process.kill()
        house.process.wait()
    if house.process and house.process.stdout:
        house.process.stdout.close()
    house.wait_until_nothing_remains()


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

    assert house.start_and_wait() < 10 * crowd()
    house.process.kill()
    house.process.communicate()
    house.start_and_wait()  # at once: it waits for what is left of the one before
    assert house.get("/sante/pret") == 200
    assert (house.folder / "secrets.env").read_text() == secrets
    assert (house.folder / "pg" / "witness").exists()

    house.process.kill()
    house.wait_until_nothing_remains()


def test_a_closed_terminal_stops_everything(house):
    terminal, inside = pty.openpty()
    house.start(stdin=inside, stdout=inside, stderr=inside, start_new_session=True, preexec_fn=_take_terminal)
    os.close(inside)
    with open(terminal, encoding="utf-8", errors="replace", closefd=False) as screen:
        for line in screen:
            if "est prêt" in line:
                break
    os.close(terminal)
    assert house.process.wait(30) == 0
    assert not house.remains()


def _take_terminal():
    """As a shell does: the terminal's hang-up will reach this session."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_a_second_one_is_refused_and_the_death_of_a_child_stops_the_rest(house):
    house.start_and_wait()
    second = House(house.folder)
    output, _ = second.start().communicate(timeout=30)
    assert second.process.returncode == 1
    assert f"tourne déjà avec {house.folder} : http://localhost:{house.port}" in output

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


@pytest.mark.parametrize("port", ["0", "70000", "abc"])
def test_a_port_that_is_none_is_refused(house, port):
    house.port = port
    output, _ = house.start().communicate(timeout=30)
    assert house.process.returncode == 2
    assert "--port" in output
