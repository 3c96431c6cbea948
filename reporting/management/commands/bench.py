import contextlib
import json
import signal
import sys

from django.core.management import BaseCommand, CommandError

from reporting.bench.catalogue import SCENARIOS
from reporting.bench.run import run
from reporting.bench.tables import text_report

UNITS = {"k": 1_000, "M": 1_000_000}


def size(text):
    """« 10k », « 1M » or a plain number."""
    digits, unit = (text[:-1], UNITS[text[-1]]) if text[-1:] in UNITS else (text, 1)
    if not digits.isdecimal() or not 1_000 <= int(digits) * unit <= 10_000_000:
        raise CommandError(f"Taille « {text} » : un nombre de 1000 à 10M est attendu, par exemple 10k, 100k ou 1M.")
    return int(digits) * unit


class Command(BaseCommand):
    help = (
        "Mesure l’application à côté d’un Django nu sur les mêmes lignes, dans une base à part, et imprime les "
        "rapports de docs/performance.md."
    )

    def add_arguments(self, parser):
        parser.add_argument("--size", nargs="+", default=["10k"], help="nombres de lignes : 10k (par défaut) 100k 1M")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--only", action="append", metavar="NOM", help="les scénarios dont le nom contient NOM")
        parser.add_argument("--keep", action="store_true", help="garder les bases remplies")
        parser.add_argument("--strict", action="store_true", help="sortir avec 1 si une cible n’est pas tenue")
        parser.add_argument("--requests", type=int, default=100, help="mesures par scénario, au plus (100)")
        parser.add_argument("--seconds", type=float, default=30, help="durée d’un scénario, au plus (30)")

    def handle(self, **options):
        sizes = sorted({size(text) for text in options["size"]})
        with stopped_by_sigterm():
            report = run(
                sizes=sizes,
                scenarios=self.chosen(options["only"]),
                requests=max(options["requests"], 1),
                patience=options["seconds"],
                keep=options["keep"],
                say=self.stderr_line,
            )
        if options["format"] == "json":
            self.stdout.write(json.dumps(report.as_data(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n" + text_report(report))
        if options["strict"] and not report.met:
            raise CommandError("Une cible au moins n’est pas tenue.")

    def chosen(self, names):
        chosen = [one for one in SCENARIOS if not names or any(name in one.name for name in names)]
        if not chosen:
            known = ", ".join(one.name for one in SCENARIOS)
            raise CommandError(f"Aucun scénario ne porte ce nom. Les noms connus : {known}.")
        return chosen

    def stderr_line(self, text):
        self.stderr.write(text, style_func=str)


@contextlib.contextmanager
def stopped_by_sigterm():
    """Asked to stop, still drop the database and end the servers."""

    def stop(number, frame):
        sys.exit(128 + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
