"""A closed account stays closed, whatever was under way, and whoever would rather have it open."""

import datetime
import threading
import time
import uuid

import pytest
from allauth.account.adapter import get_adapter
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import InvitationState, MembershipState, Role
from accounts.models import Membership, User
from accounts.services.invitations import (
    DeadLink,
    accept_as_new,
    accept_as_user,
    link_works,
    resend_invitation,
)
from accounts.services.people import (
    close_account,
    edit_identity,
    end_role,
    give_role,
    reopen_account,
    sign_out_everywhere,
)
from core.drafts import hold
from core.errors import DomainError
from tests.factories.accounts import InvitationFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
CHOSEN = {"password": "quatorze lettres et plus", "first_name": "Nadia", "last_name": "Le Goff"}
WAITING_FOR_US = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def closed_behind_her_back(user, by, today):
    """What `user` was read from has changed since."""
    close_account(user=User(pk=user.pk), reason="Départ", by=by, today=today)


def wait_until_somebody_waits_for_us():
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING_FOR_US)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waits for us")


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
        typed = {"_page": page, "_version": worker.user.version, "first_name": "Autre", "last_name": "Nom", "phone": ""}
        with transaction.atomic():
            hold(page)
            waiting = in_a_thread(lambda: answers.append(hers.post(reverse("accounts:own_identity"), typed)))
            wait_until_somebody_waits_for_us()
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
            wait_until_somebody_waits_for_us()
        giving.join()
        assert refused == ["Ce compte est fermé : rouvrez-le d’abord."]
        assert not worker.user.memberships.filter(role=Role.SERVICE_HEAD).exists()


def closed(user, by, today):
    close_account(user=user, reason="Départ", by=by, today=today)
    return User.objects.get(pk=user.pk)


def accept(invitation):
    return accept_as_new(token=invitation.token, now=timezone.now(), **CHOSEN)


@pytest.fixture
def neighbour(landlord):
    """Administrator of the landlord, which administers nobody of the operator."""
    return MembershipFactory(role=Role.ADMINISTRATOR, organisation=landlord)


class TestPendingInvitations:
    def test_what_waits_for_her_is_revoked(self, administrator, worker, operator, landlord, neighbour, today):
        offers = [
            InvitationFactory(
                email=worker.user.email, organisation=operator, role=Role.SERVICE_HEAD, invited_by=administrator
            ),
            InvitationFactory(email=worker.user.email, organisation=landlord, role=Role.ADVISOR, invited_by=neighbour),
        ]
        closed(worker.user, administrator, today)
        for offer in offers:
            offer.refresh_from_db()
            assert offer.state == InvitationState.REVOKED
            with pytest.raises(DeadLink):
                accept(offer)
        assert not User.objects.get(pk=worker.user_id).is_active

    def test_what_she_sent_is_revoked(self, administrator, operator, today):
        leaving = MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator)
        offer = InvitationFactory(organisation=operator, invited_by=leaving)
        closed(leaving.user, administrator, today)
        offer.refresh_from_db()
        assert offer.state == InvitationState.REVOKED

    def test_a_link_from_before_the_closing_is_dead_even_if_it_still_waits(
        self, administrator, worker, operator, today
    ):
        closed(worker.user, administrator, today)
        offer = InvitationFactory(email=worker.user.email, organisation=operator, invited_by=administrator)
        type(offer).objects.filter(pk=offer.pk).update(created_at=timezone.now() - datetime.timedelta(hours=1))
        with pytest.raises(DeadLink):
            accept(offer)

    def test_a_link_dies_with_the_right_of_whoever_sent_it(self, client, administrator, operator, today):
        sender = MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator)
        offer = InvitationFactory(organisation=operator, invited_by=sender)
        assert link_works(offer, timezone.now())
        end_role(membership=sender, ends_on=today - datetime.timedelta(days=1), by=administrator, today=today)
        with pytest.raises(DeadLink):
            accept(offer)
        assert client.get(reverse("accounts:invitation_link", args=[offer.token])).status_code == 404
        resend_invitation(invitation=offer, by=administrator, now=timezone.now())
        assert accept(offer).memberships.get().organisation == operator

    @pytest.mark.django_db(transaction=True)
    def test_a_link_that_is_clicked_during_the_closing_opens_nothing(self, today):
        house = OrganisationFactory()
        administrator = MembershipFactory(role=Role.ADMINISTRATOR, organisation=house)
        worker = MembershipFactory(organisation=house)
        offer = InvitationFactory(
            email=worker.user.email, organisation=house, role=Role.SERVICE_HEAD, invited_by=administrator
        )
        outcomes = []

        def click():
            try:
                accept_as_user(token=offer.token, user=worker.user, now=timezone.now())
                outcomes.append("in")
            except DeadLink:
                outcomes.append("dead")

        with transaction.atomic():
            closed(worker.user, administrator, today)
            clicking = in_a_thread(click)
            wait_until_somebody_waits_for_us()
        clicking.join()
        assert outcomes == ["dead"]
        assert not Membership.objects.not_over_on(today).filter(user=worker.user).exists()

    @pytest.mark.django_db(transaction=True)
    def test_the_sender_is_closed_while_her_invitation_is_accepted(self, today):
        """Both get through, one after the other."""
        house = OrganisationFactory()
        administrator, sender = MembershipFactory.create_batch(2, role=Role.ADMINISTRATOR, organisation=house)
        offer = InvitationFactory(organisation=house, invited_by=sender)
        with transaction.atomic():
            accept(offer)
            closing = in_a_thread(lambda: closed(sender.user, administrator, today))
            wait_until_somebody_waits_for_us()
        closing.join()
        offer.refresh_from_db()
        assert offer.state == InvitationState.ACCEPTED
        assert not User.objects.get(pk=sender.user_id).is_active


