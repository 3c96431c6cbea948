import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from accounts.models import AccessLogEntry, Membership, User
from accounts.services.people import close_account, end_role, give_role
from core.errors import DomainError
from core.models import TransitionEntry
from core.wording import plain_date
from tests.factories.accounts import PASSWORD, MembershipFactory
from tests.forms import autosave, post_form

pytestmark = pytest.mark.django_db


def page_of(response):
    assert response.status_code == 200
    return response.content.decode()


def url(name, person, *more):
    return reverse(f"accounts:{name}", args=[person.pk, *more])


def closed(membership, by, today):
    close_account(user=membership.user, reason="Départ", by=by, today=today)
    membership.user.refresh_from_db()
    return membership.user


class TestTheList:
    def test_an_administrator_reads_the_people_in_reach(self, office, worker, landlord, stranger):
        adviser = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
        found = office.get(reverse("accounts:accounts")).context["page"].rows
        assert {adviser.user, worker.user} < set(found)
        assert stranger.user not in found

    def test_a_head_reads_her_own_team(self, log_in, operator, worker, landlord):
        adviser = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
        response = log_in(head).get(reverse("accounts:accounts"))
        assert set(response.context["page"].rows) == {head.user, worker.user}
        assert adviser.user not in response.context["page"].rows
        assert "Inviter" not in page_of(response)

    @pytest.mark.parametrize("query", ["LE GOFF", "legoff", "nadia le", "Nadïa", "nadia@essai"])
    def test_a_person_is_found_however_she_is_typed(self, office, worker, query):
        worker.user.email = "nadia@essai.example"
        worker.user.last_name = "Legoff" if query == "legoff" else worker.user.last_name
        worker.user.save(update_fields=["email", "last_name"])
        assert office.get(reverse("accounts:accounts"), {"q": query}).context["page"].rows == [worker.user]

    def test_filters_are_in_the_address_and_removed_by_their_chip(self, office, operator, worker):
        MembershipFactory(organisation=operator, role=Role.BILLING_OFFICER)
        asked = {"organisation": operator.pk, "role": Role.SOCIAL_WORKER, "etat": "open"}
        response = office.get(reverse("accounts:accounts"), asked)
        assert response.context["page"].rows == [worker.user]
        by_label = {chip["label"]: chip["remove_url"] for chip in response.context["bar"]["chips"]}
        assert set(by_label) == {"Organisation : Association Nôtre", "Rôle : Travailleur social"}
        without = office.get(reverse("accounts:accounts") + by_label["Rôle : Travailleur social"])
        assert len(without.context["page"].rows) == 3

    def test_role_and_organisation_are_asked_of_the_same_role(self, office, worker, landlord):
        MembershipFactory(user=worker.user, role=Role.ADVISOR, organisation=landlord)
        asked = {"organisation": landlord.pk, "role": Role.SOCIAL_WORKER}
        assert office.get(reverse("accounts:accounts"), asked).context["page"].rows == []

    def test_a_foreign_organisation_is_no_filter(self, office, stranger):
        response = office.get(reverse("accounts:accounts"), {"organisation": stranger.organisation_id})
        assert stranger.user not in response.context["page"].rows
        assert stranger.organisation.name not in page_of(response)

    def test_open_and_closed_are_counted(self, office, administrator, worker, today):
        closed(worker, administrator, today)
        statuses = office.get(reverse("accounts:accounts")).context["bar"]["statuses"]
        assert [(status["label"], status["count"]) for status in statuses] == [
            ("Tous", 2),
            ("Ouverts", 1),
            ("Fermés", 1),
        ]
        rows = office.get(reverse("accounts:accounts"), {"etat": "closed"}).context["page"].rows
        assert rows == [worker.user]

    def test_it_asks_as_little_of_many_as_of_few(self, office, operator, worker):
        def count():
            with CaptureQueriesContext(connection) as queries:
                office.get(reverse("accounts:accounts"))
            return len(queries)

        before = count()
        MembershipFactory.create_batch(5, organisation=operator)
        assert count() == before


