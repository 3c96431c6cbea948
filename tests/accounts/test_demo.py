import datetime

import pytest
from django.contrib.auth import authenticate

from accounts.demo import demo_accounts, load_accounts
from accounts.enums import OrganisationKind, Role
from accounts.models import Invitation, Membership, Organisation, User
from accounts.rules import missing_for_invoices

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 20)


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Organisation, User, Membership, Invitation)]


def test_loading_twice_changes_nothing():
    load_accounts(TODAY)
    before = everything()
    load_accounts(TODAY + datetime.timedelta(days=3))
    assert everything() == before


def test_there_is_no_demonstration_account_before_it_is_loaded():
    assert demo_accounts() == []


def test_one_account_of_every_role_and_both_landlords(rf):
    load_accounts(TODAY)
    accounts = demo_accounts()
    assert {account["role"] for account in accounts} == set(Role.values)
    landlords = Organisation.objects.filter(kind=OrganisationKind.LANDLORD).values_list("name", flat=True)
    assert set(landlords) <= {account["organisation"] for account in accounts}
    assert len({account["password"] for account in accounts}) == 1
    assert all(account["email"].endswith(".example") for account in accounts)


@pytest.mark.parametrize("role", Role.values)
def test_each_demonstration_account_opens(role, rf):
    load_accounts(TODAY)
    for account in demo_accounts():
        if account["role"] == role:
            request = rf.post("/compte/login/")
            user = authenticate(request, email=account["email"], password=account["password"])
            assert user is not None
            roles = Membership.objects.open_on(TODAY).filter(user=user, organisation__name=account["organisation"])
            assert roles.filter(role=role).exists()


def test_organisations_are_valid_and_know_who_administers_them():
    organisations = load_accounts(TODAY)
    for organisation in organisations.values():
        organisation.full_clean()
    assert organisations["lnh"].administered_by == organisations["anef"]
    assert organisations["ponant"].administered_by == organisations["relais"]
    assert missing_for_invoices(organisations["anef"]) == []
    assert missing_for_invoices(organisations["fnars"]) == ["address", "postcode", "city", "siren"]


def test_a_head_carries_cases_too():
    load_accounts(TODAY)
    head = Membership.objects.get(role=Role.SERVICE_HEAD, organisation__name="Anef Ferrer")
    assert set(head.user.memberships.values_list("role", flat=True)) == {Role.SERVICE_HEAD, Role.SOCIAL_WORKER}
