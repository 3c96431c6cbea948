import datetime
import re

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import InvitationState, Role
from accounts.models import Invitation
from accounts.services.invitations import (
    invite_person,
    resend_invitation,
    revoke_invitation,
)
from accounts.tasks import send_invitation
from core.errors import DomainError
from tests.factories.accounts import InvitationFactory
from tests.forms import post_form

pytestmark = pytest.mark.django_db
CHOSEN = "quatorze lettres et plus"


def page_of(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def link(invitation):
    return reverse("accounts:invitation_link", args=[invitation.token])


def follow(client, invitation):
    """The page that the link of the e-mail leads to."""
    return client.get(link(invitation), follow=True)


def reply(client, invitation, values=None, **options):
    """Open the link, then send the form that it shows."""
    follow(client, invitation)
    return client.post(reverse("accounts:invitation"), {**(values or {}), "invitation": invitation.pk}, **options)


def answer(**changes):
    return {"first_name": "Léa", "last_name": "Fortin", "password": CHOSEN, "again": CHOSEN} | changes


@pytest.fixture
def invitation(operator, administrator):
    return InvitationFactory(organisation=operator, invited_by=administrator, email="lea@essai.example")


class TestInviting:
    def form(self, organisation, /, **changes):
        values = {"role": Role.SOCIAL_WORKER, "first_name": "Léa", "last_name": "Fortin", "title": "CESF"}
        return values | {"organisation": organisation.pk, "email": "Lea@Essai.example"} | changes

    def test_the_link_goes_by_e_mail(self, office, operator, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as jobs:
            office.post(reverse("accounts:invitation_create"), self.form(operator))
        assert len(jobs) == 1
        invitation = Invitation.objects.get()
        assert invitation.email == "lea@essai.example"
        assert timezone.now() < invitation.expires_at <= timezone.now() + datetime.timedelta(days=7)
        send_invitation(str(invitation.pk), invitation.link_serial)
        (sent,) = mail.outbox
        assert sent.to == ["lea@essai.example"]
        assert sent.subject == "[J’y tiens] Une invitation vous attend"
        assert settings.PUBLIC_URL.rstrip("/") + link(invitation) in sent.body
        invitation.refresh_from_db()
        assert invitation.sent_at is not None

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"email": "pas une adresse"}, "adresse électronique valide"),
            ({"email": ""}, "obligatoire"),
            ({"first_name": ""}, "obligatoire"),
            ({"first_name": "Léa\r\nVotre compte est bloqué"}, "sur une ligne"),
            ({"last_name": "Fortin : http://ailleurs.example/"}, "sans adresse"),
            ({"last_name": "<b>Fortin</b>"}, "sans adresse"),
            ({"last_name": "lea@ailleurs.example"}, "sans adresse"),
            ({"title": "CESF http://ailleurs.example"}, "sans adresse"),
            ({"role": ""}, "obligatoire"),
            ({"role": Role.ADVISOR}, "n’existe pas chez un opérateur"),
            ({"organisation": "a0a0a0a0-0000-7000-8000-000000000000"}, "organisation de la liste"),
        ],
    )
    def test_a_wrong_invitation_is_refused_with_a_sentence(self, office, operator, landlord, changes, sentence):
        page = page_of(office.post(reverse("accounts:invitation_create"), self.form(operator, **changes)))
        assert sentence in page
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize("name", ["Anne-Marie", "O’Neill", "D'Hervé", "de la Tour (née Le Bras)", "J.-P."])
    def test_names_are_written_as_people_write_them(self, office, operator, name):
        office.post(reverse("accounts:invitation_create"), self.form(operator, last_name=name, title="Accueil / paie"))
        assert Invitation.objects.get().last_name == name

    def test_the_same_person_is_not_invited_twice_for_the_same_role(self, office, operator):
        office.post(reverse("accounts:invitation_create"), self.form(operator))
        page = page_of(office.post(reverse("accounts:invitation_create"), self.form(operator)))
        assert "renvoyez-la plutôt" in page
        assert Invitation.objects.count() == 1

    def test_nobody_is_invited_to_what_she_is(self, office, operator, worker):
        page = page_of(office.post(reverse("accounts:invitation_create"), self.form(operator, email=worker.user.email)))
        assert "a déjà ce rôle" in page

    def test_nobody_invites_herself(self, office, administrator, operator):
        values = self.form(operator, email=administrator.user.email.upper())
        assert "ne s’invite soi-même" in page_of(office.post(reverse("accounts:invitation_create"), values))

    def test_from_an_organisation_s_page_only_its_roles_are_offered(self, office, landlord):
        page = page_of(office.get(reverse("accounts:invitation_create"), {"organisation": landlord.pk}))
        assert "Conseillère clientèle" in page
        assert "Travailleur social" not in page

    def test_the_service_does_not_believe_its_caller(self, administrator, stranger):
        values = {"organisation": stranger.organisation, "email": "a@b.example", "role": Role.SERVICE_HEAD}
        with pytest.raises(DomainError, match="celles que vous administrez"):
            invite_person(values=values, by=administrator, now=timezone.now())


