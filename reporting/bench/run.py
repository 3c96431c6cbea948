"""The whole run: fill each size, serve ours and the limit on each, measure them in turn, leave nothing behind."""

import contextlib
import pathlib
import tempfile
import time

from accounts.enums import Role
from reporting.bench.catalogue import DOCUMENTS, FACTS, FILLERS, PREPARE
from reporting.bench.client import Client
from reporting.bench.database import bench_database, collect_facts, fill, working_on
from reporting.bench.measure import LIMIT, OURS, Ground, measure
from reporting.bench.report import Memory, Report, growths_of, lines_of
from reporting.bench.server import limit_environment, our_environment, serve
from reporting.bench.sessions import cookies_of, open_session
from reporting.bench.tables import short


class Stopwatch:
    """Says each step when it is over, with how long it took."""

    def __init__(self, say):
        self.say, self.steps = say, []

    @contextlib.contextmanager
    def step(self, name):
        began = time.monotonic()
        yield
        seconds = time.monotonic() - began
        self.steps.append((name, seconds))
        self.say(f"{seconds:7.1f} s  {name}".replace(".", ","))


def run(*, sizes, scenarios, requests, patience, keep, say):
    watch = Stopwatch(say)
    with contextlib.ExitStack() as stack:
        grounds = [_prepare(size, stack, watch, keep) for size in sizes]
        lines, growths = [], []
        for scenario in scenarios:
            with watch.step(f"{scenario.target.operation}, {scenario.label}"):
                lanes = measure(scenario, grounds, requests=requests, patience=patience)
            measured = lines_of(scenario, lanes)
            lines += measured
            growths += growths_of(measured)
        return Report(list(sizes), lines, growths, _memories(grounds), watch.steps)


def _prepare(size, stack, watch, keep):
    with watch.step(f"{short(size)} : base créée et migrée"):
        name = stack.enter_context(bench_database(size, keep=keep))
    folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
    with working_on(name):
        with watch.step(f"{short(size)} : base remplie ({name})"):
            for prepare in PREPARE:
                prepare()
            fill(FILLERS, size)
        facts = collect_facts(FACTS)
        for document, html in DOCUMENTS.items():
            (folder / f"{document}.html").write_text(html(facts))
        sessions = {role: open_session(facts[f"membership of {role}"][0]) for role in Role}
    for session in sessions.values():
        stack.callback(session.delete)
    with watch.step(f"{short(size)} : application et limite servies"):
        servers = {
            OURS: stack.enter_context(serve("reporting.bench.served", our_environment(name))),
            LIMIT: stack.enter_context(serve("reporting.bench.limit.wsgi", limit_environment(name, folder))),
        }
    ours = {role: Client(servers[OURS].port, cookies_of(session)) for role, session in sessions.items()}
    ground = Ground(size, facts, servers, Client(servers[LIMIT].port), ours)
    for client in (ground.limit, *ours.values()):
        stack.callback(client.close)
    return ground


def _memories(grounds):
    """Of every worker; none where the system does not tell (only Linux does)."""
    measured = [
        (ground.size, side, server.worker_memory()) for ground in grounds for side, server in ground.servers.items()
    ]
    return [Memory(size, side, *memory) for size, side, memory in measured if memory]
