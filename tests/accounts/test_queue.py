import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import InvitationState, Role
from accounts.queue import SHOWN, queue_items
from tests.factories.accounts import InvitationFactory, MembershipFactory

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


def test_a_long_list_is_cut(administrator, today):
    for _ in range(SHOWN + 2):
        expired(administrator.organisation)
    assert len(queue_items(administrator, today)) == SHOWN
