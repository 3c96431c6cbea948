from django.core.management.commands.makemigrations import Command as MakeMigrations

from core.database import as_owner


class Command(MakeMigrations):
    """Django's own, as the owner: on a new server the application role does not exist yet."""

    def handle(self, *args, **options):
        with as_owner():
            super().handle(*args, **options)
