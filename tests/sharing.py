"""What is dear to make and only looked at: made once for the tests of a module, undone after the last of them."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def shared_rows(django_db_setup, django_db_blocker):
    """What a fixture of the module writes after this lasts for the module; each test undoes its own on top of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demonstration(shared_rows):
    call_command("demo", stdout=StringIO())
