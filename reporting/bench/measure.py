"""Ours and the limit in turn, over all sizes in turn, so that the machine's noise falls on all of them alike."""

import contextlib
import itertools
import statistics
import time
from dataclasses import dataclass, field

from django.core.management import CommandError

from reporting.bench.client import COUNT, filled_form

WARM_UP = 3
FEWEST = 5
OURS, LIMIT = "ours", "limit"


@dataclass
class Ground:
    """A size: its filled database, served twice, and who is logged in as each role."""

    size: int
    facts: dict
    servers: dict
    limit: object
    ours: dict = field(default_factory=dict)

    def client(self, scenario, side):
        return self.limit if side == LIMIT else self.ours[scenario.role]


@dataclass(frozen=True)
class Lane:
    """One side of a scenario at one size, and what was seen there."""

    size: int
    side: str
    seconds: tuple
    queries: int | None
    bytes: int
    status: int

    @property
    def best(self):
        """What the operation costs on a machine that does nothing else."""
        return min(self.seconds) * 1000

    @property
    def p50(self):
        return statistics.median(self.seconds) * 1000

    @property
    def p95(self):
        if len(self.seconds) < 20:
            return max(self.seconds) * 1000
        return statistics.quantiles(self.seconds, n=20)[18] * 1000


class Runner:
    """Visits one side of a scenario again and again, each time with the next number."""

    def __init__(self, scenario, ground, side):
        self.scenario, self.ground, self.side = scenario, ground, side
        self.visit = scenario.ours if side == OURS else scenario.limit
        self.client = ground.client(scenario, side)
        self.numbers = itertools.count()
        self.seconds = []
        self.queries = None
        self.last = None

    def warm_up(self):
        for turn in range(WARM_UP):
            answer = self._go(COUNT if turn == WARM_UP - 1 else ())
        self.queries = answer.queries

    def sample(self):
        self.last = self._go()
        self.seconds.append(self.last.seconds)

    def _go(self, headers=()):
        number = next(self.numbers)
        path = self.visit.path(self.ground.facts, number)
        if self.visit.posts:
            typed = self.visit.typed(self.ground.facts, number)
            page = self.client.get(path)
            self._check(page, 200, path)
            with self._explained(path):
                form = filled_form(page.body.decode(), typed)
            answer = self.client.post(path, form, headers)
            if self.visit.follows:
                self._check(answer, 302, path)
                answer = answer.followed_by(self.client.get(answer.headers["Location"], headers))
        else:
            answer = self.client.get(path, headers)
        self._check(answer, self.visit.expected, path)
        if self.visit.holds.encode() not in answer.body:
            raise CommandError(f"{self.scenario.name} ({self.side}) {path} : « {self.visit.holds} » n’y est pas")
        return answer

    @contextlib.contextmanager
    def _explained(self, path):
        try:
            yield
        except LookupError as error:
            raise CommandError(f"{self.scenario.name} ({self.side}) {path} : {error}") from error

    def _check(self, answer, expected, path):
        if answer.status != expected:
            told = self.ground.servers[self.side].failure()
            raise CommandError(
                f"{self.scenario.name} ({self.side}) {path} : {answer.status} au lieu de {expected}\n{told}"
            )

    def lane(self):
        return Lane(
            self.ground.size, self.side, tuple(self.seconds), self.queries, len(self.last.body), self.last.status
        )


def measure(scenario, grounds, *, requests, patience):
    """At most `requests` rounds and, from the fewest that mean something on, at most `patience` seconds."""
    runners = [Runner(scenario, ground, side) for ground in grounds for side in (OURS, LIMIT)]
    for runner in runners:
        runner.warm_up()
    limit = time.monotonic() + patience
    for turn in range(requests):
        if turn >= FEWEST and time.monotonic() > limit:
            break
        for runner in runners if turn % 2 else reversed(runners):
            runner.sample()
    return [runner.lane() for runner in runners]
