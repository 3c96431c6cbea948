from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from pgtrigger import ignore

from core.database import as_owner
from core.encryption import rotated
from core.fields import EncryptedBinaryField, EncryptedField

BATCH = 500
# Of files, ten million octets each: no more in memory at once.
BATCH_OF_FILES = 4


def encrypted_columns():
    """(table, primary key column, column, how many at once) of every model, history tables included."""
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedField):
                batch = BATCH_OF_FILES if isinstance(field, EncryptedBinaryField) else BATCH
                yield model._meta.db_table, model._meta.pk.column, field.column, batch


def rotate_column(table, key, column, batch):
    """Write every value of a column again under the newest key; returns how many had to be."""
    written, last = 0, None
    table, key, column = map(connection.ops.quote_name, (table, key, column))
    while True:
        # History does not record a rotation: the value is the same.
        with transaction.atomic(), ignore(), connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {key}, {column} FROM {table} WHERE {column} <> ''"
                f" {f'AND {key} > %s' if last is not None else ''} ORDER BY {key} LIMIT {batch} FOR UPDATE",
                [] if last is None else [last],
            )
            rows = cursor.fetchall()
            changed = [(token, pk) for pk, token in ((pk, rotated(old)) for pk, old in rows) if token]
            for token, pk in changed:
                cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [token, pk])
        written += len(changed)
        if len(rows) < batch:
            return written
        last = rows[-1][0]


class Command(BaseCommand):
    help = (
        "Chiffre de nouveau, avec la première clé de FIELD_KEYS, tout ce qui l’est avec une autre. "
        "Peut être interrompu et repris."
    )

    def handle(self, **options):
        total = 0
        with as_owner():
            for table, key, column, batch in encrypted_columns():
                count = rotate_column(table, key, column, batch)
                self.stdout.write(f"{table}.{column} : {count}")
                total += count
        self.stdout.write(f"Chiffré avec la nouvelle clé : {total}. Les anciennes clés peuvent être retirées.")
