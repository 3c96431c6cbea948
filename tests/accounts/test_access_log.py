"""Every look at a file leaves a line; where the line cannot be written, nothing is shown."""

import csv
import datetime
import io

import pytest
from axes.models import AccessLog
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.log_words import LABELS, action_label, subject_label
from accounts.matrix import RIGHTS
from accounts.models import AccessLogEntry
from accounts.services import record_access
from accounts.tasks import export_access_log
from core.database import as_owner
from core.jobs import perform, start_job
from core.models import Job
from tests.factories.accounts import LandlordFactory, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def look(by, owner=None, *, technical=False, action="households.read"):
    return record_access(by=by, action=action, subject=by.user, owner=owner, technical=technical)


class TestTheLine:
    @pytest.mark.parametrize(
        "statement", ["UPDATE accounts_accesslogentry SET action = 'x'", "DELETE FROM accounts_accesslogentry"]
    )
    def test_the_application_cannot_rewrite_one(self, worker, statement):
        look(worker)
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
        assert AccessLogEntry.objects.count() == 1

    def test_it_tells_no_name(self, worker):
        entry = look(worker)
        values = AccessLogEntry.objects.filter(pk=entry.pk).values().get()
        assert not {str(worker.user), worker.user.email} & {str(value) for value in values.values()}

    @pytest.mark.parametrize("method", ["get", "head"])
    def test_a_look_that_shows_nothing_leaves_none(self, office, stranger, method):
        assert getattr(office, method)(reverse("accounts:person", args=[stranger.user_id])).status_code == 404
        assert not AccessLogEntry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_where_the_line_cannot_be_written_nothing_is_shown():
    administrator = MembershipFactory(role=Role.ADMINISTRATOR)
    person = MembershipFactory(
        role=Role.ADMINISTRATOR, organisation=administrator.organisation, user__last_name="Introuvable"
    )
    client = Client(raise_request_exception=False)
    client.force_login(administrator.user, backend=BACKEND)
    url = reverse("accounts:person", args=[person.user_id])
    assert "Introuvable" in client.get(url).content.decode()
    right = "INSERT ON accounts_accesslogentry"
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"REVOKE {right} FROM jytiens_app")
    try:
        response = client.get(url)
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(f"GRANT {right} TO jytiens_app")
    assert response.status_code == 500
    assert "Introuvable" not in response.content.decode()
    assert AccessLogEntry.objects.count() == 1


class TestWhoReadsIt:
    def rows(self, log_in, membership, query=""):
        response = log_in(membership).get(reverse("accounts:access_log") + query)
        assert response.status_code == 200
        return set(response.context["page"].rows)

    @pytest.mark.parametrize("role", [Role.ADVISOR, Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER, Role.COMMITTEE_MEMBER])
    def test_everyone_reads_her_own_looks(self, log_in, role):
        member = MembershipFactory(role=role)
        own = look(member)
        look(MembershipFactory(role=role, organisation=member.organisation))
        assert self.rows(log_in, member) == {own}

    @pytest.mark.parametrize("role", [Role.DPO, Role.SERVICE_HEAD])
    def test_the_dpo_and_the_head_read_those_of_and_into_their_house(
        self, log_in, operator, worker, landlord, stranger, role
    ):
        reader = MembershipFactory(role=role, organisation=operator)
        adviser = MembershipFactory(role=Role.ADVISOR, organisation=landlord)
        of, into = look(worker), look(adviser, owner=operator)
        look(adviser, owner=landlord)
        look(stranger)
        assert self.rows(log_in, reader) == {of, into}

    def test_an_administrator_reads_the_technical_part(self, log_in, administrator, worker, landlord, stranger):
        own = look(administrator, owner=landlord, technical=True)
        other = MembershipFactory(role=Role.ADMINISTRATOR, organisation=landlord)
        technical = look(other, owner=landlord, technical=True)
        look(worker, owner=administrator.organisation)
        look(stranger, technical=True)
        assert self.rows(log_in, administrator) == {own, technical}

    def test_who_works_elsewhere_too_shows_there_what_she_did_there(self, log_in, operator, worker, stranger):
        """A dpo reads what was done in her organisation, not all that its people do."""
        elsewhere = MembershipFactory(user=worker.user, organisation=stranger.organisation)
        here = look(worker)
        look(elsewhere)
        assert self.rows(log_in, MembershipFactory(role=Role.DPO, organisation=operator)) == {here}


