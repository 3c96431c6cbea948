"""What was measured, held against performance.md: plain data, for the table and for JSON alike."""

from dataclasses import dataclass

from reporting.bench.measure import LIMIT, OURS
from reporting.bench.registry import MOST_MEMORY, WORST_SPREAD


@dataclass(frozen=True)
class Line:
    """One scenario at one size."""

    scenario: object
    ours: object
    limit: object

    @property
    def ratio(self):
        return self.ours.p50 / self.limit.p50

    @property
    def met(self):
        return self.ratio <= self.scenario.target.ratio

    @property
    def spread(self):
        return self.ours.p95 / self.ours.p50

    @property
    def spread_met(self):
        return self.spread <= WORST_SPREAD

    def as_data(self):
        return {
            "scenario": self.scenario.name,
            "operation": self.scenario.target.operation,
            "label": self.scenario.label,
            "size": self.ours.size,
            "ours": _lane(self.ours),
            "limit": _lane(self.limit),
            "ratio": round(self.ratio, 3),
            "target": round(self.scenario.target.ratio, 3),
            "met": self.met,
            "p95_over_p50": round(self.spread, 3),
            "p95_over_p50_met": self.spread_met,
        }


def _lane(lane):
    return {
        "best_ms": round(lane.best, 3),
        "p50_ms": round(lane.p50, 3),
        "p95_ms": round(lane.p95, 3),
        "queries": lane.queries,
        "bytes": lane.bytes,
        "status": lane.status,
        "samples": len(lane.seconds),
    }


@dataclass(frozen=True)
class Growth:
    """A scenario at the first size and at a larger one."""

    scenario: object
    small: object
    large: object
    target: float | None

    @property
    def growth(self):
        return self.large.p50 / self.small.p50

    @property
    def same_queries(self):
        return self.large.queries == self.small.queries

    @property
    def met(self):
        return self.same_queries and (self.target is None or self.growth <= self.target)

    def as_data(self):
        return {
            "scenario": self.scenario.name,
            "from": self.small.size,
            "to": self.large.size,
            "growth": round(self.growth, 3),
            "target": self.target,
            "same_queries": self.same_queries,
            "met": self.met,
        }


@dataclass(frozen=True)
class Memory:
    """The one web worker after all that it was asked, in MiB."""

    size: int
    side: str
    resident: float
    proportional: float

    @property
    def met(self):
        return self.resident <= MOST_MEMORY

    def as_data(self):
        return {
            "size": self.size,
            "side": self.side,
            "rss_mib": round(self.resident, 1),
            "pss_mib": round(self.proportional, 1),
            "target": MOST_MEMORY,
            "met": self.met,
        }


@dataclass
class Report:
    sizes: list
    lines: list
    growths: list
    memories: list
    steps: list

    @property
    def met(self):
        judged = [*self.lines, *self.growths, *(memory for memory in self.memories if memory.side == OURS)]
        return all(one.met for one in judged) and all(line.spread_met for line in self.lines)

    def as_data(self):
        return {
            "sizes": self.sizes,
            "operations": [line.as_data() for line in self.lines],
            "growth": [growth.as_data() for growth in self.growths],
            "memory": [memory.as_data() for memory in self.memories],
            "steps": [{"step": step, "seconds": round(seconds, 2)} for step, seconds in self.steps],
            "met": self.met,
        }


def lines_of(scenario, lanes):
    ours = [lane for lane in lanes if lane.side == OURS]
    limit = {lane.size: lane for lane in lanes if lane.side == LIMIT}
    return [Line(scenario, lane, limit[lane.size]) for lane in ours]


def growths_of(lines):
    """Each larger size against the first; ten and a hundred times as many rows have a target."""
    first, *larger = lines
    growths = []
    for line in larger:
        steps = {10: 0, 100: 1}.get(line.ours.size // first.ours.size)
        targets = first.scenario.target.growth
        target = targets[steps] if steps is not None and steps < len(targets) else None
        growths.append(Growth(first.scenario, first.ours, line.ours, target))
    return growths
