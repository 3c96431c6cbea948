from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template import TemplateSyntaxError, engines
from django.template.utils import get_app_template_dirs


class Command(BaseCommand):
    """Compile every template of ours: an unknown tag or an unclosed block shows here, not at its first reader."""

    help = "Compile tous les gabarits du projet."

    def handle(self, **options):
        engine = engines["django"]
        faults = []
        names = our_templates()
        for name in names:
            try:
                engine.get_template(name)
            except TemplateSyntaxError as error:
                faults.append(f"{name}: {error}")
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(names)} gabarits lisibles.")


def our_templates():
    folders = [Path(folder) for folder in [*settings.TEMPLATES[0]["DIRS"], *get_app_template_dirs("templates")]]
    installed = Path(settings.BASE_DIR, ".venv").resolve()
    return sorted(
        path.relative_to(folder).as_posix()
        for folder in folders
        if folder.is_relative_to(settings.BASE_DIR) and not folder.resolve().is_relative_to(installed)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix in {".html", ".txt", ".svg", ".xml"}
    )