class TestTheLetter:
    def test_a_doubled_message_sends_one(self, invitation):
        for _ in range(2):
            send_invitation(str(invitation.pk), invitation.link_serial)
        assert len(mail.outbox) == 1

    def test_a_message_that_comes_too_late_sends_nothing(self, invitation, administrator):
        serial = invitation.link_serial
        resend_invitation(invitation=invitation, by=administrator, now=timezone.now())
        send_invitation(str(invitation.pk), serial)
        revoke_invitation(invitation=invitation, by=administrator)
        send_invitation(str(invitation.pk), serial + 1)
        assert mail.outbox == []

    def test_the_secret_is_neither_in_the_row_nor_in_the_message(self, invitation):
        secret = invitation.token.rpartition(".")[2]
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(i)::text FROM accounts_invitation i")
            assert secret not in cursor.fetchone()[0]
        assert Invitation.objects.of_token(invitation.token).get() == invitation


class TestFollowingUp:
    def test_a_new_link_kills_the_one_before(self, office, client, invitation):
        before = link(invitation)
        office.post(reverse("accounts:invitation_resend", args=[invitation.pk]))
        invitation.refresh_from_db()
        someone = Client()
        assert someone.get(before).status_code == 404
        assert follow(someone, invitation).status_code == 200

    def test_resending_makes_an_expired_one_work_again(self, office, invitation):
        Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
        office.post(reverse("accounts:invitation_resend", args=[invitation.pk]))
        invitation.refresh_from_db()
        assert invitation.is_open(timezone.now())

    def test_a_revoked_one_opens_nothing(self, office, invitation):
        office.post(reverse("accounts:invitation_revoke", args=[invitation.pk]))
        assert follow(Client(), invitation).status_code == 404
        page = page_of(office.get(reverse("accounts:invitations")))
        assert "Annulée" in page

    def test_revoking_asks_first(self, office, invitation):
        revoke = reverse("accounts:invitation_revoke", args=[invitation.pk])
        listed = page_of(office.get(reverse("accounts:invitations")))
        assert f'href="{revoke}"' in listed
        assert f'action="{revoke}"' not in listed
        asked = office.get(revoke)
        assert "Le lien envoyé ne marchera plus" in page_of(asked)
        assert post_form(office, revoke, opened=asked).url == reverse("accounts:invitations")
        invitation.refresh_from_db()
        assert invitation.state == InvitationState.REVOKED

    def test_a_double_click_resends_once(self, office, invitation):
        listed = page_of(office.get(reverse("accounts:invitations")))
        page = re.search(r'name="_page" value="([^"]+)"', listed)[1]
        for _ in range(2):
            office.post(reverse("accounts:invitation_resend", args=[invitation.pk]), {"_page": page})
        invitation.refresh_from_db()
        assert invitation.link_serial == 2

    @pytest.mark.parametrize("name", ["invitation_resend", "invitation_revoke"])
    def test_what_is_settled_is_said(self, office, administrator, invitation, name):
        revoke_invitation(invitation=invitation, by=administrator)
        response = office.post(reverse(f"accounts:{name}", args=[invitation.pk]), follow=True)
        assert "plus possible" in page_of(response)

    @pytest.mark.parametrize("name", ["invitation_resend", "invitation_revoke"])
    def test_another_s_invitation_is_not_there(self, office, stranger, name):
        foreign = InvitationFactory(organisation=stranger.organisation)
        assert office.post(reverse(f"accounts:{name}", args=[foreign.pk])).status_code == 404

    def test_the_list_counts_each_state(self, office, invitation, operator):
        InvitationFactory(organisation=operator, expires_at=timezone.now() - datetime.timedelta(days=1))
        InvitationFactory(organisation=operator, state=InvitationState.REVOKED)
        response = office.get(reverse("accounts:invitations"), {"etat": "expired"})
        counts = {status["label"]: status["count"] for status in response.context["bar"]["statuses"]}
        assert counts == {"Toutes": 3, "En attente": 1, "Liens périmés": 1, "Acceptées": 0, "Annulées": 1}
        assert len(response.context["page"].rows) == 1
