"""One table for buttons, guards, documentation and tests."""

import uuid

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import TextChoices
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import AccountState, InvitationState, Role
from accounts.rules import ACCOUNTS
from accounts.rules import INVITATIONS as INVITATIONS_OF_ACCOUNTS
from core.errors import DomainError
from core.management.commands.document_transitions import document
from core.models import TransitionEntry
from core.trail import history_of, move, trail_of
from core.transitions import NEW, Answer, Ask, Transition, TransitionTable
from core.views.transitions import StepForm
from tests.factories.accounts import InvitationFactory, MembershipFactory


class Door(TextChoices):
    OPEN = "open", "Ouverte"
    SHUT = "shut", "Fermée"
    LOCKED = "locked", "Verrouillée"


DOOR = TransitionTable(
    "Porte",
    Door,
    Transition("shut", "Fermer", sources=[Door.OPEN], target=Door.SHUT, roles=["keeper", "guest"]),
    Transition("reopen", "Rouvrir", sources=[Door.SHUT], target=Door.OPEN, roles=["keeper"]),
    Transition(
        "lock",
        "Verrouiller",
        sources=[Door.OPEN, Door.SHUT],
        target=Door.LOCKED,
        roles=["keeper"],
        asks=[Ask("reason", "Motif")],
        confirm="Plus personne n’entrera.",
    ),
    Transition("slam", "Claquer", sources=[Door.OPEN], target=Door.SHUT),
)


def actions(state, role):
    return [transition.action for transition in DOOR.available(state, role)]


def test_what_is_available_depends_on_the_state_and_the_role():
    assert actions(Door.OPEN, "keeper") == ["shut", "lock"]
    assert actions(Door.OPEN, "guest") == ["shut"]
    assert actions(Door.SHUT, "keeper") == ["reopen", "lock"]
    assert actions(Door.LOCKED, "keeper") == []


@pytest.mark.parametrize(
    ("action", "state", "role", "given", "message", "field"),
    [
        ("burn", Door.OPEN, "keeper", {}, "n’existe pas", None),
        ("reopen", Door.SHUT, "guest", {}, "dans votre rôle", None),
        ("shut", Door.SHUT, "keeper", {}, "plus possible : l’état est maintenant « fermée »", None),
        ("lock", Door.OPEN, "keeper", {}, "Dites pourquoi", "reason"),
        ("lock", Door.OPEN, "keeper", {"reason": "   "}, "Dites pourquoi", "reason"),
        ("slam", Door.OPEN, "keeper", {}, "dans votre rôle", None),
    ],
)
def test_what_the_table_refuses_is_said_in_french(action, state, role, given, message, field):
    with pytest.raises(DomainError, match=message) as refused:
        DOOR.check(action, state, role, given)
    assert refused.value.field == field


def test_what_the_table_allows_comes_back():
    assert DOOR.check("lock", Door.OPEN, "keeper", {"reason": "orage"}).target == Door.LOCKED
    assert DOOR.check("slam", Door.OPEN, None).target == Door.SHUT
    assert DOOR.ends() == [Door.LOCKED]


def test_a_table_with_a_mistake_is_refused_when_it_is_written():
    with pytest.raises(ValueError, match="twice"):
        TransitionTable("Porte", Door, *[Transition("a", "A", sources=["open"], target="shut")] * 2)
    with pytest.raises(ValueError, match="unknown states"):
        TransitionTable("Porte", Door, Transition("a", "A", sources=["ajar"], target="shut"))


def test_the_table_documents_itself():
    lines = DOOR.markdown().splitlines()
    assert lines[0] == "| Action | De | À | Qui | Ce qui est demandé |"
    assert "| Verrouiller | Ouverte, Fermée | Verrouillée | keeper | Motif |" in lines
    assert "| Claquer | Ouverte | Fermée | l’application | – |" in lines


def test_the_documentation_is_what_the_tables_say():
    written = (settings.BASE_DIR / "docs" / "transitions.md").read_text()
    assert written == document(), "bin/manage document_transitions > docs/transitions.md"
    assert "Fermer le compte | Ouvert" in written


def test_buttons_are_those_of_the_table():
    user = uuid.uuid4()
    steps = ACCOUNTS.available(AccountState.OPEN, Role.ADMINISTRATOR)
    html = Template("{% load transitions %}{% transition_buttons steps 'accounts:person' pk %}").render(
        Context({"steps": steps, "pk": user, "csrf_token": "x"})
    )
    assert [step.action for step in steps if reverse(f"accounts:person_{step.action}", args=[user]) in html] == [
        "unlock",
        "reset_second_factor",
        "close",
    ]
    assert "Rouvrir" not in html
    at_once = INVITATIONS_OF_ACCOUNTS.available("pending", Role.ADMINISTRATOR)
    html = Template("{% load transitions %}{% transition_buttons steps 'accounts:invitation' pk %}").render(
        Context({"steps": at_once[:1], "pk": user, "csrf_token": "x"})
    )
    assert f'<form method="post" action="{reverse("accounts:invitation_resend", args=[user])}">' in html