class TestItsRoles:
    def test_they_are_over_at_once(self, administrator, worker, today):
        user = closed(worker.user, administrator, today)
        reopen_account(user=user, reason="Erreur", by=administrator, today=today)
        assert not Membership.objects.open_on(today).filter(user=user).exists()

    def test_a_role_that_was_to_begin_never_does(self, office, administrator, worker, operator, today):
        in_ten_days = today + datetime.timedelta(days=10)
        coming = MembershipFactory(
            user=worker.user, organisation=operator, role=Role.SERVICE_HEAD, starts_on=in_ten_days
        )
        closed(worker.user, administrator, today)
        for day in (today, in_ten_days, in_ten_days + datetime.timedelta(days=1)):
            assert not Membership.objects.open_on(day).contains(coming)
        page = office.get(reverse("accounts:person", args=[worker.user_id])).content.decode()
        assert "avant son premier jour" in page

    def test_the_same_role_is_given_again_the_same_day(self, administrator, worker, operator, today):
        user = closed(worker.user, administrator, today)
        reopen_account(user=user, reason="Erreur", by=administrator, today=today)
        given = {"organisation": operator, "role": worker.role, "title": "", "starts_on": today}
        again = give_role(user=user, by=administrator, **given)
        assert list(Membership.objects.open_on(today).filter(user=user)) == [again]

    @pytest.mark.parametrize("begins_in", [0, 10])
    def test_a_role_given_by_mistake_is_cut_off_at_once(self, administrator, operator, today, begins_in):
        starts_on = today + datetime.timedelta(days=begins_in)
        mistake = MembershipFactory(organisation=operator, starts_on=starts_on)
        end_role(membership=mistake, ends_on=today - datetime.timedelta(days=1), by=administrator, today=today)
        mistake.refresh_from_db()
        assert mistake.state_on(today) == MembershipState.ENDED
        assert not Membership.objects.open_on(starts_on).contains(mistake)

    def test_the_last_day_of_one_that_went_on_is_not_before_its_first(self, administrator, operator, today):
        begun = MembershipFactory(organisation=operator, starts_on=today)
        with pytest.raises(DomainError, match="précéder"):
            end_role(membership=begun, ends_on=today - datetime.timedelta(days=2), by=administrator, today=today)


