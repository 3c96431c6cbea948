"""Two database roles: the owner migrates, the application role lives in the tables without owning them."""

import contextlib

from django.apps import apps
from django.conf import settings
from django.db import connection

from core.history import Event

# Tables that the application may only add to, besides the history tables.
INSERT_ONLY_TABLES = ("accounts_accesslogentry", "core_transitionentry")

GRANTS = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role}; END IF;
  IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN GRANT {role} TO CURRENT_USER; END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {role};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
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
        cursor.execute(GRANTS.format(role=settings.APPLICATION_ROLE))
        existing = set(connection.introspection.table_names(cursor))
        for table in insert_only_tables():
            if table in existing:
                cursor.execute(f'REVOKE UPDATE, DELETE ON "{table}" FROM {settings.APPLICATION_ROLE}')


def insert_only_tables():
    history = [
        model._meta.db_table
        for model in apps.get_models()
        if issubclass(model, Event) and model._meta.managed and not model._meta.proxy
    ]
    return [*history, *INSERT_ONLY_TABLES]
