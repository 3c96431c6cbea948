"""The report as a developer reads it on a terminal."""

from reporting.bench.measure import OURS

MET = {True: "oui", False: "NON"}


def short(size):
    for unit, letter in ((1_000_000, "M"), (1_000, "k")):
        if size >= unit and size % unit == 0:
            return f"{size // unit}{letter}"
    return str(size)


def number(value, decimals=1):
    return f"{value:.{decimals}f}".replace(".", ",")


def text_report(report):
    blocks = [_operations(report), _growth(report), _memory(report)]
    return "\n\n".join(block for block in blocks if block)


def _operations(report):
    head = ["opération", "scénario", "lignes", "nous p50", "p95", "limite p50", "p95", "rapport", "cible", "tenue"]
    head += ["p95/p50", "≤ 1,6", "requêtes", "Ko"]
    rows = [
        [
            line.scenario.target.operation,
            line.scenario.label,
            short(line.ours.size),
            number(line.ours.p50),
            number(line.ours.p95),
            number(line.limit.p50),
            number(line.limit.p95),
            f"{number(line.ratio, 2)}×",
            f"≤ {number(line.scenario.target.ratio)}×",
            MET[line.met],
            f"{number(line.spread, 2)} ({number(line.limit.p95 / line.limit.p50, 2)})",
            MET[line.spread_met],
            f"{line.ours.queries} ({line.limit.queries})",
            f"{number(line.ours.bytes / 1000)} ({number(line.limit.bytes / 1000)})",
        ]
        for line in report.lines
    ]
    return _table("Temps en millisecondes ; entre parenthèses : la limite.", head, rows)


def _growth(report):
    head = ["opération", "scénario", "croissance", "p50", "cible", "mêmes requêtes", "tenue"]
    rows = [
        [
            growth.scenario.target.operation,
            growth.scenario.label,
            f"{short(growth.small.size)} → {short(growth.large.size)}",
            f"{number(growth.growth, 2)}×",
            "–" if growth.target is None else f"≤ {number(growth.target)}×",
            MET[growth.same_queries],
            MET[growth.met],
        ]
        for growth in report.growths
    ]
    return _table("Ce que coûte un plus grand nombre de lignes.", head, rows)


def _memory(report):
    head = ["mémoire du processus web", "lignes", "RSS", "PSS", "cible", "tenue"]
    rows = [
        [
            "nous" if memory.side == OURS else "limite",
            short(memory.size),
            f"{number(memory.resident)} Mio",
            f"{number(memory.proportional)} Mio",
            "≤ 100 Mio" if memory.side == OURS else "–",
            MET[memory.met] if memory.side == OURS else "–",
        ]
        for memory in report.memories
    ]
    return _table("Après toutes les mesures.", head, rows)


def _table(title, head, rows):
    if not rows:
        return ""
    widths = [max(len(cell) for cell in column) for column in zip(head, *rows, strict=True)]
    lines = [head, ["─" * width for width in widths], *rows]
    return "\n".join(
        [title, "", *("  ".join(f"{c:<{w}}" for c, w in zip(line, widths, strict=True)).rstrip() for line in lines)]
    )
