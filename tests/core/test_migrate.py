"""An empty database gets all that the models declare: our migrate renders less than Django's on its way."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

pytestmark = pytest.mark.django_db


def found(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {tuple(row) for row in cursor.fetchall()}


def test_every_constraint_and_index_that_a_model_declares_is_there():
    tables = [model._meta for model in apps.get_models() if model._meta.managed]
    declared = {(each.db_table, one.name) for each in tables for one in [*each.constraints, *each.indexes]}
    constraints = found("SELECT conrelid::regclass::text, conname FROM pg_constraint")
    indexes = found("SELECT tablename, indexname FROM pg_indexes")
    assert len(declared) > 150
    assert declared <= constraints | indexes


def test_every_trigger_that_a_model_declares_is_there():
    declared = {(model._meta.db_table, one.get_pgid(model)) for model, one in pgtrigger.registered()}
    assert len(declared) > 200
    assert declared <= found("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
