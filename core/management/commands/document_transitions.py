from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand

from core.transitions import TransitionTable

TITLE = """# États et transitions

Écrit par `bin/manage document_transitions` à partir des tables que lisent les boutons, les contrôles et les tests.
"""


def tables():
    """Every table of our applications, where they stand: rules.py, and the works of core."""
    for config in apps.get_app_configs():
        for module in ("rules", "jobs"):
            name = f"{config.name}.{module}"
            if str(config.path).startswith(str(settings.BASE_DIR)) and find_spec(name):
                yield from (each for each in vars(import_module(name)).values() if isinstance(each, TransitionTable))


def document():
    parts = sorted(f"## {table.subject}\n\n{table.markdown()}" for table in tables())
    return "\n".join([TITLE, *parts])


class Command(BaseCommand):
    help = "Écrit les tables de transitions en Markdown, pour docs/transitions.md."

    def handle(self, **options):
        self.stdout.write(document(), ending="")
