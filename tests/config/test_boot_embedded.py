"""The embedded servers, for real: many users, sudden deaths, two folders, long and accented paths."""

import contextlib
import os
import pathlib
import signal
import subprocess
import sys
import time

import psycopg2
import pytest
import redis

from config.boot import embedded, keeper
from config.boot.data_directory import DataDirectory
from config.boot.processes import processes_living_in

USER = """
import sys
from config.boot import embedded
environment = embedded.join(sys.argv[1], durable=sys.argv[2] == "durable")
print(environment["PGHOST"], flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch):
    """The servers of the test run itself are somebody else's business here."""
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "PGHOST", "SECRET_KEY", "FIELD_KEYS", "DATA_DIR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(apart):
    return apart / "données"


@pytest.fixture
def join():
    """Processes that join a data folder and use its servers until they are told to go."""
    users, folders = [], set()

    def join(folder, durability="fast", **environment):
        user = subprocess.Popen(
            [sys.executable, "-c", USER, str(folder), durability],
            cwd=embedded.PROJECT,
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        users.append(user)
        folders.add(folder)
        return user

    yield join
    for user in users:
        user.kill()
        user.communicate()
    _wait_for(lambda: all(_is_silent(folder) for folder in folders))


def _wait_for(condition, patience=20):
    limit = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < limit, "it did not happen in time"
        time.sleep(0.05)


def _socket(user):
    """Where its servers are, once it has them."""
    answer = user.stdout.readline().strip()
    assert answer, user.stderr.read()
    return answer


def _connect(sockets):
    return psycopg2.connect(host=sockets, dbname="jytiens", user="jytiens_owner")


def _is_silent(folder):
    data = DataDirectory(folder)
    return not processes_living_in(data.postgres) and not processes_living_in(data.redis)


def test_many_join_at_once_and_the_last_one_stops_the_servers(folder, join):
    users = [join(folder) for _ in range(20)]
    assert len({_socket(user) for user in users}) == 1
    assert len(processes_living_in(folder / "redis")) == 1
    users.pop().kill()
    time.sleep(0.5)
    assert not _is_silent(folder)
    for user in users:
        user.kill()
    _wait_for(lambda: _is_silent(folder))


def test_what_was_committed_outlives_a_sudden_death_of_everything(folder, join):
    sockets = _socket(user := join(folder, "durable"))
    with contextlib.closing(_connect(sockets)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (word text); INSERT INTO kept VALUES ('gardé')")
    redis.Redis(unix_socket_path=f"{sockets}/redis.sock").set("mot", "gardé")
    victims = [*processes_living_in(folder / "pg"), *processes_living_in(folder / "redis"), *_keepers(folder), user.pid]
    for pid in victims:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    sockets = _socket(join(folder, "durable"))
    with contextlib.closing(_connect(sockets)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT word FROM kept")
        assert cursor.fetchall() == [("gardé",)]
    assert redis.Redis(unix_socket_path=f"{sockets}/redis.sock", decode_responses=True).get("mot") == "gardé"


def _keepers(folder):
    found = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = path.read_bytes().decode().split("\0")
            if keeper.__name__ in words and str(folder) in words:
                found.append(int(path.parent.name))
    return found


def test_a_killed_keeper_is_replaced_while_its_servers_still_run(folder, join):
    _socket(join(folder))
    first = _keepers(folder)
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    sockets = _socket(join(folder))
    assert set(_keepers(folder)).isdisjoint(first)
    with contextlib.closing(_connect(sockets)):
        assert redis.Redis(unix_socket_path=f"{sockets}/redis.sock").ping()


def test_a_cluster_that_was_not_finished_is_made_again(folder, join):
    unfinished = folder / "pg-new-interrupted"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with contextlib.closing(_connect(_socket(join(folder)))):
        assert not unfinished.exists()


def test_two_folders_live_side_by_side(apart, join):
    one, other = _socket(join(apart / "un")), _socket(join(apart / "deux"))
    assert one != other
    with contextlib.closing(_connect(one)) as connection, connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE here ()")
    with contextlib.closing(_connect(other)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('here')")
        assert cursor.fetchone() == (None,)


def test_a_long_accented_path_is_no_obstacle(apart, join):
    folder = apart / ("été " * 30) / "données à part"
    with contextlib.closing(_connect(_socket(join(folder)))) as connection:
        assert connection.info.server_version >= 180000


def test_only_what_is_missing_is_embedded(folder, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/jytiens")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    environment = embedded.join(folder)
    assert not {"PGHOST", "REDIS_URL", "CELERY_BROKER_URL"} & set(environment)
    assert not (folder / "pg").exists()


def test_redis_alone_is_embedded_beside_a_given_database(folder, join):
    user = join(folder, DATABASE_URL="postgres://elsewhere/jytiens")
    _wait_for(lambda: (folder / "run" / "s" / "redis.sock").exists())
    assert "KeyError: 'PGHOST'" in user.communicate(timeout=20)[1]
    assert not (folder / "pg").exists()


def test_the_application_role_owns_nothing(folder, join):
    sockets = _socket(join(folder))
    with (
        contextlib.closing(psycopg2.connect(host=sockets, dbname="jytiens", user="jytiens_app")) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute("CREATE TABLE mine ()")


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path):
    (tmp_path / "fichier").write_text("")
    with pytest.raises(SystemExit, match="Impossible d’écrire dans"):
        embedded.join(tmp_path / "fichier" / "données")
