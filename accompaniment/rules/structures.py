"""The directory: how the words of a team become subjects, which structure stands there already. Pure."""

from collections.abc import Iterable

from core.normalise import plain

LONGEST_THEME, MOST_THEMES = 60, 12
LONGEST_NOTE = 2000


def themes_of(written: str) -> list[str]:
    """« Budget, impayés, budget » as [« budget », « impayés »]: each once, whatever its accents."""
    found = {}
    for part in written.replace(";", ",").split(","):
        words = " ".join(part.split()).lower()
        if plain(words):
            found.setdefault(plain(words), words)
    return list(found.values())


def themes_problem(themes: list[str]) -> str:
    if len(themes) > MOST_THEMES:
        return f"{MOST_THEMES} thèmes au plus, séparés par des virgules."
    if any(len(theme) > LONGEST_THEME for theme in themes):
        return f"Un thème tient en {LONGEST_THEME} signes : séparez-les par des virgules."
    return ""


def same_place(name: str, commune: str, others: Iterable):
    """The one of `others` that is this one, written otherwise; None where there is none."""
    wanted = (plain(name), plain(commune))
    return next((each for each in others if (plain(each.name), plain(each.commune)) == wanted), None)
