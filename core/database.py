"""Two database roles: the owner migrates, the application role lives in the tables without owning them."""

import contextlib

from django.apps import apps
from django.conf import settings
from django.db import connection

from core.history import Event
from core.models import InsertOnlyModel

GRANTS = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
  IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN GRANT {role} TO CURRENT_USER; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
REVOKE DELETE ON pghistory_context FROM {role};
"""

# pgtrigger lets a session switch triggers off, and pghistory completes the context (who did it) of a transaction that
# goes on: the application may do neither to keep a change out of the history, or to say that another made it.
HISTORY_GUARDS = """
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN LANGUAGE sql AS $$
  SELECT current_user <> '{role}' AND
    trigger_name = ANY(coalesce(nullif(current_setting('pgtrigger.ignore', true), '')::text[], ARRAY[]::text[]))
$$;
CREATE OR REPLACE FUNCTION keep_history_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.created_at < now() - interval '1 hour' THEN RAISE EXCEPTION 'this context is history'; END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER keep_history_context BEFORE UPDATE ON pghistory_context
  FOR EACH ROW EXECUTE FUNCTION keep_history_context();
"""


@contextlib.contextmanager
def as_owner():
    """Work as the owner of the tables: migrating, flushing tests, rotating what is insert-only."""
    parameters = connection.settings_dict
    if parameters.get("_owner"):
        yield
        return
    before = {**parameters, "OPTIONS": {**parameters["OPTIONS"]}}
    connection.close()
    parameters.update(settings.DATABASE_OWNER, _owner=True)
    parameters["OPTIONS"] = {key: value for key, value in before["OPTIONS"].items() if key != "assume_role"}
    try:
        yield
    finally:
        connection.close()
        # Creating a test database changes the name on the way: that stays.
        name = parameters["NAME"]
        parameters.pop("_owner")
        parameters.update(before, NAME=name)


def grant_application_role():
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        if "pghistory_context" not in existing:
            return
        cursor.execute((GRANTS + HISTORY_GUARDS).format(role=settings.APPLICATION_ROLE))
        for table in insert_only_tables():
            if table in existing:
                cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {settings.APPLICATION_ROLE}')


def insert_only_tables():
    return [
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event | InsertOnlyModel) and model._meta.managed and not model._meta.proxy
    ]
