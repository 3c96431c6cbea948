from django.core.management.commands.migrate import Command as Migrate

from core.database import as_owner, grant_application_role


class Command(Migrate):
    """Django's own, as the owner of the tables; then the application role gets its rights."""

    def handle(self, *args, **options):
        with as_owner():
            super().handle(*args, **options)
            grant_application_role()
