"""A log tells what broke and where, never whose row it was or which link opens what."""

import logging
import sys

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from core.logs import DiscreetFormatter


def written(message, error=None):
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("essai", logging.ERROR, __file__, 1, message, None, exc_info)
    return DiscreetFormatter().format(record)


@pytest.mark.django_db
def test_what_the_database_quotes_stays_out():
    User.objects.create_user("nom.secret@essai.example", "x", first_name="Nom", last_name="Secret")
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        User.objects.bulk_create([User(email="nom.secret@essai.example", first_name="Nom", last_name="Secret")])
    assert "nom.secret@essai.example" in str(caught.value)
    text = written(f"Task tasks.x raised unexpected: {caught.value!r}", caught.value)
    assert "secret" not in text.lower()
    assert "IntegrityError" in text
    assert "UniqueViolation" in text, "what it was raised from, too"
    assert "test_what_the_database_quotes_stays_out" in text, "the place"


def test_the_message_of_an_error_stays_out():
    try:
        raise ValueError("Madame Secret a dit")
    except ValueError:
        text = written("Internal Server Error: /comptes/", sys.exc_info()[1])
    assert "Secret" not in text
    assert "builtins.ValueError" in text


@pytest.mark.parametrize(
    "address",
    [
        "/invitation/abc-DEF_123/",
        "/agenda/flux/abc-DEF_123.ics",
        "/compte/password/reset/key/3-abc-def/",
        "/compte/confirm-email/xyz:1:2/",
    ],
)
def test_an_address_that_opens_an_account_is_cut(address):
    text = written(f"Forbidden (CSRF cookie not set.): {address}")
    assert address.rstrip("/").split("/")[-1] not in text
    assert "Forbidden" in text
