"""bin/test: every check of the project, one after the other, with the time that each takes.

With arguments, pytest alone runs, and receives them: « bin/test -k nom », « bin/test tests/core ».
"""

import fcntl
import os
import pathlib
import subprocess
import sys
import time

from config.boot import embedded, system
from config.boot.console import say, seconds
from config.boot.data_directory import DataDirectory, try_lock
from config.boot.processes import CannotStart

TOOLS = pathlib.Path(sys.executable).parent
NO_BROWSER = """
************************************************************************************
  LES TESTS DANS LE NAVIGATEUR NE SONT PAS PASSÉS : aucun navigateur sur cette machine.
  THE BROWSER TESTS DID NOT RUN: there is no browser on this machine.
  « sudo apt-get install chromium libatomic1 », ou BROWSER_PATH=/chemin/du/navigateur
************************************************************************************
"""
# Each worker takes two of Redis's sixteen databases, after the application's own two (config.settings.test).
MOST_WORKERS = 7
# Production's settings are checked with invented values: nothing connects.
INVENTED_PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "SECRET_KEY": "0123456789-une-cle-inventee-pour-la-verification-des-reglages-abcdefghij",
    "FIELD_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "ALLOWED_HOSTS": "jytiens.example",
    "PUBLIC_URL": "https://jytiens.example",
    "DATABASE_URL": "postgres://application@localhost/jytiens",
    "REDIS_URL": "redis://localhost:6379/0",
}


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else arguments
    system.require_libraries()
    browser = system.provide_browser()
    if browser:
        os.environ["BROWSER_PATH"] = browser
    data = DataDirectory(os.environ.get("DATA_DIR") or embedded.PROJECT / "var" / "test")
    data.create()
    with data.open_lock("tests") as lock:
        if not try_lock(lock, fcntl.LOCK_EX):
            raise CannotStart(f"Des tests tournent déjà dans {data.path} : attendez-les, ou « DATA_DIR=… bin/test ».")
        os.environ["DATA_DIR"] = str(data.path)
        embedded.prepare_environment(settings="config.settings.test", durable=False)
        failures = _run(_only_pytest(arguments) if arguments else _everything())
    if not browser:
        say(NO_BROWSER)
        if os.environ.get("CI") == "true":
            failures.append("navigateur (CI=true : il en faut un)")
    embedded.leave()
    if failures:
        raise CannotStart(f"ÉCHEC : {', '.join(failures)}.")
    say("Tout est bon.")


def _only_pytest(arguments):
    say("Avec des arguments, pytest seul tourne ; sans argument, tout est vérifié.")
    return [("tests", [sys.executable, "-m", "pytest", *arguments], {})]


def _everything():
    manage = [sys.executable, "manage.py"]
    workers = ["-n", "logical", "--maxprocesses", str(MOST_WORKERS)]
    coverage = ["--cov", "--cov-report=term:skip-covered", "--cov-report=html"]
    return [
        ("style du code", [TOOLS / "ruff", "check", "."], {}),
        ("mise en forme du code", [TOOLS / "ruff", "format", "--check", "."], {}),
        ("style des gabarits", [TOOLS / "djlint", "templates", "--lint", "--quiet"], {}),
        ("contrats entre couches", [TOOLS / "lint-imports"], {}),
        ("migrations à jour", [*manage, "makemigrations", "--check", "--dry-run"], {}),
        ("gabarits lisibles", [*manage, "check_templates"], {}),
        ("réglages de production", [*manage, "check", "--deploy", "--fail-level", "WARNING"], INVENTED_PRODUCTION),
        ("tests", [sys.executable, "-m", "pytest", *workers, *coverage], {}),
    ]


def _run(steps):
    """Run them all, whatever fails; returns what failed."""
    summary = []
    for title, command, environment in steps:
        say(f"\n── {title}")
        started = time.monotonic()
        result = subprocess.run(command, cwd=embedded.PROJECT, env={**os.environ, **environment}, check=False)
        summary.append((title, result.returncode == 0, time.monotonic() - started))
    say("\nRésumé")
    for title, well, duration in summary:
        say(f"  {'bon  ' if well else 'ÉCHEC'}  {seconds(duration):>8}  {title}")
    return [title for title, well, _ in summary if not well]


if __name__ == "__main__":
    main()
