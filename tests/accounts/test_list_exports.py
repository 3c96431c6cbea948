"""« Exporter » beside a list: what its filters show, by the page or by a worker, and the line in the access log."""

import csv
import datetime
import io

import pytest
from django.http import HttpResponse
from django.urls import include, path, reverse
from django.views.decorators.http import require_POST

from accounts import list_exports
from accounts.enums import Role
from accounts.list_exports import ListExport, export_list
from accounts.models import AccessLogEntry, User
from core.access import page
from core.exports import Column, Table
from core.jobs import perform
from core.models import Job
from tests.factories.accounts import MembershipFactory

pytestmark = pytest.mark.django_db
PEOPLE = Table("Personnes", "personnes", [Column("Nom", lambda user: user.last_name)])


def people(actor, asked):
    found = User.objects.filter(memberships__organisation=actor.organisation).order_by("last_name")
    return found.filter(last_name__icontains=asked["nom"]) if asked.get("nom") else found


def houses(rows):
    return rows.order_by().values("memberships__organisation").distinct()


SAMPLE = ListExport("sample_people", "Export d’essai", "access_log.export", PEOPLE, people, owners=houses)


@page("access_log.export")
@require_POST
def export_people(request):
    return export_list(request, SAMPLE)


urlpatterns = [
    path("essai/exporter/", export_people, name="essai_exporter"),
    path("fait/", lambda request: HttpResponse("fait")),
    path("", include("config.urls")),
]


@pytest.fixture
def dpo(settings):
    settings.ROOT_URLCONF = __name__
    colleague = MembershipFactory(user__last_name="Kervella")
    made = MembershipFactory(role=Role.DPO, organisation=colleague.organisation, user__last_name="Alix")
    MembershipFactory(user__last_name="Kervella-Ailleurs")
    return made


@pytest.fixture
def by_worker(monkeypatch):
    """Lists of more than one line are for a worker."""
    monkeypatch.setattr(list_exports, "MOST_AT_ONCE", 0)


def names(content):
    return [line[0] for line in csv.reader(io.StringIO(content.decode("utf-8-sig")))]


def lines_in_log():
    return AccessLogEntry.objects.filter(action="access_log.export")


def test_a_short_list_comes_at_once_as_its_filters_show_it(log_in, dpo):
    answer = log_in(dpo).post("/essai/exporter/", {"nom": "kerv", "format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="personnes.csv"'
    assert names(answer.content) == ["Nom", "Kervella"]
    assert not Job.objects.exists()


@pytest.mark.parametrize(("asked", "extension"), [("xlsx", "xlsx"), ("csv", "csv"), ("exe", "csv"), ("", "csv")])
def test_another_format_than_ours_is_csv(log_in, dpo, asked, extension):
    answer = log_in(dpo).post("/essai/exporter/", {"format": asked})
    assert f"personnes.{extension}" in answer["Content-Disposition"]


def test_it_leaves_a_line_for_each_house(log_in, dpo):
    log_in(dpo).post("/essai/exporter/", {"format": "csv"})
    line = lines_in_log().get()
    assert (line.user, line.subject_organisation, line.subject_id) == (dpo.user, dpo.organisation, dpo.organisation_id)


def test_a_long_list_is_written_by_a_worker_who_reads_the_same_filters(log_in, dpo, by_worker):
    client = log_in(dpo)
    answer = client.post("/essai/exporter/", {"nom": "kerv", "format": "csv"})
    job = Job.objects.get()
    assert answer.url == reverse("core:job", args=[job.pk])
    assert not lines_in_log().exists()
    perform(job.pk)
    fetched = client.get(reverse("core:job_result", args=[job.pk]))
    assert names(fetched.content) == ["Nom", "Kervella"]
    assert lines_in_log().get().subject_id == job.pk


def test_what_was_searched_is_not_readable_in_the_queue(log_in, dpo, by_worker):
    log_in(dpo).post("/essai/exporter/", {"nom": "kervella", "format": "csv"})
    assert Job.objects.get().arguments == {"name": "sample_people", "format": "csv"}
    row = str(Job.objects.extra(select={"kept": "private"}).values_list("kept").get())
    assert "kervella" not in row


def test_who_lost_the_right_meanwhile_gets_nothing(log_in, dpo, by_worker, today):
    log_in(dpo).post("/essai/exporter/", {"format": "csv"})
    type(dpo).objects.filter(pk=dpo.pk).update(ends_on=today - datetime.timedelta(days=1))
    job = Job.objects.get()
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", list_exports.NO_LONGER)


def test_too_much_is_said_in_words(log_in, dpo, by_worker, monkeypatch):
    monkeypatch.setattr(list_exports, "MOST_LINES", 1)
    log_in(dpo).post("/essai/exporter/", {"format": "csv"})
    job = Job.objects.get()
    perform(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", list_exports.TOO_MANY)