class TestThePage:
    @pytest.fixture
    def dpo(self, operator):
        return MembershipFactory(role=Role.DPO, organisation=operator)

    def test_a_dpo_reads_whose_account_of_her_organisation_was_opened(self, log_in, dpo, administrator, worker):
        record_access(
            by=administrator, action="accounts.read", subject=worker.user, owner=dpo.organisation, technical=True
        )
        page = log_in(dpo).get(reverse("accounts:access_log")).content.decode()
        assert f"{administrator.user} a ouvert le compte de {worker.user}" in page

    def test_an_account_of_another_organisation_stays_without_a_name(self, log_in, dpo, stranger):
        head = MembershipFactory(role=Role.SERVICE_HEAD, organisation=dpo.organisation)
        record_access(by=head, action="accounts.read", subject=stranger.user, owner=stranger.organisation)
        page = log_in(dpo).get(reverse("accounts:access_log")).content.decode()
        assert f"{head.user} a ouvert le compte" in page
        assert str(stranger.user) not in page
        assert stranger.user_id.hex[-8:] in page

    def test_ones_own_looks_are_said_to_oneself(self, log_in, administrator, worker):
        record_access(by=administrator, action="accounts.read", subject=worker.user, technical=True)
        client = log_in(administrator)
        for name in ("accounts:access_log", "accounts:own_account"):
            assert "Vous avez ouvert le compte" in client.get(reverse(name)).content.decode(), name

    def test_it_says_what_in_french_and_whose(self, log_in, dpo, worker):
        look(worker)
        page = log_in(dpo).get(reverse("accounts:access_log")).content.decode()
        assert "Identité, ménage, logement, dette de loyer : lire" in page
        assert "Nadia Le Goff" in page
        assert "Compte de Nadia Le Goff" in page

    def test_it_is_filtered_by_person_and_by_what(self, log_in, dpo, worker, operator):
        other = MembershipFactory(organisation=operator, user__last_name="Aubin")
        hers, his = look(worker), look(other, action="referrals.read")
        client = log_in(dpo)
        assert rows_of(client, personne="le goff") == [hers]
        assert rows_of(client, action="referrals.read") == [his]

    def test_it_is_filtered_by_days(self, log_in, dpo, worker, today):
        entry = look(worker)
        client = log_in(dpo)
        tomorrow = today + datetime.timedelta(days=1)
        assert rows_of(client, du=today, au=today) == [entry]
        assert rows_of(client, du=tomorrow) == []
        response = client.get(reverse("accounts:access_log"), {"du": today})
        assert [chip["label"].split(" :")[0] for chip in response.context["bar"]["chips"]] == ["Du"]

    @pytest.mark.parametrize("query", [{"du": "hier"}, {"action": "x"}, {"apres": "x"}, {"apres": "WyJhIiwiYiJd"}])
    def test_what_cannot_be_read_in_the_address_is_no_filter(self, log_in, dpo, worker, query):
        entry = look(worker)
        assert rows_of(log_in(dpo), **query) == [entry]

    def test_all_of_it_is_paged_through_once_each(self, log_in, dpo, worker):
        entries = {look(worker).pk for _ in range(120)}
        client, url, seen = log_in(dpo), reverse("accounts:access_log"), []
        pages = []
        while True:
            page = client.get(url).context["page"]
            pages.append(page)
            seen += [row.pk for row in page.rows]
            if not page.next_url:
                break
            url = reverse("accounts:access_log") + page.next_url
        assert [len(page.rows) for page in pages] == [50, 50, 20]
        assert len(seen) == len(set(seen))
        assert set(seen) == entries
        back = client.get(reverse("accounts:access_log") + pages[-1].previous_url).context["page"]
        assert [row.pk for row in back.rows] == seen[50:100]

    def test_it_asks_as_little_of_many_as_of_few(self, log_in, dpo, worker, django_assert_max_num_queries):
        client = log_in(dpo)
        look(worker)
        client.get(reverse("accounts:access_log"))
        for _ in range(5):
            look(MembershipFactory(organisation=worker.organisation))
        with django_assert_max_num_queries(8):
            client.get(reverse("accounts:access_log"))


