import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import InvitationState, Role
from accounts.queue import SHOWN, queue_items
from tests.factories.accounts import InvitationFactory, LandlordFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return MembershipFactory(role=Role.ADMINISTRATOR)


def expired(organisation, **values):
    return InvitationFactory(organisation=organisation, expires_at=timezone.now() - dt.timedelta(days=4), **values)


def test_an_unanswered_invitation_comes_back_to_the_administrator(administrator, today):
    invitation = expired(administrator.organisation, first_name="Léa", last_name="Fortin")
    (item,) = queue_items(administrator, today)
    assert item.title == "Léa Fortin n’a pas répondu à son invitation"
    assert item.late
    assert item.due_word == "expiré"
    assert item.due_on == timezone.localdate(invitation.expires_at)
    assert "il y a 4\u00a0jours" in item.detail


def test_what_still_runs_or_is_settled_waits_for_nobody(administrator, today):
    InvitationFactory(organisation=administrator.organisation)
    expired(administrator.organisation, state=InvitationState.REVOKED)
    assert queue_items(administrator, today) == []


def test_another_organisation_s_invitations_are_not_there(administrator, today):
    expired(MembershipFactory().organisation)
    assert queue_items(administrator, today) == []


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_is_asked(role, today):
    actor = MembershipFactory(role=role)
    expired(actor.organisation)
    assert queue_items(actor, today) == []


def test_more_than_a_few_become_one_line(administrator, today):
    for _ in range(SHOWN + 2):
        expired(administrator.organisation)
    (item,) = queue_items(administrator, today)
    assert item.title == "sept invitations sans réponse"


def test_an_organisation_that_invoices_lack_something_of_is_named(administrator, today):
    landlord = LandlordFactory(administered_by=administrator.organisation, city="", siren="", siret="")
    (item,) = queue_items(administrator, today)
    assert item.title == f"Il manque des coordonnées : {landlord}"
    assert item.detail == "Une facture demande : commune et SIREN."
    assert str(landlord.pk) in item.url


@pytest.mark.parametrize(("in_days", "told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_a_role_that_ends_within_a_month_is_told(administrator, today, in_days, told):
    ending = MembershipFactory(
        role=Role.ADMINISTRATOR,
        organisation=administrator.organisation,
        ends_on=today + dt.timedelta(days=in_days),
    )
    items = queue_items(administrator, today)
    assert [item.title for item in items] == ([f"Un rôle se termine : {ending.user}"] if told else [])
