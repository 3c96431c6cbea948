from pathlib import Path

from programmes.catalogue import FILES
from programmes.definition_reader import read_definition
from programmes.management.commands._files import LoadingCommand
from programmes.services import load_programme


class Command(LoadingCommand):
    help = "Charge des dispositifs depuis des fichiers TOML ; sans fichier, ceux du catalogue livré."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="*", type=Path, metavar="FICHIER.toml")
        super().add_arguments(parser)

    def handle(self, *args, **options):
        files = options["files"] or FILES
        loaded = [load_programme(definition) for _, definition in self.read_all(read_definition, files, "code")]
        document = [
            {"code": version.programme.code, "version": version.number, "status": "loaded" if new else "unchanged"}
            for version, new in loaded
        ]
        lines = [
            f"{version.programme.code} : version {version.number} {'chargée' if new else 'inchangée'}."
            for version, new in loaded
        ]
        self.answer(options, {"programmes": document}, lines)
