"""Before the house starts: what is missing on the machine is one sentence, with what to type."""

import os
import shutil
import subprocess
import sys

import pytest

from config.boot import embedded, system

TOOLS = ("sh", "dirname", "id", "cat", "cut", "mkdir", "flock", "sha256sum", "rm")
TOO_OLD = """#!/bin/sh
[ "$1" = --version ] && echo "Python 3.9.2" && exit 0
exit 1
"""
WITHOUT_VENV = """#!/bin/sh
case "$*" in
*"import venv"*) exit 1 ;;
*"-venv"*) echo python3.12-venv ;;
esac
"""


@pytest.fixture
def machine(tmp_path):
    """A machine with few tools, its own Python, and a fresh copy of our commands."""
    project, tools = tmp_path / "projet", tmp_path / "outils"
    shutil.copytree(embedded.PROJECT / "bin", project / "bin")
    shutil.copy(embedded.PROJECT / "requirements.lock", project)
    tools.mkdir()
    for name in TOOLS:
        (tools / name).symlink_to(shutil.which(name))

    def type_in(command, python=None):
        if python:
            (tools / "python3").write_text(python)
            (tools / "python3").chmod(0o755)
        return subprocess.run(
            [project / command], env={"PATH": str(tools), "HOME": "/"}, capture_output=True, text=True, check=False
        )

    return type_in


@pytest.mark.parametrize("command", ["bin/run", "bin/manage"])
@pytest.mark.parametrize(("python", "found"), [(None, "aucun Python"), (TOO_OLD, "Python 3.9.2")], ids=["none", "old"])
def test_a_python_too_old_or_absent(machine, command, python, found):
    answer = machine(command, python)
    assert answer.returncode == 1
    assert f"Python 3.11 ou plus récent est nécessaire (ici : {found})" in answer.stderr
    assert "sudo apt-get install python3 python3-venv" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_python_without_its_venv_module(machine):
    answer = machine("bin/run", WITHOUT_VENV)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "Il manque à Python son module « venv ». Tapez : sudo apt-get install python3.12-venv"
    ]


def test_a_missing_library_where_apt_cannot_help(monkeypatch):
    monkeypatch.setitem(system.PDF_LIBRARIES, "libabsente.so.0", "libabsente0")
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(SystemExit, match="sudo apt-get install libabsente0"):
        system.require_libraries()


def test_a_browser_that_does_not_start_is_none(tmp_path, monkeypatch):
    empty_shell = tmp_path / "chromium"
    empty_shell.write_text("#!/bin/sh\necho 'Please install the snap' >&2; exit 1\n")
    empty_shell.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    monkeypatch.setenv("BROWSER_PATH", str(empty_shell))
    monkeypatch.setattr(system, "BROWSERS", ("chromium",))
    assert system.find_browser() is None


def test_without_a_browser_the_tests_say_so_aloud_and_fail_where_ci_counts_on_them(tmp_path):
    def check(ci):
        environment = {**os.environ, "PATH": "/nonexistent", "BROWSER_PATH": "", "CI": ci, "DATA_DIR": str(tmp_path)}
        return subprocess.run(
            [sys.executable, "-m", "config.boot.checks", "--version"],
            cwd=embedded.PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    alone, on_ci = check(""), check("true")
    assert "LES TESTS DANS LE NAVIGATEUR NE SONT PAS PASSÉS" in alone.stdout
    assert alone.returncode == 0, alone.stderr
    assert "pytest seul tourne" in alone.stdout
    assert on_ci.returncode == 1
    assert "CI=true : il en faut un" in on_ci.stderr
