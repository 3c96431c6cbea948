import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation

pytestmark = pytest.mark.django_db


def demo(*arguments):
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def test_twice_gives_the_same():
    demo()
    before = list(Organisation.objects.values_list("name", "siren"))
    demo()
    assert list(Organisation.objects.values_list("name", "siren")) == before


def test_it_leaves_an_installation_in_use_alone():
    Organisation.objects.create(kind=OrganisationKind.OPERATOR, name="Une vraie association")
    assert "pas chargée" in demo("--if-empty")
    assert Organisation.objects.count() == 1


def test_there_is_an_account_for_every_role_and_both_landlords(client):
    demo()
    accounts = json.loads(demo("--accounts", "--format", "json"))
    assert {account["role"] for account in accounts} == set(Role)
    landlords = set(Organisation.objects.filter(kind=OrganisationKind.LANDLORD).values_list("name", flat=True))
    assert len(landlords) == 2
    assert landlords <= {account["organisation"] for account in accounts}
    for account in accounts:
        assert set(account) == {"role", "organisation", "email", "password"}
        assert Membership.objects.filter(
            user__email=account["email"], role=account["role"], organisation__name=account["organisation"]
        ).exists()
        login = {"login": account["email"], "password": account["password"]}
        assert client.post(reverse("account_login"), login).url == reverse("home"), account
        client.logout()


def test_without_a_demonstration_there_are_no_accounts_to_show():
    with pytest.raises(CommandError, match="Aucune démonstration"):
        demo("--accounts")
