"""The nets under the tests are there: take one away and one of these fails."""

import socket
import warnings

import pytest
from django.template import Context, Template

from accounts.models import User
from tests.factories.accounts import UserFactory


@pytest.mark.django_db
def test_an_order_that_nobody_asked_for_is_shuffled():
    UserFactory.create_batch(12)
    seen = {tuple(User.objects.order_by().values_list("pk", flat=True)) for _ in range(6)}
    assert len(seen) > 1
    assert len({tuple(User.objects.order_by("pk").values_list("pk", flat=True)) for _ in range(6)}) == 1


def test_the_network_ends_at_this_machine():
    with socket.socket() as line, pytest.raises(AssertionError, match="reached for the network"):
        line.connect(("192.0.2.1", 80))


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning, match="attention"):
        warnings.warn("attention", stacklevel=1)


def test_a_name_that_a_template_does_not_know_fails():
    with pytest.raises(pytest.fail.Exception, match="inconnu"):
        Template("{{ inconnu.du_tout }}").render(Context({}))


def test_the_order_of_the_tests_is_random(pytestconfig):
    assert pytestconfig.pluginmanager.hasplugin("randomly") or pytestconfig.pluginmanager.hasplugin("pytest_randomly")
    assert pytestconfig.getoption("randomly_reorganize")
