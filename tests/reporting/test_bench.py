"""The bench measures what it says, on a small database; how fast the machine is today is nobody's business here."""

import io
import json
import os
import subprocess

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from core.database import as_owner
from reporting.bench.catalogue import SCENARIOS
from reporting.bench.client import filled_form
from reporting.bench.database import PREFIX, bench_database, drop_leftovers
from reporting.bench.measure import LIMIT, OURS, Lane
from reporting.bench.registry import LIST, Scenario, Visit
from reporting.bench.report import Report, growths_of, lines_of
from reporting.bench.tables import short, text_report
from reporting.management.commands.bench import size

PAGE = """
<form method="post" action="/deconnexion"><input type="hidden" name="csrfmiddlewaretoken" value="other"></form>
<form method="get"><input name="q" value="searched"></form>
<form method="post">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc"><input name="name" value="">
  <input type="checkbox" name="kept" checked><input type="checkbox" name="left">
  <input type="radio" name="way" value="one"><input type="radio" name="way" value="two" checked>
  <select name="kind"><option value="first">1</option><option value="second" selected>2</option></select>
  <select name="defaulted"><option value="top">1</option><option value="below">2</option></select>
  <textarea name="note">as it was</textarea>
  <input type="file" name="logo"><button name="save" value="1">Enregistrer</button>
</form>
"""


@pytest.fixture
def real_connection(django_db_setup, django_db_blocker):
    """No transaction around the test: the bench creates databases."""
    with django_db_blocker.unblock():
        yield connection
        connection.close()


def bench_databases():
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.first
def test_a_small_run_measures_every_scenario_on_both_sides(real_connection):
    told = io.StringIO()
    call_command("bench", "--size", "1000", "--requests", "2", "--format", "json", stdout=told, stderr=io.StringIO())
    report = json.loads(told.getvalue())
    assert [line["scenario"] for line in report["operations"]] == [scenario.name for scenario in SCENARIOS]
    for scenario, line in zip(SCENARIOS, report["operations"], strict=True):
        assert line["ratio"] > 0
        for side in (OURS, LIMIT):
            assert line[side]["samples"] == 2
            assert line[side]["status"] == getattr(scenario, side).expected
    assert {memory["side"] for memory in report["memory"]} == {OURS, LIMIT}
    assert report["steps"]
    assert not [name for name in bench_databases() if name.endswith(f"000_{os.getpid()}")], "its databases are gone"


def test_without_the_owner_role_it_says_what_is_missing(real_connection, settings):
    settings.DATABASE_OWNER = {"USER": "nobody_of_that_name"}
    with pytest.raises(CommandError, match="rôle propriétaire"):
        call_command("bench", "--size", "1000", stdout=io.StringIO(), stderr=io.StringIO())


def test_a_database_is_kept_when_asked_and_one_left_by_a_killed_bench_is_not(real_connection):
    abandoned = f"{PREFIX}1000_{dead_process()}"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{abandoned}"')
    with bench_database(1001, keep=True) as kept:
        pass
    drop_leftovers()
    assert kept in bench_databases()
    assert abandoned not in bench_databases()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{kept}"')


def dead_process():
    process = subprocess.Popen(["true"])
    process.wait()
    return process.pid


@pytest.mark.parametrize(("text", "expected"), [("1000", 1000), ("10k", 10_000), ("1M", 1_000_000)])
def test_a_size_is_a_number_or_its_short_form(text, expected):
    assert size(text) == expected


@pytest.mark.parametrize("text", ["", "k", "10", "many", "-1k", "1,5k", "20M"])
def test_another_size_is_refused_with_what_is_expected(text):
    with pytest.raises(CommandError, match="10k, 100k ou 1M"):
        size(text)


def test_a_scenario_that_nobody_knows_is_refused_with_the_known_ones():
    with pytest.raises(CommandError, match=SCENARIOS[0].name):
        call_command("bench", "--only", "nowhere", stderr=io.StringIO())


def test_a_form_is_sent_back_as_a_browser_would():
    assert filled_form(PAGE, {"name": "Structure"}) == {
        "csrfmiddlewaretoken": "abc",
        "name": "Structure",
        "kept": "on",
        "way": "two",
        "kind": "second",
        "defaulted": "top",
        "note": "as it was",
    }


def test_a_page_without_the_form_is_an_error():
    with pytest.raises(LookupError, match="elsewhere"):
        filled_form(PAGE, {"elsewhere": "x"})


def lanes(count, milliseconds, queries=4):
    return [
        Lane(count, OURS, (milliseconds / 1000,) * 20, queries, 1000, 200),
        Lane(count, LIMIT, (0.010,) * 20, 2, 1000, 200),
    ]


VISIT = Visit(lambda facts, number: "/")
SCENARIO = Scenario(name="list", label="liste", target=LIST, ours=VISIT, limit=VISIT)


@pytest.mark.parametrize(("milliseconds", "met"), [(16, True), (17, False)])
def test_an_operation_is_held_against_its_ratio(milliseconds, met):
    (line,) = lines_of(SCENARIO, lanes(10_000, milliseconds))
    assert line.met is met


def test_a_tail_that_is_too_long_is_said():
    slow = Lane(10_000, OURS, (0.010,) * 18 + (0.020,) * 2, 4, 1000, 200)
    (line,) = lines_of(SCENARIO, [slow, lanes(10_000, 10)[1]])
    assert line.met
    assert not line.spread_met


def test_growth_is_held_against_the_first_size():
    lines = lines_of(SCENARIO, lanes(10_000, 10) + lanes(100_000, 15) + lanes(1_000_000, 21))
    assert [growth.met for growth in growths_of(lines)] == [True, False]


def test_more_queries_for_more_rows_is_a_failure_however_fast():
    lines = lines_of(SCENARIO, lanes(10_000, 10) + lanes(100_000, 10, queries=14))
    (growth,) = growths_of(lines)
    assert not growth.met


def test_the_table_says_in_french_what_was_met():
    lines = lines_of(SCENARIO, lanes(10_000, 10) + lanes(100_000, 17))
    text = text_report(Report([10_000, 100_000], lines, growths_of(lines), [], []))
    assert "1,70×" in text
    assert "NON" in text
    assert "10k → 100k" in text


def test_sizes_are_written_short():
    assert [short(count) for count in (1500, 10_000, 1_000_000)] == ["1500", "10k", "1M"]
