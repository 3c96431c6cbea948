"""A closed account stays closed, whatever was under way, and whoever would rather have it open."""

import threading
import time
import uuid

import pytest
from allauth.account.adapter import get_adapter
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.models import User
from accounts.services.people import close_account, edit_identity, give_role, sign_out_everywhere
from core.drafts import hold
from core.errors import DomainError
from tests.factories.accounts import MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def closed_behind_her_back(user, by, today):
    """What `user` was read from has changed since."""
    close_account(user=User(pk=user.pk), reason="Départ", by=by, today=today)


def wait_until_somebody_waits():
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waits for a lock")


def in_a_thread(work):
    def run():
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


class TestWhatWasUnderWay:
    @pytest.mark.django_db(transaction=True)
    def test_a_form_that_waited_does_not_open_the_account_again(self, today):
        """Her page is read, waits for its turn, and is saved after the closing."""
        house = OrganisationFactory()
        administrator = MembershipFactory(role=Role.ADMINISTRATOR, organisation=house)
        worker = MembershipFactory(organisation=house, user__first_name="Nadia")
        hers, page, answers = Client(), uuid.uuid4(), []
        hers.force_login(worker.user, backend=BACKEND)
        typed = {"_page": page, "first_name": "Autre", "last_name": "Nom", "phone": ""}
        with transaction.atomic():
            hold(page)
            waiting = in_a_thread(lambda: answers.append(hers.post(reverse("accounts:own_identity"), typed)))
            wait_until_somebody_waits()
            closer = in_a_thread(lambda: closed_behind_her_back(worker.user, administrator, today))
            closer.join()
        waiting.join()
        after = User.objects.get(pk=worker.user_id)
        assert not after.is_active
        assert after.closed_at
        assert after.session_epoch == worker.user.session_epoch + 1
        assert after.first_name == "Nadia"
        assert "vient d’être fermé" in answers[0].content.decode()

    def test_a_change_of_password_does_not_open_it_again(self, administrator, worker, today):
        read_before = User.objects.get(pk=worker.user_id)
        closed_behind_her_back(worker.user, administrator, today)
        get_adapter().set_password(read_before, "un autre mot de passe long")
        assert not User.objects.get(pk=worker.user_id).is_active

    def test_a_correction_of_her_name_does_not_open_it_again(self, administrator, worker, today):
        read_before = User.objects.get(pk=worker.user_id)
        closed_behind_her_back(worker.user, administrator, today)
        edit_identity(
            user=read_before, values={"first_name": "N.", "last_name": "Le Goff", "phone": ""}, by=administrator
        )
        after = User.objects.get(pk=worker.user_id)
        assert (after.is_active, after.first_name) == (False, "N.")

    def test_a_correction_of_her_name_revives_no_session(self, administrator, worker):
        read_before = User.objects.get(pk=worker.user_id)
        sign_out_everywhere(user=worker.user, by=worker)
        edit_identity(
            user=read_before, values={"first_name": "N.", "last_name": "Le Goff", "phone": ""}, by=administrator
        )
        assert User.objects.get(pk=worker.user_id).session_epoch == read_before.session_epoch + 1

    def test_an_account_is_never_written_back_whole(self, worker):
        with pytest.raises(TypeError, match="which columns"):
            worker.user.save()

    @pytest.mark.django_db(transaction=True)
    def test_a_role_that_waited_is_not_given_to_a_closed_account(self, today):
        house = OrganisationFactory()
        administrator, second = MembershipFactory.create_batch(2, role=Role.ADMINISTRATOR, organisation=house)
        worker = MembershipFactory(organisation=house)
        refused = []

        def give():
            try:
                give_role(
                    user=worker.user,
                    organisation=house,
                    role=Role.SERVICE_HEAD,
                    title="",
                    starts_on=today,
                    by=second,
                )
            except DomainError as error:
                refused.append(error.message)

        with transaction.atomic():
            closed_behind_her_back(worker.user, administrator, today)
            giving = in_a_thread(give)
            wait_until_somebody_waits()
        giving.join()
        assert refused == ["Ce compte est fermé : rouvrez-le d’abord."]
        assert not worker.user.memberships.filter(role=Role.SERVICE_HEAD).exists()
