import io
import os
import pty
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Invitation, Membership, Organisation, User
from tests.factories.accounts import LandlordFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
CHOSEN = "quatorze lettres et plus"
GIVEN = {
    "email": "Chef@Essai.example",
    "first_name": "Yann",
    "last_name": "Kermarec",
    "organisation": "Association Essai",
}


def run(monkeypatch=None, password=None, **changes):
    if password is not None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(password + "\n"))
        changes["password_stdin"] = True
    out = io.StringIO()
    call_command("create_administrator", stdout=out, **{**GIVEN, **changes})
    return out.getvalue()


def test_it_makes_the_organisation_and_prints_a_link_that_works(client):
    out = run()
    organisation = Organisation.objects.get(name="Association Essai")
    assert organisation.kind == OrganisationKind.OPERATOR
    link = out.splitlines()[-1]
    assert link.startswith(settings.PUBLIC_URL.rstrip("/"))
    page = client.get("/" + link.split("/", 3)[3], follow=True).content.decode()
    assert "Bienvenue" in page
    values = {"first_name": "Yann", "last_name": "Kermarec", "password": CHOSEN, "again": CHOSEN}
    values["invitation"] = Invitation.objects.get().pk
    assert client.post(reverse("accounts:invitation"), values).url == reverse("home")
    assert Membership.objects.get(user__email="chef@essai.example").role == Role.ADMINISTRATOR


def test_twice_gives_the_same_link_and_one_organisation():
    assert run() == run()
    assert Organisation.objects.count() == 1


def test_a_link_that_is_over_is_made_anew():
    before = run()
    Invitation.objects.update(expires_at=timezone.now())
    after = run()
    assert before != after
    assert Invitation.objects.count() == 1


def test_a_landlord_is_made_where_it_is_asked_for():
    run(kind="landlord")
    assert Organisation.objects.get().kind == OrganisationKind.LANDLORD


def test_a_password_from_the_standard_input_opens_the_account(monkeypatch):
    assert "Compte ouvert" in run(monkeypatch, CHOSEN)
    assert User.objects.get().check_password(CHOSEN)
    assert "rien n’a changé" in run(monkeypatch, "un tout autre mot de passe")
    assert User.objects.get().check_password(CHOSEN)
    assert "administre déjà" in run()


def test_somebody_who_has_an_account_becomes_administrator_with_her_own_password(monkeypatch):
    user = UserFactory(email="chef@essai.example")
    run(monkeypatch, CHOSEN)
    user.refresh_from_db()
    assert not user.check_password(CHOSEN)
    assert user.memberships.get().role == Role.ADMINISTRATOR


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "Indiquez --email"),
        ({"email": "pas une adresse"}, "adresse électronique valide"),
        ({"first_name": "  "}, "Indiquez --first-name"),
        ({"last_name": None}, "Indiquez --last-name"),
        ({"organisation": ""}, "Indiquez --organisation"),
        ({"organisation": "x" * 151}, "au plus 150"),
        ({"kind": "queen"}, "queen"),
    ],
)
def test_what_is_missing_or_wrong_is_said(monkeypatch, changes, sentence):
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with pytest.raises(CommandError, match=sentence):
        run(**changes)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(("password", "sentence"), [("court", "14 caractères"), ("", "14 caractères")])
def test_a_weak_password_makes_nothing(monkeypatch, password, sentence):
    with pytest.raises(CommandError, match=sentence):
        run(monkeypatch, password)
    assert not Organisation.objects.exists()


def test_an_organisation_of_another_kind_is_not_taken():
    LandlordFactory(name="Association Essai")
    with pytest.raises(CommandError, match="existe déjà, comme bailleur"):
        run()


def test_an_organisation_that_another_one_administers_is_not_joined_by_its_name():
    above = OrganisationFactory(name="Association Voisine")
    below = OrganisationFactory(name="Association Essai", administered_by=above)
    with pytest.raises(CommandError, match=r"« Association Voisine » l’administre.*--existing"):
        run()
    assert not Invitation.objects.exists()
    run(existing=True)
    assert Invitation.objects.get().organisation == below


def test_a_closed_account_is_not_opened_by_the_way(monkeypatch):
    UserFactory(email="chef@essai.example", is_active=False, closed_at=timezone.now())
    with pytest.raises(CommandError, match="rouvrez-le"):
        run(monkeypatch, CHOSEN)


def test_an_administrator_of_another_organisation_gets_one_more_role(monkeypatch):
    other = MembershipFactory(role=Role.ADMINISTRATOR, user__email="chef@essai.example")
    run(monkeypatch, CHOSEN)
    assert other.user.memberships.count() == 2


def test_without_a_terminal_it_exits_with_one_and_a_sentence():
    command = [sys.executable, "manage.py", "create_administrator"]
    ended = subprocess.run(
        command, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "Indiquez --email" in ended.stderr


def test_at_a_terminal_it_asks(capfd):
    """The questions are asked; an end of file in the middle of them makes nothing."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "manage.py", "create_administrator", "--organisation", "Association Essai"]
    started = subprocess.Popen(
        command, cwd=settings.BASE_DIR, stdin=follower, stdout=follower, stderr=follower, env=environment
    )
    os.close(follower)
    os.write(leader, b"pas une adresse\nYann\nKermarec\n")
    said = b""
    while b"valide" not in said:
        said += os.read(leader, 4096)
    assert started.wait(30) == 1
    os.close(leader)
    words = said.decode()
    assert [word for word in ("Adresse électronique :", "Prénom :", "Nom :") if word not in words] == []