INVITATIONS = TransitionTable(
    "Invitation",
    InvitationState,
    Transition(
        "revoke",
        "Annuler",
        sources=[InvitationState.PENDING],
        target=InvitationState.REVOKED,
        roles=["administrator"],
        asks=[Ask("reason", "Motif")],
    ),
)


@pytest.fixture
def administrator(db):
    return MembershipFactory(role="administrator")


def test_a_step_leaves_who_when_from_to_and_why(administrator):
    invitation = InvitationFactory()
    move(invitation, INVITATIONS, "revoke", by=administrator, given={"reason": "Partie ailleurs"})
    entry = trail_of(invitation).get()
    assert (entry.source, entry.target, entry.reason) == ("pending", "revoked", "Partie ailleurs")
    assert (entry.user, entry.membership_id) == (administrator.user, administrator.pk)
    assert entry.at
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.REVOKED


def test_a_refused_step_changes_nothing_and_leaves_nothing(administrator):
    invitation = InvitationFactory()
    with pytest.raises(DomainError):
        move(invitation, INVITATIONS, "revoke", by=administrator, given={})
    invitation.refresh_from_db()
    assert invitation.state == InvitationState.PENDING
    assert not trail_of(invitation).exists()


def test_a_second_click_meets_the_state_of_the_database_not_of_its_page(administrator):
    invitation = InvitationFactory()
    as_seen_before = type(invitation).objects.get(pk=invitation.pk)
    move(invitation, INVITATIONS, "revoke", by=administrator, given={"reason": "Erreur"})
    with pytest.raises(DomainError, match="plus possible"):
        move(as_seen_before, INVITATIONS, "revoke", by=administrator, given={"reason": "Erreur"})
    assert trail_of(invitation).count() == 1


def test_what_goes_with_a_state_is_saved_in_the_same_statement(administrator):
    """So that the database may check « accepted, hence a role »: no row is ever one without the other."""
    invitation = InvitationFactory()
    with CaptureQueriesContext(connection) as queries:
        move(invitation, INVITATIONS_OF_ACCOUNTS, "accept", values={"membership": administrator})
    assert len([query for query in queries if query["sql"].startswith("UPDATE")]) == 1
    invitation.refresh_from_db()
    assert (invitation.state, invitation.membership) == (InvitationState.ACCEPTED, administrator)


def test_the_history_speaks_the_words_of_the_tables(administrator):
    invitation, other = InvitationFactory(), InvitationFactory()
    for each in (invitation, other):
        move(each, INVITATIONS_OF_ACCOUNTS, "resend", by=administrator)
    move(invitation, INVITATIONS_OF_ACCOUNTS, "revoke", by=administrator)
    lines = history_of((invitation, INVITATIONS_OF_ACCOUNTS, "Léa"))
    assert [(line.label, line.detail) for line in lines] == [
        ("Invitation annulée", "Léa"),
        ("Invitation renvoyée", "Léa"),
    ]
    assert lines[0].by == str(administrator.user)


def test_what_is_made_comes_from_no_state():
    table = TransitionTable("Porte", Door, Transition("hang", "Poser", sources=[], target=Door.SHUT))
    assert table.check("hang", NEW, None).target == Door.SHUT
    assert table.available(Door.SHUT, None) == []
    with pytest.raises(DomainError, match="plus possible"):
        table.check("hang", Door.SHUT, None)


@pytest.mark.parametrize(
    ("answer", "given", "sentence"),
    [
        (Answer.DAY, "31/02/2015", "Ce jour n’existe pas"),
        (Answer.DAY, "", "« Quoi » est à remplir"),
        (Answer.LINES, "  ", "« Quoi » est à remplir"),
        (Answer.LINE, "x" * 301, "300"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence(answer, given, sentence):
    step = Transition("shut", "Fermer", sources=[], target=Door.SHUT, asks=[Ask("what", "Quoi", answer=answer)])
    assert sentence in StepForm({"what": given}, step=step).errors["what"][0]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_application_cannot_rewrite_the_trail(administrator, change):
    invitation = InvitationFactory()
    move(invitation, INVITATIONS, "revoke", by=administrator, given={"reason": "Erreur"})
    entries = TransitionEntry.objects.all()
    with pytest.raises(DatabaseError), transaction.atomic():
        entries.update(target="pending") if change == "update" else entries._raw_delete(entries.db)
