"""The keys of an embedded installation: made once, kept in DATA_DIR/secrets.env, never replaced.

In production the keys come from the environment; nothing here runs.
"""

import base64
import binascii
import os
import secrets
import tempfile

from config.boot.processes import CannotStart

NAMES = ("SECRET_KEY", "FIELD_KEYS")
HEADER = """\
# Clés de cette installation locale. Sans FIELD_KEYS, les notes chiffrées sont perdues : gardez ce fichier.
# FIELD_KEYS : une ou plusieurs clés séparées par des virgules, la plus récente en premier.
"""


def local_secrets(data):
    """The keys that the environment does not give; call it under the start lock."""
    missing = [name for name in NAMES if not os.environ.get(name)]
    if not missing:
        return {}
    path = data.path / "secrets.env"
    if not path.exists():
        if data.postgres.exists():
            raise CannotStart(
                f"{path} a disparu alors que la base existe : sans ses clés, les notes chiffrées sont illisibles. "
                f"Remettez ce fichier, ou supprimez {data.path} pour repartir de zéro."
            )
        _write_whole_or_not_at_all(path, _new_secrets())
        data.give_to_owner(path)
    values = _read(path)
    return {name: values[name] for name in missing}


def _new_secrets():
    field_key = base64.urlsafe_b64encode(os.urandom(32)).decode()
    return f"{HEADER}SECRET_KEY={secrets.token_urlsafe(50)}\nFIELD_KEYS={field_key}\n"


def _write_whole_or_not_at_all(path, text):
    for unfinished in path.parent.glob(".secrets-*"):
        unfinished.unlink()
    descriptor, temporary = tempfile.mkstemp(prefix=".secrets-", dir=path.parent)  # 0600
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.rename(temporary, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    values = {name.strip(): value.strip() for name, value in pairs}
    field_keys = [key.strip() for key in values.get("FIELD_KEYS", "").split(",")]
    if len(values.get("SECRET_KEY", "")) < 50 or not all(_is_fernet_key(key) for key in field_keys):
        raise CannotStart(
            f"{path} est abîmé : il doit contenir SECRET_KEY=… et FIELD_KEYS=… (des clés de 44 caractères). "
            "Remettez une copie saine ; il n’est jamais remplacé, car les notes chiffrées seraient perdues."
        )
    return values


def _is_fernet_key(text):
    try:
        return len(base64.b64decode(text.encode(), altchars=b"-_", validate=True)) == 32
    except (binascii.Error, ValueError):
        return False