class TestOpeningItAgain:
    @pytest.fixture
    def known_next_door(self, worker, landlord):
        """She worked for the landlord once: its administrator sees her account."""
        day = datetime.date(2013, 1, 1)
        return MembershipFactory(user=worker.user, organisation=landlord, role=Role.ADVISOR, starts_on=day, ends_on=day)

    @pytest.mark.parametrize("days_later", [0, 1, 400])
    def test_another_house_does_not(self, log_in, administrator, worker, neighbour, known_next_door, today, days_later):
        user = closed(worker.user, administrator, today)
        later = today + datetime.timedelta(days=days_later)
        with pytest.raises(DomainError, match="ne dépend pas de vous seul"):
            reopen_account(user=user, reason="Chez nous, elle est bien", by=neighbour, today=later)
        page = log_in(neighbour).get(reverse("accounts:person", args=[user.pk])).content.decode()
        assert "Rouvrir" not in page
        assert "qui l’a fermé peut le rouvrir" in page
        reopen_account(user=user, reason="De retour", by=administrator, today=later)
        assert User.objects.get(pk=user.pk).is_active

    @pytest.mark.parametrize("still_next_door", [False, True])
    def test_who_ended_her_roles_before_closing_decides_too(
        self, administrator, worker, landlord, neighbour, known_next_door, today, still_next_door
    ):
        end_role(membership=worker, ends_on=today - datetime.timedelta(days=1), by=administrator, today=today)
        if still_next_door:
            MembershipFactory(user=worker.user, organisation=landlord, role=Role.LANDLORD_MANAGER)
        user = closed(worker.user, administrator, today)
        with pytest.raises(DomainError, match="ne dépend pas de vous seul"):
            reopen_account(user=user, reason="Chez nous, elle est bien", by=neighbour, today=today)
        offer = InvitationFactory(email=user.email, organisation=landlord, role=Role.ADVISOR, invited_by=neighbour)
        with pytest.raises(DomainError, match="Demandez à son administrateur"):
            accept(offer)
        assert not User.objects.get(pk=user.pk).is_active

    def test_who_closed_an_account_of_her_own_house_opens_it_again(self, landlord, neighbour, today):
        adviser = MembershipFactory(organisation=landlord, role=Role.ADVISOR)
        user = closed(adviser.user, neighbour, today)
        reopen_account(user=user, reason="De retour", by=neighbour, today=today)
        assert User.objects.get(pk=user.pk).is_active

    def test_another_house_s_invitation_does_not(self, client, administrator, worker, landlord, neighbour, today):
        user = closed(worker.user, administrator, today)
        offer = InvitationFactory(email=user.email, organisation=landlord, role=Role.ADVISOR, invited_by=neighbour)
        client.get(reverse("accounts:invitation_link", args=[offer.token]))
        typed = {**CHOSEN, "again": CHOSEN["password"], "invitation": offer.pk}
        page = client.post(reverse("accounts:invitation"), typed).content.decode()
        assert "Demandez à son administrateur de le rouvrir" in page
        assert not User.objects.get(pk=user.pk).is_active
        # Once it is open again, the link gives the role that it offers, and no other.
        reopen_account(user=user, reason="D’accord", by=administrator, today=today)
        taken = accept_as_user(token=offer.token, user=user, now=timezone.now())
        assert list(Membership.objects.open_on(today).filter(user=user)) == [taken]

    def test_who_administers_every_house_of_hers_does(self, administrator, operator, landlord, today):
        user = UserFactory()
        MembershipFactory(user=user, organisation=operator)
        MembershipFactory(user=user, organisation=landlord, role=Role.ADVISOR)
        closed(user, administrator, today)
        offer = InvitationFactory(email=user.email, organisation=operator, invited_by=administrator)
        assert accept(offer).is_active
