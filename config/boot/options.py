"""What may be typed after bin/run, and French words for what may not."""

import argparse
import re

USAGE = "bin/run [--port 8000] [--no-demo] [--reload]"
# argparse's own sentences, the most precise first.
IN_FRENCH = (
    (r"unrecognized arguments: (.+)", "« {} » n’est pas une option de cette commande."),
    (r"argument (\S+): expected one argument", "{} attend une valeur."),
    (r"argument (\S+): ignored explicit argument", "{} n’attend pas de valeur."),
    (r"argument \S+: (.+)", "{}"),
)


class FrenchParser(argparse.ArgumentParser):
    def error(self, message):
        found = ((re.match(pattern, message), words) for pattern, words in IN_FRENCH)
        sentence = next((words.format(match[1]) for match, words in found if match), "Cette commande est mal écrite.")
        self.exit(2, f"{sentence}\nUsage : {self.usage}\n")

    def format_help(self):
        return super().format_help().replace("usage: ", "Usage : ", 1)


def read_options(arguments=None):
    parser = FrenchParser(
        prog="bin/run",
        usage=USAGE,
        description="Démarre J’y tiens sur cette machine : PostgreSQL, Redis, web, travaux de fond.",
        epilog="Les données sont dans DATA_DIR (var/ par défaut).",
        add_help=False,
        allow_abbrev=False,
    )
    parser.add_argument("-h", "--help", action="help", help="afficher cette aide")
    parser.add_argument("--port", type=_port, default=8000, help="port du site (8000 par défaut)")
    parser.add_argument("--no-demo", action="store_true", help="ne pas charger les données de démonstration")
    parser.add_argument("--reload", action="store_true", help="recharger quand le code change (développement)")
    return parser.parse_args(arguments)


def _port(text):
    if not (text.isascii() and text.isdecimal() and 0 < int(text) < 65536):
        raise argparse.ArgumentTypeError("--port attend un nombre entre 1 et 65535.")
    return int(text)
