from pathlib import Path

from django.core.management.base import CommandError

from programmes.convention_file import read_convention
from programmes.loading import LoadingRefused, load_conventions
from programmes.management.commands._files import LoadingCommand

WORDS = {"created": "créée", "updated": "mise à jour", "unchanged": "inchangée"}


class Command(LoadingCommand):
    help = "Crée ou met à jour des conventions depuis des fichiers TOML : toutes, ou aucune."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FICHIER.toml")
        super().add_arguments(parser)

    def handle(self, *args, **options):
        if not options["files"]:
            raise CommandError(
                "Indiquez au moins un fichier : bin/manage load_convention FICHIER.toml… (modèle : docs/fichiers.md)."
            )
        entries = self.read_all(read_convention, options["files"], "reference")
        try:
            loaded = load_conventions(entries)
        except LoadingRefused as error:
            lines = [f"{where} : {message}" for where, message in error.problems]
            raise CommandError("\n".join([*lines, "Rien n’a été chargé."])) from error
        lines = []
        for convention in loaded:
            lines.append(f"{convention.reference} : convention {WORDS[convention.status]}.")
            lines += [f"  attention : {warning}" for warning in convention.warnings]
            for warning in convention.administered_elsewhere:
                self.stderr.write(f"{convention.reference} : attention : {warning}")
        self.answer(options, {"conventions": [told(convention) for convention in loaded]}, lines)


def told(convention):
    """What the document says of a convention: the rest is for whoever sits at the terminal."""
    return {name: getattr(convention, name) for name in ("reference", "status", "warnings")}
