"""Files of nothing in particular, in a table that lasts as long as a test."""

from django.conf import settings
from django.db import connection, models

from core.models import PrivateFile


def without_constraint(**options):
    """A table of a session may not lean on a lasting one."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_constraint=False, **options
    )


class SamplePaper(PrivateFile):
    added_by = without_constraint()
    cancelled_by = without_constraint(null=True)

    class Meta(PrivateFile.Meta):
        app_label = "sample"
        # Their functions would have to last; each application's own files show what they refuse.
        triggers = []


def create_table():
    """In the session's own schema: the application may not create lasting ones, and the test takes it back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp, public")
    with connection.schema_editor() as editor:
        editor.create_model(SamplePaper)
