"""The geometry of our own charts: values in, coordinates out; the same drawing on the page and on paper."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from core import wording

WIDTH, HEIGHT, TOP, BASE, AXIS = 690, 236, 30, 200, 223
HIDDEN_HEIGHT = 14


@dataclass(frozen=True)
class Bar:
    """One value under its label; `before` is last year's, `hidden` says why the value is not shown."""

    label: str
    value: int | None
    before: int | None = None
    short: str = ""
    hidden: str = ""


@dataclass(frozen=True)
class DrawnBar:
    label: str
    short: str
    words: str
    before_words: str
    hidden: bool
    x: float
    y: float
    width: float
    height: float
    middle: float
    value_y: float
    before_x: float
    before_y: float
    before_width: float
    before_height: float

    @property
    def figure(self) -> str:
        """Over the bar, where there is little room: « moins de 5 » is « < 5 »."""
        return self.words.replace("moins de ", "<" + wording.FIRM)


@dataclass(frozen=True)
class BarChart:
    title: str
    summary: str
    label_label: str
    value_label: str
    before_label: str
    caption: str
    bars: list[DrawnBar] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    base_y: int = BASE
    axis_y: int = AXIS


def bar_chart(
    bars: list[Bar], *, title: str, label_label: str, value_label: str, before_label: str = "", caption: str = ""
) -> BarChart:
    top = max([0, *(bar.value or 0 for bar in bars), *(bar.before or 0 for bar in bars)]) or 1
    slot = WIDTH / max(len(bars), 1)
    drawn = [draw_bar(bar, rank, slot, top, bool(before_label)) for rank, bar in enumerate(bars)]
    return BarChart(title, summary_of(title, bars), label_label, value_label, before_label, caption, drawn)


def draw_bar(bar: Bar, rank: int, slot: float, top: int, with_before: bool) -> DrawnBar:
    """This year's bar in the middle of its slot; last year's, narrower and paler, at its left."""
    width = min(slot * (0.44 if with_before else 0.62), 64)
    before_width = min(slot * 0.26, 38) if with_before else 0
    middle = slot * (rank + 0.5) + before_width / 2
    height = scaled(bar.value, top) if bar.value is not None else HIDDEN_HEIGHT
    before_height = scaled(bar.before, top) if with_before else 0
    return DrawnBar(
        label=bar.label,
        short=bar.short or bar.label,
        words=bar.hidden or ("—" if bar.value is None else wording.number(bar.value)),
        before_words="—" if bar.before is None else wording.number(bar.before),
        hidden=bar.value is None,
        x=round(middle - width / 2, 1),
        y=round(BASE - height, 1),
        width=round(width, 1),
        height=round(height, 1),
        middle=round(middle, 1),
        value_y=round(BASE - height - 8, 1),
        before_x=round(middle - width / 2 - before_width, 1),
        before_y=round(BASE - before_height, 1),
        before_width=round(before_width, 1),
        before_height=round(before_height, 1),
    )


def scaled(value: int | None, top: int) -> float:
    return (BASE - TOP) * (value or 0) / top


def summary_of(title: str, bars: list[Bar]) -> str:
    """« Ménages accompagnés : de 12 (janvier) à 26 (décembre) », for those who do not see the drawing."""
    shown = [bar for bar in bars if bar.value is not None]
    if not shown:
        return f"{title} : aucun chiffre à montrer"
    first, last = shown[0], shown[-1]
    return f"{title} : de {wording.number(first.value)} ({first.label}) à {wording.number(last.value)} ({last.label})"


@dataclass(frozen=True)
class Point:
    """What something was worth on a day; `words` as it is said."""

    on: datetime.date
    value: float
    words: str


@dataclass(frozen=True)
class DrawnPoint:
    x: float
    y: float
    words: str
    # Where the words stand under or over the point; "" where a neighbour's would cover them.
    figure: str
    figure_y: float
    anchor: str
    day: str


@dataclass(frozen=True)
class LineChart:
    title: str
    summary: str
    value_label: str
    first_day: str
    last_day: str
    points: list[DrawnPoint]
    # Of the <polyline>.
    path: str
    width: int = WIDTH
    height: int = HEIGHT
    base_y: int = BASE
    axis_y: int = AXIS


SIDE, ROOM_FOR_WORDS = 34, 96


def line_chart(points: list[Point], *, title: str, value_label: str) -> LineChart:
    """A curve over time, `points` in their order; days stand as far apart as they are."""
    first, last = points[0].on, points[-1].on
    span = (last - first).days or 1
    top = max([point.value for point in points]) or 1
    drawn, free_from = [], 0.0
    for rank, point in enumerate(points):
        x = round(SIDE + (WIDTH - 2 * SIDE) * (point.on - first).days / span, 1)
        at_the_end = rank == len(points) - 1
        spoken = at_the_end or (x >= free_from and WIDTH - SIDE - x > ROOM_FOR_WORDS)
        free_from = x + ROOM_FOR_WORDS if spoken else free_from
        anchor = "start" if rank == 0 and not at_the_end else "end" if at_the_end and rank else "middle"
        y = round(BASE - (BASE - TOP) * point.value / top, 1)
        figure = point.words if spoken else ""
        drawn.append(DrawnPoint(x, y, point.words, figure, round(y - 11, 1), anchor, wording.plain_date(point.on)))
    return LineChart(
        title=title,
        summary=f"{title} : de {points[0].words} ({drawn[0].day}) à {points[-1].words} ({drawn[-1].day})",
        value_label=value_label,
        first_day=drawn[0].day,
        last_day=drawn[-1].day if last != first else "",
        points=drawn,
        path=" ".join(f"{point.x},{point.y}" for point in drawn),
    )
