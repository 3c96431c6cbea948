"""load_programme and load_convention as they are typed: what is said where, the exit code, what is left behind."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from accounts.models import Organisation
from programmes.catalogue import FILES
from programmes.models import Convention, Programme
from tests.programmes.files import REMOB
from tests.workers import environment

pytestmark = pytest.mark.django_db


def typed(*words):
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(
        command, cwd=settings.BASE_DIR, env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def assert_refused(ended, *sentences):
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert [sentence for sentence in sentences if sentence not in ended.stderr] == []
    assert "Traceback" not in ended.stderr
    assert not Programme.objects.exists()
    assert not Organisation.objects.exists()


def test_a_bad_programme_after_a_good_one(write):
    text = FILES[0].read_text()
    bad = write(FILES[1].read_text().replace("limit_months = 2", "limit_months = 0"), "faux.toml")
    ended = typed("load_programme", write(text, "bon.toml"), bad)
    assert_refused(ended, "faux.toml", "limit_months", "Rien n’a été chargé.")


def test_a_convention_of_a_programme_that_is_not_loaded(write):
    ended = typed("load_convention", write(REMOB), "--format", "json")
    assert_refused(ended, "convention.toml", "[convention] programme", "load_programme le charge")


@pytest.mark.parametrize("command", ["load_programme", "load_convention"])
def test_a_file_that_is_not_there(command):
    assert_refused(typed(command, "absent.toml"), "absent.toml", "le fichier n’existe pas")


def test_without_a_file_it_says_what_to_type():
    assert_refused(typed("load_convention"), "bin/manage load_convention FICHIER.toml")


@pytest.mark.django_db(transaction=True)
def test_the_sample_on_an_empty_house(write):
    ended = typed("load_programme")
    assert (ended.returncode, ended.stderr) == (0, "")
    ended = typed("load_convention", write(REMOB), "--format", "json")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout)["conventions"][0]["status"] == "created"
    assert Convention.objects.get().landlord.administered_by.name == "Anef Ferrer"