class TestOnePerson:
    def test_a_closed_account_offers_no_end_of_its_roles(self, office, administrator, worker, today):
        Membership.objects.filter(pk=worker.pk).update(starts_on=today)
        closed(worker, administrator, today)
        page = page_of(office.get(url("person", worker.user)))
        assert "Terminer le rôle" not in page
        assert "terminé le " in page
        assert " au " + plain_date(today) not in page

    @pytest.mark.parametrize("name", ["person_edit", "role_add", "person_close"])
    def test_its_forms_say_where_they_hang(self, office, worker, name):
        page = page_of(office.get(url(name, worker.user)))
        assert f'<a href="{url("person", worker.user)}">{worker.user}</a>' in page
        assert f'<a href="{reverse("accounts:accounts")}">Comptes</a>' in page

    def test_a_look_leaves_a_line(self, office, administrator, worker):
        page = page_of(office.get(url("person", worker.user)))
        assert "Nadia Le Goff" in page
        entry = AccessLogEntry.objects.get(user=administrator.user)
        assert (entry.action, entry.subject_type, entry.subject_id) == (
            "accounts.read",
            "accounts.user",
            worker.user_id,
        )
        assert (entry.subject_organisation, entry.technical) == (worker.organisation, True)

    @pytest.mark.parametrize("name", ["person_edit", "role_add", "role_end", "person_close", "person_unlock"])
    def test_a_form_about_her_leaves_a_line_too(self, office, administrator, worker, name):
        more = [worker.pk] if name == "role_end" else []
        page_of(office.get(url(name, worker.user, *more)))
        entry = AccessLogEntry.objects.get(user=administrator.user)
        assert (entry.action, entry.subject_id) == ("accounts.write", worker.user_id)
        assert (entry.subject_organisation, entry.technical) == (worker.organisation, True)

    def test_what_she_types_by_and_by_is_one_look(self, office, administrator, worker):
        opened = office.get(url("person_edit", worker.user))
        for sequence in (1, 2, 3):
            autosave(office, url("person_edit", worker.user), opened, sequence=sequence, first_name="N" * sequence)
        assert AccessLogEntry.objects.filter(user=administrator.user).count() == 1

    @pytest.mark.parametrize(
        ("address", "action"),
        [
            ("/comptes/", "accounts.read"),
            ("/comptes/?q=legoff", "accounts.read"),
            ("/invitations/", "accounts.write"),
        ],
    )
    def test_a_list_of_names_leaves_one_line(self, office, administrator, worker, address, action):
        page_of(office.get(address))
        entry = AccessLogEntry.objects.get(user=administrator.user)
        assert (entry.action, entry.subject_type) == (action, "accounts.organisation")
        assert entry.subject_id == administrator.organisation_id

    def test_the_people_of_an_organisation_leave_a_line_where_they_are_shown(self, office, log_in, worker, landlord):
        office.get(reverse("accounts:organisation", args=[landlord.pk]))
        assert AccessLogEntry.objects.get().subject_id == landlord.pk
        log_in(worker).get(reverse("accounts:organisation", args=[worker.organisation_id]))
        assert AccessLogEntry.objects.count() == 1

    def test_it_asks_as_little_of_many_roles_as_of_few(self, office, operator, worker, landlord):
        def count():
            with CaptureQueriesContext(connection) as queries:
                office.get(url("person", worker.user))
            return len(queries)

        before = count()
        for start in range(1, 5):
            day = datetime.date(2013, start, 1)
            MembershipFactory(user=worker.user, organisation=operator, starts_on=day, ends_on=day)
        assert count() == before

    def test_what_she_does_elsewhere_is_not_told(self, office, worker, stranger):
        MembershipFactory(user=worker.user, organisation=stranger.organisation, role=Role.BILLING_OFFICER)
        page = page_of(office.get(url("person", worker.user)))
        assert "Association Étrangère" not in page
        assert "Gestionnaire" not in page
        assert "que vous n’administrez pas" in page
        assert "Fermer le compte" not in page

    def test_a_head_reads_and_changes_nothing(self, log_in, operator, worker):
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator)
        page = page_of(log_in(head).get(url("person", worker.user)))
        for word in ("Terminer", "Ajouter un rôle", "Fermer le compte", "Modifier"):
            assert word not in page

    def test_ones_own_page_offers_no_change(self, office, administrator):
        page = page_of(office.get(url("person", administrator.user)))
        assert "Ajouter un rôle" not in page
        assert "Fermer le compte" not in page

    def test_her_name_is_corrected(self, office, worker):
        post_form(office, url("person_edit", worker.user), first_name="Nadège", last_name="Le Goff", phone="")
        worker.user.refresh_from_db()
        assert (worker.user.first_name, worker.user.sort_name) == ("Nadège", "le goff nadege")

    def test_two_administrators_do_not_rename_over_each_other(self, log_in, office, operator, worker):
        other = Client()
        other.force_login(
            MembershipFactory(role=Role.ADMINISTRATOR, organisation=operator).user,
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        address = url("person_edit", worker.user)
        opened = other.get(address)
        assert post_form(office, address, first_name="Nadège").status_code == 302
        told = post_form(other, address, opened, first_name="Nadine")
        assert "pendant que vous écriviez" in page_of(told)
        worker.user.refresh_from_db()
        assert worker.user.first_name == "Nadège"
        assert post_form(other, address, told).status_code == 302, "she saves hers knowingly"
        worker.user.refresh_from_db()
        assert worker.user.first_name == "Nadine"

    def test_a_login_outdates_nobody_s_form(self, office, worker):
        address = url("person_edit", worker.user)
        opened = office.get(address)
        typed = {"login": worker.user.email, "password": PASSWORD}
        assert Client().post(reverse("account_login"), typed).status_code == 302
        assert post_form(office, address, opened, first_name="Nadège").status_code == 302

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("first_name", " ", "obligatoire"),
            ("phone", "ici", "en chiffres"),
            ("last_name", "x" * 81, "au plus 80"),
            ("last_name", "Le Goff http://x", "sans adresse"),
        ],
    )
    def test_a_wrong_identity_is_refused_with_a_sentence(self, office, worker, field, value, sentence):
        values = {"first_name": "Nadia", "last_name": "Le Goff", "phone": "", field: value}
        assert sentence in page_of(post_form(office, url("person_edit", worker.user), **values))