def rows_of(client, **query):
    return client.get(reverse("accounts:access_log"), query).context["page"].rows


class TestWords:
    def test_each_right_has_its_words(self):
        assert set(LABELS) == set(RIGHTS)
        assert action_label("inconnu") == "inconnu"

    def test_a_thing_is_named_by_its_kind(self):
        user = UserFactory()
        assert subject_label("accounts.user", user.pk) == f"Compte …{user.pk.hex[-8:]}"
        assert subject_label("disparu.chose", None) == "disparu.chose"


@pytest.mark.django_db(transaction=True)
def test_after_a_year_lines_are_gone(capsys):
    worker = MembershipFactory(organisation=LandlordFactory(), role=Role.ADVISOR)
    old, recent = look(worker), look(worker)
    with as_owner():
        past = timezone.now() - datetime.timedelta(days=366)
        AccessLogEntry.objects.filter(pk=old.pk).update(at=past)
    login = AccessLog.objects.create(username=worker.user.email)
    AccessLog.objects.filter(pk=login.pk).update(attempt_time=past)
    call_command("purge_access_log")
    assert list(AccessLogEntry.objects.all()) == [recent]
    assert not AccessLog.objects.exists()
    assert "1\u00a0consultation" in capsys.readouterr().out


class TestTheExport:
    @pytest.fixture
    def dpo(self, operator):
        return MembershipFactory(role=Role.DPO, organisation=operator)

    def ask(self, client, **filters):
        """Ask for the file, and do what the worker does."""
        response = client.post(reverse("accounts:access_log_export"), filters)
        found = Job.objects.order_by("-created_at").first()
        if found:
            perform(found.pk)
            found = Job.objects.get(pk=found.pk)
        return response, found

    def lines(self, job):
        return list(csv.reader(io.StringIO(bytes(job.result).decode("utf-8-sig")), delimiter=";"))

    def test_the_file_holds_what_the_list_shows(self, log_in, dpo, worker, stranger, today):
        look(worker)
        look(worker, action="referrals.read")
        look(stranger)
        client = log_in(dpo)
        response, job = self.ask(client, action="referrals.read", du=today, personne="le goff")
        assert response.url == reverse("core:job", args=[job.pk])
        header, line = self.lines(job)
        assert header[0] == "Jour"
        assert line[2:6] == ["Nadia Le Goff", "Association Nôtre", "Travailleur social", LABELS["referrals.read"]]

    def test_no_name_goes_to_the_queue(self, log_in, dpo, worker):
        look(worker)
        _, job = self.ask(log_in(dpo), personne="le goff")
        assert job.arguments["user_id"] == str(worker.user_id)
        assert "goff" not in str(job.arguments).lower()

    def test_several_people_at_once_are_not_exported_by_name(self, log_in, dpo, worker):
        look(worker)
        look(MembershipFactory(user__last_name="Le Goff", organisation=worker.organisation))
        response, job = self.ask(log_in(dpo), personne="le goff")
        assert job is None
        assert response.url == reverse("accounts:access_log") + "?personne=le+goff"

    @pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@x"])
    def test_a_spreadsheet_runs_nothing_of_it(self, log_in, dpo, worker, name):
        type(worker.user).objects.filter(pk=worker.user_id).update(first_name=name)
        look(worker)
        _, job = self.ask(log_in(dpo))
        assert self.lines(job)[1][2] == f"'{name} Le Goff"

    def test_fetching_it_leaves_a_line(self, log_in, dpo, worker):
        look(worker)
        client = log_in(dpo)
        _, job = self.ask(client)
        response = client.get(reverse("core:job_result", args=[job.pk]))
        assert response["Content-Type"].startswith("text/csv")
        assert AccessLogEntry.objects.filter(user=dpo.user, action="access_log.export", subject_id=job.pk).count() == 1

    def test_who_is_no_dpo_any_more_gets_nothing(self, dpo, worker, today):
        look(worker)
        job = start_job(export_access_log, by=dpo)
        type(dpo).objects.filter(pk=dpo.pk).update(ends_on=today - datetime.timedelta(days=1))
        perform(job.pk)
        job = Job.objects.get(pk=job.pk)
        assert (job.state, job.error) == ("failed", "Votre rôle ne permet plus cet export.")
