"""Reading a TOML file by its declared shape, collecting every problem instead of stopping at the first."""

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db.models import TextChoices

CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
AMOUNT_DIGITS = 9


@dataclass(frozen=True)
class Problem:
    """One thing to mend: in which file, under which key, and what is expected there."""

    file: str
    where: str
    message: str

    def __str__(self) -> str:
        return " : ".join(part for part in (self.file, self.where, self.message) if part)


class Problems(list[Problem]):
    """The problems of one file."""

    def __init__(self, file: str):
        super().__init__()
        self.file = file

    def report(self, where: str, message: str) -> None:
        self.append(Problem(self.file, where, message))


def read_toml(path: Path, problems: Problems) -> dict[str, Any] | None:
    """The content of a file, or None and the problem that kept it from being read."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        problems.report("", "le fichier n’existe pas ; vérifiez son chemin.")
    except IsADirectoryError:
        problems.report("", "c’est un dossier ; le chemin d’un fichier .toml est attendu.")
    except OSError as error:
        problems.report("", f"le fichier ne peut pas être lu ({error.strerror}) ; vérifiez ses droits.")
    except UnicodeDecodeError as error:
        problems.report(f"octet {error.start + 1}", "le fichier n’est pas en UTF-8 ; enregistrez-le dans cet encodage.")
    else:
        return parse_toml(text, problems)
    return None


def parse_toml(text: str, problems: Problems) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError, ValueError) as error:
        place = re.search(r"at line (\d+), column (\d+)", str(error))
        where = f"ligne {place[1]}, colonne {place[2]}" if place else "fin du fichier"
        problems.report(
            where,
            "ce n’est pas du TOML valide ; une ligne s’écrit « clé = valeur », un texte est entre guillemets, "
            "une date s’écrit 2014-01-31, un bloc s’ouvre par [nom] ou [[nom]], une clé ne paraît qu’une fois "
            f"({error}).",
        )
    return None


def shown(value: Any) -> str:
    """A value as its author wrote it, short enough for a message."""
    text = json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, (str, bool)) else str(value)
    return f"{text[:60]}…" if len(text) > 60 else text


class Table:
    """One TOML table: each accessor returns a usable value, and reports what is missing or wrong."""

    def __init__(self, data: Any, problems: Problems, where: str = ""):
        self.problems = problems
        self.where = where
        self.known: set[str] = set()
        if not isinstance(data, dict):
            problems.report(where, f"on attend un bloc de clés, pas {shown(data)}.")
            data = {}
        self.data = data

    def report(self, key: str, message: str) -> None:
        self.problems.report(f"{self.where} {key}".strip(), message)

    def finish(self) -> None:
        """Reports the keys that nobody asked for: a misspelt key must not be ignored in silence."""
        for key in sorted(self.data.keys() - self.known):
            self.report(key, f"cette clé n’est pas connue ici ; clés possibles : {', '.join(sorted(self.known))}.")

    def _take(self, key: str, required: bool, expected: str, valid: Callable[[Any], bool], empty: Any) -> Any:
        self.known.add(key)
        if key not in self.data:
            if required:
                self.report(key, f"cette clé manque ; on attend {expected}.")
            return empty
        value = self.data[key]
        if not valid(value):
            self.report(key, f"on attend {expected}, pas {shown(value)}.")
            return empty
        return value

    def text(self, key: str, *, required: bool = True, maximum: int | None = None) -> str:
        expected = "un texte entre guillemets" + (f" de {maximum} signes au plus" if maximum else "")

        def valid(value: Any) -> bool:
            if not isinstance(value, str) or "\x00" in value:
                return False
            return bool(value.strip() or not required) and len(value.strip()) <= (maximum or len(value))

        return self._take(key, required, expected, valid, "").strip()

    def code(self, key: str, *, required: bool = True) -> str:
        expected = "un code en minuscules, chiffres et tirets"

        def valid(value: Any) -> bool:
            return isinstance(value, str) and bool(CODE.fullmatch(value)) and len(value) <= 60

        return self._take(key, required, expected, valid, "")

    def integer(self, key: str, *, within: tuple[int, int], required: bool = True) -> int | None:
        minimum, maximum = within

        def valid(value: Any) -> bool:
            return isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum

        return self._take(key, required, f"un nombre entier de {minimum} à {maximum}", valid, None)

    def flag(self, key: str, *, required: bool = False) -> bool:
        return self._take(key, required, "true ou false", lambda value: isinstance(value, bool), False)

    def day(self, key: str, *, required: bool = True) -> date | None:
        expected = "une date sans guillemets, comme 2014-01-01"

        def valid(value: Any) -> bool:
            return isinstance(value, date) and not isinstance(value, datetime)

        return self._take(key, required, expected, valid, None)

    def amount(
        self, key: str, *, required: bool = True, expected: str = "", digits: int = AMOUNT_DIGITS
    ) -> Decimal | None:
        """A strictly positive decimal of two places at most, and of so many digits before them; never a float."""
        expected = expected or "un montant positif de deux décimales au plus, comme 135.00"

        def valid(value: Any) -> bool:
            if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
                return False
            value = Decimal(value)
            if not value.is_finite() or value <= 0 or value.adjusted() >= digits:
                return False
            return value == round(value, 2)

        value = self._take(key, required, expected, valid, None)
        return None if value is None else Decimal(value).quantize(Decimal("0.01"))

    def choice(self, key: str, choices: type[TextChoices], *, required: bool = True, empty: str = "") -> str:
        expected = f"l’une de ces valeurs : {', '.join(choices.values)}"
        return self._take(key, required, expected, lambda value: value in choices.values, empty)

    def texts(self, key: str, *, minimum: int = 0) -> tuple[str, ...]:
        expected = "une liste de textes" + (f" ({minimum} au moins)" if minimum else "")

        def valid(value: Any) -> bool:
            return (
                isinstance(value, list)
                and len(value) >= minimum
                and all(isinstance(item, str) and item.strip() for item in value)
            )

        return tuple(item.strip() for item in self._take(key, minimum > 0, expected, valid, []))

    def choices(self, key: str, choices: type[TextChoices], *, minimum: int = 0) -> tuple[str, ...]:
        expected = f"une liste, sans double, parmi {', '.join(choices.values)}"

        def valid(value: Any) -> bool:
            return (
                isinstance(value, list)
                and len(value) >= minimum
                and all(item in choices.values for item in value)
                and len(set(value)) == len(value)
            )

        return tuple(self._take(key, minimum > 0, expected, valid, []))

    def table(self, key: str, *, required: bool = True) -> "Table":
        where = f"{self.where} [{key}]".strip()
        value = self._take(key, required, f"un bloc [{key}]", lambda value: isinstance(value, dict), None)
        # A block that is missing is one problem, not as many as it has keys.
        problems = self.problems if value is not None else Problems(self.problems.file)
        return Table(value or {}, problems, where)

    def tables(self, key: str, *, minimum: int = 0) -> list["Table"]:
        expected = f"un ou plusieurs blocs [[{key}]]"

        def valid(value: Any) -> bool:
            return isinstance(value, list) and len(value) >= minimum and all(isinstance(item, dict) for item in value)

        items = self._take(key, minimum > 0, expected, valid, [])
        return [
            Table(item, self.problems, f"{self.where} [[{key}]] n° {number}".strip())
            for number, item in enumerate(items, start=1)
        ]