class TestRoles:
    def form(self, organisation, today, /, **changes):
        return {"organisation": organisation.pk, "role": Role.SERVICE_HEAD, "title": "", "starts_on": today} | changes

    def test_a_role_is_given_and_holds_at_once(self, office, administrator, worker, today):
        office.post(url("role_add", worker.user), self.form(worker.organisation, today))
        given = worker.user.memberships.get(role=Role.SERVICE_HEAD)
        assert given.starts_on == today
        assert Membership.objects.open_on(today).contains(given)
        entry = TransitionEntry.objects.get(subject_id=given.pk)
        assert (entry.action, entry.user) == ("give", administrator.user)

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"role": Role.SOCIAL_WORKER}, "a déjà ce rôle"),
            ({"role": Role.ADVISOR}, "n’existe pas chez un opérateur"),
            ({"role": "queen"}, "choix valide"),
            ({"role": ""}, "obligatoire"),
            ({"organisation": ""}, "obligatoire"),
            ({"organisation": "a0a0a0a0-0000-7000-8000-000000000000"}, "organisation de la liste"),
            ({"starts_on": "31/02/2015"}, "date valide"),
        ],
    )
    def test_what_cannot_be_given_is_said(self, office, worker, landlord, today, changes, sentence):
        page = page_of(office.post(url("role_add", worker.user), self.form(worker.organisation, today, **changes)))
        assert sentence in page
        assert worker.user.memberships.count() == 1

    def test_no_role_is_given_in_an_organisation_out_of_reach(self, office, administrator, worker, stranger, today):
        values = self.form(stranger.organisation, today)
        assert "organisation de la liste" in page_of(office.post(url("role_add", worker.user), values))
        with pytest.raises(DomainError, match="celles que vous administrez"):
            give_role(
                user=worker.user,
                organisation=stranger.organisation,
                role=Role.SERVICE_HEAD,
                title="",
                starts_on=today,
                by=administrator,
            )

    def test_nobody_gives_herself_a_role(self, office, administrator, operator, today):
        page = page_of(office.post(url("role_add", administrator.user), self.form(operator, today)))
        assert "son propre compte" in page
        assert administrator.user.memberships.count() == 1

    def test_a_role_that_ended_can_be_given_again(self, office, administrator, worker, today):
        yesterday = today - datetime.timedelta(days=1)
        end_role(membership=worker, ends_on=yesterday, by=administrator, today=today)
        office.post(url("role_add", worker.user), self.form(worker.organisation, today, role=Role.SOCIAL_WORKER))
        assert worker.user.memberships.count() == 2

    def test_a_role_ends_after_its_last_day(self, office, worker, today):
        office.post(url("role_end", worker.user, worker.pk), {"ends_on": today})
        open_on = Membership.objects.open_on
        assert open_on(today).contains(worker)
        assert not open_on(today + datetime.timedelta(days=1)).contains(worker)

    def test_a_role_ended_yesterday_opens_nothing_any_more(self, administrator, worker, log_in, today):
        hers = Client()
        hers.force_login(worker.user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert hers.get(reverse("home")).status_code == 200
        end_role(membership=worker, ends_on=today - datetime.timedelta(days=1), by=administrator, today=today)
        assert hers.get(reverse("home")).url == reverse("accounts:without_role")

    @pytest.mark.parametrize(
        ("ends_on", "sentence"), [("", "Choisissez un jour"), ("demain", "n’existe pas"), ("2013-01-01", "précéder")]
    )
    def test_a_wrong_last_day_is_said(self, office, worker, ends_on, sentence):
        page = page_of(office.post(url("role_end", worker.user, worker.pk), {"ends_on": ends_on}))
        assert sentence in page
        worker.refresh_from_db()
        assert worker.ends_on is None

    def test_a_role_ends_once(self, office, administrator, worker, today):
        past = today - datetime.timedelta(days=3)
        end_role(membership=worker, ends_on=past, by=administrator, today=today)
        page = page_of(office.post(url("role_end", worker.user, worker.pk), {"ends_on": today}))
        assert "plus possible" in page

    def test_the_role_of_another_person_is_not_under_this_one(self, office, administrator, worker):
        other = MembershipFactory(organisation=worker.organisation)
        assert office.post(url("role_end", worker.user, other.pk), {"ends_on": "2026-01-01"}).status_code == 404


def test_a_landlord_s_administrator_takes_over_nobody_of_the_operator(log_in, landlord, worker, today):
    """A person who works for both is reached by the landlord; her account, hence her files, is not."""
    MembershipFactory(user=worker.user, organisation=landlord, role=Role.ADVISOR)
    client = log_in(MembershipFactory(role=Role.ADMINISTRATOR, organisation=landlord))
    identity = {"first_name": "Autre", "last_name": "Nom", "phone": ""}
    assert "ne dépend pas de vous seul" in page_of(post_form(client, url("person_edit", worker.user), **identity))
    assert client.post(url("role_end", worker.user, worker.pk), {"ends_on": today}).status_code == 404
    assert User.objects.get(pk=worker.user_id).first_name == "Nadia"
