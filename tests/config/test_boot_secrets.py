"""The keys of a local installation: made once, whole or not at all, never replaced."""

import stat

import pytest
from cryptography.fernet import Fernet

from config.boot import local_secrets
from config.boot.data_directory import DataDirectory

VALID_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="


@pytest.fixture(autouse=True)
def _no_keys_in_the_environment(monkeypatch):
    for name in local_secrets.NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def data(tmp_path):
    directory = DataDirectory(tmp_path / "données")
    directory.create()
    return directory


def test_keys_are_made_once_for_one_reader(data):
    first = local_secrets.local_secrets(data)
    assert local_secrets.local_secrets(data) == first
    assert Fernet(first["FIELD_KEYS"])
    assert stat.S_IMODE((data.path / "secrets.env").stat().st_mode) == 0o600


def test_a_crash_while_writing_leaves_no_half_file(data):
    (data.path / ".secrets-interrupted").write_text("SECRET_KEY=moiti")
    keys = local_secrets.local_secrets(data)
    assert len(keys["SECRET_KEY"]) >= 50
    assert [path.name for path in data.path.glob("*secrets*")] == ["secrets.env"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "SECRET_KEY=",
        f"SECRET_KEY={'s' * 60}\n",
        f"SECRET_KEY={'s' * 60}\nFIELD_KEYS={VALID_KEY[:20]}",
        f"SECRET_KEY={'s' * 60}\nFIELD_KEYS={VALID_KEY},",
        f"SECRET_KEY={'s' * 60}\nFIELD_KEYS=é{VALID_KEY}",
        f"FIELD_KEYS={VALID_KEY}",
    ],
)
def test_a_damaged_file_is_refused_and_left_alone(data, content):
    path = data.path / "secrets.env"
    path.write_text(content)
    with pytest.raises(SystemExit, match="est abîmé"):
        local_secrets.local_secrets(data)
    assert path.read_text() == content


def test_a_lost_file_is_not_replaced_when_there_are_data_to_read(data):
    data.postgres.mkdir()
    with pytest.raises(SystemExit, match="a disparu alors que la base existe"):
        local_secrets.local_secrets(data)
    assert not (data.path / "secrets.env").exists()


def test_several_field_keys_are_a_rotation(data):
    (data.path / "secrets.env").write_text(f"# note\nSECRET_KEY={'s' * 60}\nFIELD_KEYS={VALID_KEY}, {VALID_KEY}\n")
    assert local_secrets.local_secrets(data)["FIELD_KEYS"] == f"{VALID_KEY}, {VALID_KEY}"


def test_keys_of_the_environment_win(data, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    assert set(local_secrets.local_secrets(data)) == {"FIELD_KEYS"}
    monkeypatch.setenv("FIELD_KEYS", "given")
    assert local_secrets.local_secrets(data) == {}


def test_letters_and_logs_are_nobody_elses(tmp_path):
    """Letters carry links that open accounts, wherever DATA_DIR is."""
    data = DataDirectory(tmp_path)
    data.create()
    for folder in (data.letters, data.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
