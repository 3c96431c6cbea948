"""The command, where nothing is loaded yet; what it loads: test_demonstration."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.enums import OrganisationKind
from accounts.models import Organisation

pytestmark = pytest.mark.django_db


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_it_leaves_an_installation_in_use_alone():
    Organisation.objects.create(kind=OrganisationKind.OPERATOR, name="Une vraie association")
    assert "pas chargée" in demo("--if-empty")
    assert Organisation.objects.count() == 1


def test_without_a_demonstration_there_are_no_accounts_to_show():
    with pytest.raises(CommandError, match="Aucune démonstration"):
        demo("--accounts")
