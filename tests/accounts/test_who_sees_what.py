"""The matrix, as a table and as a page; checked against the three sentences that the whole product stands on."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.matrix import RIGHTS, SECTIONS, allows, reach
from accounts.rights import SHORT, TO_YOU, Reach
from tests.factories.accounts import MembershipFactory, UserFactory

LANDLORD_SIDE = (Role.ADVISOR, Role.LANDLORD_MANAGER)
NO_CONTENT = (Role.COMMITTEE_MEMBER, Role.DPO, Role.ADMINISTRATOR)
FILES = [right for subject in SECTIONS[0][1] for right in subject.rights]
SECRETS = ("team_text.", "private_note.", "full_reviews.", "diagnostics.", "attendance.")


@pytest.mark.parametrize("role", LANDLORD_SIDE)
def test_the_landlord_never_reads_what_was_told_to_the_social_worker(role):
    secrets = [action for action in RIGHTS if action.startswith(SECRETS)]
    assert len(secrets) >= 10
    assert not [action for action in secrets if allows(role, action)]


def test_the_committee_never_meets_a_person():
    assert {right.who.get(Role.COMMITTEE_MEMBER) for right in FILES} <= {None, Reach.AGGREGATE}


@pytest.mark.parametrize("role", [Role.DPO, Role.ADMINISTRATOR])
def test_the_dpo_and_the_administrator_read_no_file(role):
    assert not [right.action for right in FILES if role in right.who]


def test_the_billing_officer_meets_no_name():
    assert {right.who.get(Role.BILLING_OFFICER) for right in FILES} <= {None, Reach.STATUS}


def test_who_carries_no_case_writes_in_none():
    """A head fixes meetings and slots: that is the agenda, not the file."""
    agenda = {"appointments.write", "slots.write"}
    written = [right for right in FILES if right.action.endswith(".write") and right.action not in agenda]
    writers = {role for right in written for role in right.who}
    assert writers == {Role.ADVISOR, Role.SOCIAL_WORKER}


def test_a_head_validates_what_a_worker_writes():
    validated = {action for action in RIGHTS if action.endswith(".validate")}
    assert validated == {"diagnostics.validate", "conclusions.validate", "reviews.validate", "full_reviews.validate"}
    assert all(set(RIGHTS[action].who) == {Role.SERVICE_HEAD} for action in validated)


def test_a_private_note_is_its_author_s_and_opens_in_an_emergency_only():
    assert set(RIGHTS["private_note.read"].who) == {Role.SOCIAL_WORKER}
    assert set(RIGHTS["private_note.break_glass"].who) == {Role.SERVICE_HEAD}


def test_accounts_are_written_by_administrators_alone():
    for action in ("accounts.write", "organisations.write", "conventions.write"):
        assert set(RIGHTS[action].who) == {Role.ADMINISTRATOR}


def test_an_action_that_the_table_does_not_know_is_an_error():
    with pytest.raises(KeyError):
        reach(Role.ADVISOR, "households.burn")


@pytest.mark.parametrize("right", RIGHTS.values(), ids=RIGHTS)
def test_every_right_is_said_in_words(right):
    assert set(SHORT) == set(Reach)
    assert set(right.precisely) <= set(Role)
    for role in right.who:
        assert right.words(role)
        assert right.cell(role)
        said = right.words_to(role)
        assert not [about for about, _ in TO_YOU if about in said]
    for role in set(Role) - set(right.who):
        assert right.words(role) == right.cell(role) == ""


def test_programmes_are_read_as_far_as_conventions_go():
    words = {role: RIGHTS["programmes.read"].words(role) for role in Role}
    assert words.pop(Role.ADMINISTRATOR) == "tous"
    assert set(words.values()) == {"ceux de ses conventions"}
    assert RIGHTS["programmes.read"].words_to(Role.ADVISOR) == "ceux de vos conventions"


@pytest.mark.django_db
class TestThePage:
    def test_everyone_reads_it_her_own_part_first(self, any_role, log_in):
        page = log_in(any_role).get(reverse("accounts:who_sees_what")).content.decode()
        role = Role(any_role.role)
        assert page.index(f"{role.label}</span>") < page.index("Tout le monde")
        assert f"{role.label} (vous)" in page
        for _, subjects in SECTIONS:
            for subject in subjects:
                assert subject.name in page

    def test_a_landlord_reads_that_she_never_opens_a_private_note(self, log_in):
        page = log_in(MembershipFactory(role=Role.ADVISOR)).get(reverse("accounts:who_sees_what")).content.decode()
        never = page.partition("Vous n’ouvrez jamais")[2].partition("</p>")[0]
        assert "suivi : note privée" in never
        assert "suivi : texte d’équipe" in never

    def test_an_account_without_a_role_reads_the_table(self, client):
        client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
        page = client.get(reverse("accounts:who_sees_what")).content.decode()
        assert "Tout le monde" in page
        assert "(vous)" not in page
