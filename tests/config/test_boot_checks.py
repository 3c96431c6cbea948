"""bin/test keeps all its steps, and .ci/run is bin/test and nothing else."""

import pathlib
import shutil
import subprocess

import pytest

from config.boot import checks, embedded

STEPS = {
    "style du code": "ruff check .",
    "mise en forme du code": "ruff format --check .",
    "style des gabarits": "djlint templates --lint",
    "contrats entre couches": "lint-imports",
    "migrations à jour": "manage.py makemigrations --check",
    "gabarits lisibles": "manage.py check_templates",
    "réglages de production": "manage.py check --deploy --fail-level WARNING",
    "tests": "-m pytest -n logical",
}


def _steps():
    return {title: (" ".join(map(str, command)), added) for title, command, added in checks._everything()}


@pytest.mark.parametrize(("title", "command"), STEPS.items())
def test_no_step_is_left_out(title, command):
    assert f"{command} " in _steps()[title][0].replace(f"{checks.TOOLS}/", "") + " "


def test_steps_are_these_in_this_order():
    assert list(_steps()) == list(STEPS)


def test_tests_run_side_by_side_with_their_coverage():
    words = _steps()["tests"][0].split()
    assert words[words.index("--maxprocesses") + 1] == str(checks.MOST_WORKERS)
    assert {"--cov", "--cov-report=html"} <= set(words)
    assert not {"-p", "-k", "-m=", "--ignore", "--deselect"} & set(words[3:])


def test_production_is_what_is_checked():
    added = _steps()["réglages de production"][1]
    assert added["DJANGO_SETTINGS_MODULE"] == "config.settings.prod"


def test_one_step_that_fails_is_named_and_the_others_still_run(capfd):
    steps = [("premier", ["false"], {}), ("second", ["sh", "-c", 'echo "$WORD"'], {"WORD": "passé aussi"})]
    assert checks._run(steps) == ["premier"]
    assert "passé aussi" in capfd.readouterr().out


@pytest.mark.parametrize("status", [0, 3])
def test_ci_runs_bin_test_and_nothing_else(tmp_path, status):
    """With a bin/test that writes down how it was called, and no other command within reach."""
    (tmp_path / ".ci").mkdir()
    shutil.copy(embedded.PROJECT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "test").write_text(f'#!/bin/sh\necho "bin/test, $# argument" >>"$0.calls"\nexit {status}\n')
    (tmp_path / "bin" / "test").chmod(0o755)
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "dirname").symlink_to(shutil.which("dirname"))
    answer = subprocess.run(
        [tmp_path / ".ci" / "run"],
        cwd="/",
        env={"PATH": str(tmp_path / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (answer.returncode, answer.stdout, answer.stderr) == (status, "", "")
    assert pathlib.Path(f"{tmp_path}/bin/test.calls").read_text() == "bin/test, 0 argument\n"
