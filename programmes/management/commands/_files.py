"""What the two loading commands share."""

import json

import pghistory
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


class LoadingCommand(BaseCommand):
    """Reads every file, says all that is wrong in all of them, and changes something only when nothing is."""

    def add_arguments(self, parser):
        parser.add_argument("--format", choices=["text", "json"], default="text", help="forme de la réponse")

    def read_all(self, read, files, key):
        """The (file, content) of all files; refuses them all where one is wrong or two speak of the same thing."""
        entries, problems, seen = [], [], {}
        for file in files:
            entry, found = read(file)
            problems += map(str, found)
            if entry is None:
                continue
            name = getattr(entry, key)
            if name in seen:
                problems.append(f"{file} : « {name} » est déjà dans {seen[name]} ; un fichier chacun est attendu.")
            seen[name] = str(file)
            entries.append((str(file), entry))
        if problems:
            raise CommandError("\n".join([*problems, "Rien n’a été chargé."]))
        return entries

    def answer(self, options, document, lines):
        if options["format"] == "json":
            self.stdout.write(json.dumps(document, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(lines))

    def execute(self, *args, **options):
        name = self.__class__.__module__.rpartition(".")[2]
        with transaction.atomic(), pghistory.context(source="ligne de commande", command=name):
            return super().execute(*args, **options)
