"""What production is described by: compose.yaml, the image's files, and the variables that they name."""

import re
import shlex

import pytest
import yaml
from django.apps import apps

from config.boot import embedded

COMPOSE = embedded.PROJECT.joinpath("compose.yaml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
OUR_OWN = ("migrate", "web", "worker", "beat")


def _words(service):
    command = SERVICES[service].get("command", [])
    return shlex.split(command) if isinstance(command, str) else command


def test_every_service_is_there():
    assert set(SERVICES) == {*OUR_OWN, "postgres", "redis"}
    assert {name for name in SERVICES if "worker" in _words(name)} == {"worker"}
    assert {name for name in SERVICES if "beat" in _words(name)} == {"beat"}
    assert "migrate" in _words("migrate")[-1]
    assert "command" not in SERVICES["web"]  # the image's own: gunicorn


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_waits_for_services_that_can_be_waited_for(name):
    for other, wait in SERVICES[name].get("depends_on", {}).items():
        if wait["condition"] == "service_healthy":
            assert "test" in SERVICES[other]["healthcheck"]
        else:
            assert SERVICES[other]["restart"] == "no"


@pytest.mark.parametrize("name", OUR_OWN)
def test_what_runs_our_code_can_do_little(name):
    service = SERVICES[name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert ("DATABASE_OWNER_URL" in service["environment"]) == (name == "migrate")
    assert {"postgres", "redis"} <= set(service["depends_on"])


def test_nothing_listens_to_the_world():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert ports
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_named_volumes_are_declared():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    files = {name for name in used if name.startswith(".")}
    assert used - files == set(yaml.safe_load(COMPOSE)["volumes"])
    assert all((embedded.PROJECT / name).is_file() for name in files)


def test_every_variable_that_is_required_is_in_the_example():
    example = embedded.PROJECT.joinpath("deploy/compose.env.example").read_text()
    assert set(re.findall(r"\$\{(\w+):\?\}", COMPOSE)) == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_every_variable_of_the_application_is_explained():
    guide = embedded.PROJECT.joinpath("docs/deployment.md").read_text()
    given = {name for service in OUR_OWN for name in SERVICES[service]["environment"]}
    assert given <= set(re.findall(r"^\| `(\w+)`", guide, re.MULTILINE))


def test_the_image_holds_every_application():
    """Everything is left out but what is named: an application that is forgotten is missing in production alone."""
    lines = embedded.PROJECT.joinpath(".dockerignore").read_text().splitlines()
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    paths = [embedded.PROJECT / config.name for config in apps.get_app_configs()]
    ours = {path.name for path in paths if path.is_dir()}
    assert lines[0] == "*"
    assert "core" in ours
    assert ours | {"config", "templates", "static", "manage.py", "requirements-production.lock"} <= kept
    assert all((embedded.PROJECT / name).exists() for name in kept)
