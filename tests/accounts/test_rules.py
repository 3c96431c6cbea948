"""Who may hold which role where, and who administers whom: rules, then the database that holds them too."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from accounts.enums import AccountState, InvitationState, MembershipState, OrganisationKind, Role
from accounts.models import Membership, Organisation
from accounts.rules import (
    ACCOUNTS,
    INVITATIONS,
    KINDS_OF_ROLE,
    kinds_administered_by,
    may_administer,
    may_hold,
    may_manage_account,
    membership_state,
    missing_for_invoices,
    overlap,
    roles_of_kind,
)
from tests.factories.accounts import (
    LandlordFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)

LANDLORD, OPERATOR, PARTNER = OrganisationKind.LANDLORD, OrganisationKind.OPERATOR, OrganisationKind.PARTNER
DAY = datetime.date(2015, 3, 3)


def day(offset):
    return DAY + datetime.timedelta(days=offset)


def test_only_an_operator_reaches_an_operator():
    assert [kind for kind in OrganisationKind if may_administer(kind, OPERATOR)] == [OPERATOR]


def test_a_partner_reaches_partners_only():
    assert kinds_administered_by(PARTNER) == [PARTNER]


def test_every_kind_has_an_administrator_and_every_role_a_kind():
    assert all(Role.ADMINISTRATOR in roles_of_kind(kind) for kind in OrganisationKind)
    assert all(KINDS_OF_ROLE[role] for role in Role)
    assert not may_hold(Role.SOCIAL_WORKER, LANDLORD)


@pytest.mark.parametrize(
    ("at_work_in", "reach", "manages"),
    [([], [], True), ([1], [1, 2], True), ([1, 2], [1, 2], True), ([1, 3], [1, 2], False), ([3], [], False)],
)
def test_an_account_is_managed_by_who_reaches_all_of_it(at_work_in, reach, manages):
    assert may_manage_account(at_work_in, reach) is manages


@pytest.mark.parametrize(
    ("first", "second", "shared"),
    [
        ((0, 5), (6, 9), False),
        ((0, 5), (5, 9), True),
        ((0, None), (99, None), True),
        ((10, None), (0, 9), False),
        ((3, 4), (0, 9), True),
    ],
)
def test_two_intervals_share_a_day_or_not(first, second, shared):
    first, second = ([None if end is None else day(end) for end in interval] for interval in (first, second))
    assert overlap(*first, *second) is shared
    assert overlap(*second, *first) is shared


@pytest.mark.parametrize(
    ("starts", "ends", "state"),
    [
        (0, None, MembershipState.RUNNING),
        (0, 0, MembershipState.RUNNING),
        (-9, -1, MembershipState.ENDED),
        (1, None, MembershipState.COMING),
    ],
)
def test_a_role_tells_its_state_by_its_dates(starts, ends, state):
    assert membership_state(day(starts), None if ends is None else day(ends), DAY) == state


def test_what_the_tables_let_an_administrator_do():
    assert {step.action for step in ACCOUNTS.available(AccountState.OPEN, Role.ADMINISTRATOR)} == {
        "unlock",
        "reset_second_factor",
        "close",
    }
    assert [step.action for step in ACCOUNTS.available(AccountState.CLOSED, Role.ADMINISTRATOR)] == ["reopen"]
    for table in (ACCOUNTS, INVITATIONS):
        for role in set(Role) - {Role.ADMINISTRATOR}:
            assert not any(step.allows(role) for step in table)
    assert set(INVITATIONS.ends()) == {InvitationState.ACCEPTED, InvitationState.REVOKED}


def test_what_an_invoice_needs_differs_between_who_sends_and_who_pays():
    assert missing_for_invoices(Organisation(kind=LANDLORD)) == ["address", "postcode", "city", "siren"]
    assert "iban" in missing_for_invoices(Organisation(kind=OPERATOR))


@pytest.mark.django_db
class TestTheDatabaseHoldsTheRulesToo:
    @pytest.mark.parametrize(
        ("role", "factory"),
        [
            (Role.SOCIAL_WORKER, LandlordFactory),
            (Role.SERVICE_HEAD, PartnerFactory),
            (Role.ADVISOR, OrganisationFactory),
            (Role.COMMITTEE_MEMBER, LandlordFactory),
            (Role.DPO, PartnerFactory),
        ],
    )
    def test_no_role_in_the_wrong_kind_of_organisation(self, role, factory):
        organisation, user = factory(), UserFactory()
        with pytest.raises(ValidationError, match="n’existe pas chez un"):
            Membership(user=user, organisation=organisation, role=role, starts_on=DAY).full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(user=user, organisation=organisation, role=role, starts_on=DAY)

    def test_an_update_does_not_slip_through(self):
        membership = MembershipFactory(role=Role.ADVISOR)
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=membership.pk).update(role=Role.SOCIAL_WORKER)

    @pytest.mark.parametrize(
        ("above", "below"), [(LandlordFactory, OrganisationFactory), (PartnerFactory, LandlordFactory)]
    )
    def test_nobody_administers_upwards(self, above, below):
        above, below = above(), below()
        below.administered_by = above
        with pytest.raises(ValidationError, match="jamais un opérateur"):
            below.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            below.save()

    def test_a_kind_is_for_good(self):
        """Otherwise a landlord would administer a partner, and the partner become an operator."""
        organisation = LandlordFactory()
        organisation.kind = OPERATOR
        with pytest.raises(DatabaseError), transaction.atomic():
            organisation.save()

    def test_a_role_does_not_end_before_it_starts(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            MembershipFactory(starts_on=DAY, ends_on=day(-1))

    def test_a_closed_account_has_a_date(self):
        with pytest.raises(IntegrityError), transaction.atomic():
            UserFactory(is_active=False)
