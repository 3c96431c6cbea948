"""A database for the bench alone: created by the owner, migrated as ours is, filled by set-based SQL, dropped."""

import contextlib
import os

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from core.database import as_owner

PREFIX = "jytiens_bench_"
KEPT = "gardée à la demande"
ABANDONED = """
SELECT datname FROM pg_database
WHERE datname LIKE %s AND datname ~ '_[0-9]+$' AND pg_get_userbyid(datdba) = current_user
  AND shobj_description(oid, 'pg_database') IS DISTINCT FROM %s
  AND NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pg_stat_activity.datname = pg_database.datname)
"""
# Identifiers as core.ids makes them (neighbours in time are neighbours in the index), but repeatable.
REPEATABLE_IDS = """
CREATE FUNCTION pg_temp.bench_id(kind text, number bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex(1704067200000 + number), 12, '0') || '7' || left(hash, 3) || '8' || right(hash, 15))::uuid
  FROM md5(kind || number) AS hash
$$
"""


@contextlib.contextmanager
def bench_database(size, *, keep=False):
    """Yield the name of a new, empty, migrated database."""
    name = f"{PREFIX}{size}_{os.getpid()}"
    _create(name, keep)
    try:
        with working_on(name):
            call_command("migrate", verbosity=0, interactive=False)
        yield name
    finally:
        if not keep:
            with as_owner(), connection.cursor() as cursor:
                _drop(cursor, name)


def _drop(cursor, name):
    """Whoever is left is cut off; the server's own vacuum may not be, and leaves when it is asked without force."""
    try:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    except DatabaseError:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def drop_leftovers():
    """Those of a bench that was killed: nobody is connected, its process is gone, and it was not asked to keep them."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(ABANDONED, [PREFIX + "%", KEPT])
        for (name,) in cursor.fetchall():
            if not _is_alive(int(name.rsplit("_", 1)[1])):
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')


def _is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _create(name, keep):
    try:
        drop_leftovers()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
            if keep:
                cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', [KEPT])
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CommandError(
            "Le banc de mesure crée une base à lui avec le rôle propriétaire, qui doit pouvoir se connecter et avoir "
            f"le droit CREATEDB (DATABASE_OWNER_URL, ou la base embarquée de bin/manage). PostgreSQL répond : {reason}"
        ) from error


@contextlib.contextmanager
def working_on(name):
    """Django's connection, on another database for a while."""
    parameters = connection.settings_dict
    before = parameters["NAME"]
    connection.close()
    parameters["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        parameters["NAME"] = before


FOREIGN_KEYS = """
SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'public'::regnamespace
"""
# Ours, that look at each row by itself; those that write the history look at a whole statement, and stay.
ROW_TRIGGERS = """
SELECT tgrelid::regclass, quote_ident(tgname) FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 1 = 1
"""


@contextlib.contextmanager
def checked_at_the_end(cursor):
    """Foreign keys are checked once for all rows, not a million times for one: ten times as quick."""
    cursor.execute(FOREIGN_KEYS)
    keys = cursor.fetchall()
    cursor.execute(ROW_TRIGGERS)
    triggers = cursor.fetchall()
    for table, name, _ in keys:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
    yield
    for table, name in triggers:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
    for table, name, definition in keys:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def fill(fillers, size):
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(REPEATABLE_IDS)
        with checked_at_the_end(cursor):
            for filler in fillers:
                cursor.execute(filler.sql, {"n": size, **filler.values()})
        # What autovacuum would have done by the time that a table has grown so.
        cursor.execute("VACUUM ANALYZE")


def collect_facts(queries):
    """What the scenarios draw from: the rows of each query, a row of one column as that column."""
    facts = {}
    with connection.cursor() as cursor:
        for name, sql in queries.items():
            cursor.execute(sql)
            rows = [tuple(map(str, row)) for row in cursor.fetchall()]
            facts[name] = [row[0] if len(row) == 1 else row for row in rows]
            if not facts[name]:
                raise CommandError(f"Le banc de mesure n’a rien trouvé pour « {name} » : {sql}")
    return facts
