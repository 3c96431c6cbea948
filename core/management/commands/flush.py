from django.core.management.commands.flush import Command as Flush

from core.database import as_owner


class Command(Flush):
    """Django's own, as the owner: the application role may not TRUNCATE."""

    def handle(self, **options):
        with as_owner():
            super().handle(**options)
