"""Fields that are encrypted in their table, in its history and in every dump (core.encryption).

    team_text = EncryptedTextField("texte d’équipe", blank=True)
    answers = EncryptedJSONField(default=dict)

No look-up but `isnull`: what is encrypted is neither searched nor sorted. `None` and "" stay what they are.
"""

import json

from django.core import checks
from django.core.exceptions import FieldError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from core.encryption import decrypt, encrypt


class EncryptedField(models.Field):
    """The column holds a Fernet token as text; Python sees the value."""

    empty_strings_allowed = False

    def get_internal_type(self):
        return "TextField"

    def dump(self, value) -> bytes:
        raise NotImplementedError

    def load(self, content: bytes):
        raise NotImplementedError

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return None if value is None else encrypt(self.dump(value))

    def from_db_value(self, value, expression, connection):
        return None if value is None else self.load(decrypt(value))

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self} is encrypted: only `isnull` can be asked, not `{lookup_name}`.")
        return super().get_lookup(lookup_name)

    def get_transform(self, lookup_name):
        raise FieldError(f"{self} is encrypted: there is no `{lookup_name}` to look into.")

    def check(self, **kwargs):
        errors = super().check(**kwargs)
        if self.unique or self.db_index:
            errors.append(checks.Error("An encrypted field is neither unique nor indexed.", obj=self, id="core.E002"))
        return errors


class EncryptedTextField(EncryptedField, models.TextField):
    """Nothing written stays "": a guard of the table may ask that something was (core.guards.said)."""

    empty_strings_allowed = True

    def get_prep_value(self, value):
        return value if value == "" else super().get_prep_value(value)

    def from_db_value(self, value, expression, connection):
        return value if value == "" else super().from_db_value(value, expression, connection)

    def dump(self, value):
        return str(value).encode()

    def load(self, content):
        return content.decode()


class EncryptedJSONField(EncryptedField):
    """Plain data: what JSON knows, dates and decimals written as text."""

    def dump(self, value):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).encode()

    def load(self, content):
        return json.loads(content)


class EncryptedBinaryField(EncryptedField):
    def dump(self, value):
        return bytes(value)

    def load(self, content):
        return content
