"""The tables as the migrations make them, made once for as long as no migration changes: test databases are copies."""

import fcntl
import hashlib
import pathlib
from importlib.metadata import version

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from core.database import as_owner
from reporting.bench.database import working_on

PREFIX = "jytiens_schema_"
# What writes the statements of a migration, besides its own file.
WRITERS = ("django", "django-pgtrigger", "django-pghistory")
OURS = ("core/database.py", "core/management/commands/migrate.py")


def migrated_template():
    """The name of a database that nothing but the migrations wrote in; the first to ask makes it, the others wait."""
    name = PREFIX + _fingerprint()
    with open(settings.DATA_DIR / "schema.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _schemas()
        if name not in known:
            for outdated in known:
                _run(f'DROP DATABASE "{outdated}"')
            _make(name)
    return name


def _fingerprint():
    folders = [pathlib.Path(app.path) / "migrations" for app in apps.get_app_configs()]
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    files += [settings.BASE_DIR / path for path in OURS]
    parts = [*(version(package).encode() for package in WRITERS), *(path.read_bytes() for path in files)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def _make(name):
    """Under another name until it is whole: an interrupted one is never taken for it."""
    unfinished = f"{PREFIX}unfinished"
    _run(f'CREATE DATABASE "{unfinished}"')
    with working_on(unfinished):
        call_command("migrate", verbosity=0, interactive=False)
    _run(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')


def _schemas():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        return {name for (name,) in cursor.fetchall()}


def _run(statement):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(statement)
