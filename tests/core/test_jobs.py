"""Long works: asked once, done once, seen by their owner; workers that die are replaced."""

import datetime
import threading
import uuid

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.enums import JobState
from core.jobs import JOBS, MOST_ATTEMPTS, _alone, cancel_job, perform, purge_jobs, resume_lost_jobs, start_job
from core.models import Job, Submission
from core.tasks import purge
from core.trail import trail_of
from tests.core import sample_jobs
from tests.core.sample_jobs import STARTS, break_down, count_up_to, refuse, say_nothing
from tests.factories.accounts import MembershipFactory
from tests.factories.core import FinishedJobFactory, JobFactory
from tests.workers import wait_for, worker


@pytest.fixture
def member(db):
    return MembershipFactory()


def again(job):
    return Job.objects.get(pk=job.pk)


def test_the_table_says_where_a_work_may_go():
    assert {state.value for state in JOBS.ends()} == {"done", "failed", "cancelled"}
    assert JOBS.available(JobState.DONE, None) == []


def test_a_work_that_is_done_has_its_result(member):
    job = start_job(count_up_to, by=member, most=3)
    perform(job.pk)
    job = again(job)
    assert (job.state, job.done, job.total, job.attempts) == (JobState.DONE, 3, 3, 1)
    assert (job.result.decode(), job.file_name) == ("compté jusqu’à 3", "comptage.txt")
    assert job.started_at <= job.finished_at


def test_the_result_is_unreadable_in_the_table(member):
    job = start_job(count_up_to, by=member, most=1)
    perform(job.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT result FROM core_job WHERE id = %s", [job.pk])
        assert "compt" not in cursor.fetchone()[0]


def test_a_doubled_message_changes_nothing(member):
    job = start_job(count_up_to, by=member, most=2)
    for _ in range(3):
        perform(str(job.pk))
    assert cache.get(STARTS) == 1
    assert again(job).attempts == 1


def test_a_message_about_nothing_is_no_error(db):
    assert perform(uuid.uuid4()) is None


def test_what_the_domain_refuses_is_said_to_the_person(member):
    job = start_job(refuse, by=member)
    perform(job.pk)
    assert (again(job).state, again(job).error) == (JobState.FAILED, "Aucun mois n’est encore clos.")


def test_an_unexpected_error_tells_nothing_of_what_it_met(member, caplog):
    job = start_job(break_down, by=member)
    perform(job.pk)
    assert again(job).state == JobState.FAILED
    assert "Reconnaissable" not in again(job).error
    assert "ValueError" in caplog.text
    assert "break_down" in caplog.text
    assert "Reconnaissable" not in caplog.text


def test_a_work_of_an_unknown_kind_fails_without_noise(member):
    job = JobFactory(by=member, kind="disparu")
    perform(job.pk)
    assert again(job).state == JobState.FAILED


def test_a_work_without_a_file(member, log_in):
    job = start_job(say_nothing, by=member)
    perform(job.pk)
    assert again(job).state == JobState.DONE
    assert log_in(member).get(reverse("core:job_result", args=[job.pk])).status_code == 404


@pytest.mark.parametrize(
    "name", ["Dupont Jeanne", "Dupont", "Nadia.LeGoff", "une phrase, avec des mots", "x" * 61, ["liste"], 1.5, {"a": 1}]
)
def test_no_name_goes_to_the_queue(member, name):
    with pytest.raises(TypeError, match="identifiers"):
        start_job(count_up_to, by=member, most=name)


def test_identifiers_dates_and_codes_do(member):
    given = {"a": uuid.UUID(int=7), "b": datetime.date(2026, 3, 1), "c": "2026-T1", "d": None, "e": True}
    assert start_job(count_up_to, by=member, **given).arguments == {
        "a": "00000000-0000-0000-0000-000000000007",
        "b": "2026-03-01",
        "c": "2026-T1",
        "d": None,
        "e": True,
    }


def test_a_cancelled_work_stops_at_its_next_step(member, monkeypatch):
    job = start_job(count_up_to, by=member, most=50, pause_ms=20)
    beat = sample_jobs.time.sleep

    def cancel_on_the_way(seconds):
        if again(job).state == JobState.RUNNING:
            cancel_job(job, by=member)
        beat(0)

    monkeypatch.setattr(sample_jobs.time, "sleep", cancel_on_the_way)
    perform(job.pk)
    assert (again(job).state, again(job).result) == (JobState.CANCELLED, None)
    perform(job.pk)
    assert cache.get(STARTS) == 1


def test_a_work_that_loses_its_workers_again_and_again_ends(member):
    job = JobFactory(by=member, state=JobState.RUNNING, attempts=MOST_ATTEMPTS)
    perform(job.pk)
    assert again(job).state == JobState.FAILED
    assert "interrompu plusieurs fois" in again(job).error


@pytest.mark.django_db(transaction=True)
def test_a_work_that_somebody_does_is_left_to_him(member):
    job = start_job(count_up_to, by=member, most=1)
    held, let_go = threading.Event(), threading.Event()

    def other_worker():
        with _alone(job.pk):
            held.set()
            let_go.wait(10)
        connection.close()

    thread = threading.Thread(target=other_worker)
    thread.start()
    held.wait(10)
    perform(job.pk)
    assert again(job).state == JobState.WAITING
    let_go.set()
    thread.join()
    perform(job.pk)
    assert again(job).state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_undone_leaves_nothing(member):
    with transaction.atomic():
        start_job(count_up_to, by=member, most=1)
        transaction.set_rollback(True)
    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_worker_does_it(member, tmp_path):
    with worker(tmp_path / "worker.log"):
        job = start_job(count_up_to, by=member, most=5, pause_ms=100)
        wait_for(lambda: again(job).state == JobState.DONE, what="the result")
    assert again(job).result.decode() == "compté jusqu’à 5"


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_killed_in_the_middle_and_another_finishes_once(member, tmp_path):
    with worker(tmp_path / "first.log") as first:
        job = start_job(count_up_to, by=member, most=20, pause_ms=150)
        wait_for(lambda: again(job).done > 2, what="the beginning")
        first.kill()
    assert again(job).state == JobState.RUNNING
    with worker(tmp_path / "second.log"):
        for _ in range(3):
            resume_lost_jobs()
        wait_for(lambda: again(job).state == JobState.DONE, what="the end")
    assert (again(job).attempts, cache.get(STARTS)) == (2, 2)
    assert again(job).result.decode() == "compté jusqu’à 20"


@pytest.mark.django_db(transaction=True)
def test_a_message_that_was_lost_is_sent_again(member, tmp_path):
    job = JobFactory(by=member, arguments={"most": 1})
    Job.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=2))
    with worker(tmp_path / "worker.log"):
        resume_lost_jobs()
        wait_for(lambda: again(job).state == JobState.DONE, what="the result")
    assert again(job).attempts == 1


def test_old_results_and_old_pages_are_not_kept(member):
    fresh = FinishedJobFactory(by=member)
    old = FinishedJobFactory(by=member, finished_at=timezone.now() - datetime.timedelta(days=8))
    waiting = JobFactory(by=member)
    Job.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - datetime.timedelta(days=9))
    Submission.objects.create(page=uuid.uuid4(), user=member.user, digest="", url="/")
    kept = Submission.objects.create(page=uuid.uuid4(), user=member.user, digest="", url="/")
    Submission.objects.exclude(pk=kept.pk).update(created_at=timezone.now() - datetime.timedelta(days=3))
    purge()
    assert set(Job.objects.all()) == {fresh, waiting}
    assert list(Submission.objects.all()) == [kept]
    purge_jobs()
    assert not Job.objects.filter(pk=old.pk).exists()


class TestPages:
    @pytest.fixture
    def visitor(self, log_in, member):
        return log_in(member)

    def test_the_list_says_what_is_where(self, visitor, member):
        FinishedJobFactory(by=member)
        JobFactory(by=member, state=JobState.CANCELLED)
        FinishedJobFactory(by=MembershipFactory(), kind="essai.panne")
        page = visitor.get(reverse("core:jobs")).content.decode()
        assert page.count("Comptage d’essai, Demandé le") == 1
        assert "Annulé" in page
        assert "Panne" not in page

    def test_an_empty_list_says_what_it_is_for(self, visitor):
        assert "Aucun travail en cours" in visitor.get(reverse("core:jobs")).content.decode()

    def test_a_running_work_asks_again_without_keeping_the_session(self, visitor, member):
        job = JobFactory(by=member, state=JobState.RUNNING, done=3, total=12, note="Comptage")
        page = visitor.get(reverse("core:job", args=[job.pk])).content.decode()
        assert 'hx-trigger="every 1s"' in page
        assert '{"X-Polling": "1"}' in page
        assert "3 sur 12 · Comptage" in page
        assert 'value="3" max="12"' in page
        part = visitor.get(reverse("core:job_progress", args=[job.pk])).content.decode()
        assert "<html" not in part
        assert "3 sur 12" in part

    def test_a_work_that_is_over_asks_no_more(self, visitor, member):
        job = FinishedJobFactory(by=member)
        part = visitor.get(reverse("core:job_progress", args=[job.pk])).content.decode()
        assert "hx-trigger" not in part
        assert reverse("core:job_result", args=[job.pk]) in part

    def test_the_result_is_downloaded_under_a_neutral_name(self, visitor, member):
        job = FinishedJobFactory(by=member)
        response = visitor.get(reverse("core:job_result", args=[job.pk]))
        assert response.content == b"mois;nombre\n"
        assert response["Content-Disposition"] == 'attachment; filename="comptes.csv"'
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "no-store" in response["Cache-Control"]

    @pytest.mark.parametrize("name", ["job", "job_progress", "job_result"])
    def test_another_role_of_the_same_person_does_not_see_it(self, log_in, member, name):
        job = FinishedJobFactory(by=member)
        other = MembershipFactory(user=member.user)
        assert log_in(other).get(reverse(f"core:{name}", args=[job.pk])).status_code == 404

    def test_cancelling(self, visitor, member):
        job = JobFactory(by=member)
        visitor.post(reverse("core:job_cancel", args=[job.pk]))
        assert again(job).state == JobState.CANCELLED
        (step,) = trail_of(job)
        assert (step.action, step.user) == ("cancel", member.user)

    def test_cancelling_too_late_says_so_and_changes_nothing(self, visitor, member):
        job = FinishedJobFactory(by=member)
        response = visitor.post(reverse("core:job_cancel", args=[job.pk]), follow=True)
        assert "déjà terminé" in response.content.decode()
        assert again(job).state == JobState.DONE

    def test_the_list_costs_the_same_whatever_its_length(self, visitor, member):
        url = reverse("core:jobs")
        visitor.get(url)
        counts = []
        for _ in range(2):
            FinishedJobFactory.create_batch(3, by=member)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                visitor.get(url)
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_polling_without_a_session_takes_the_whole_page_to_the_login(self, visitor, member):
        job = JobFactory(by=member)
        visitor.logout()
        asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/travaux/{job.pk}/", "X-Polling": "1"}
        response = visitor.get(reverse("core:job_progress", args=[job.pk]), headers=asked)
        assert response.status_code == 200
        assert response["HX-Redirect"] == f"/compte/login/?next=%2Ftravaux%2F{job.pk}%2F"

    @pytest.mark.parametrize(
        "address", ["", "//ailleurs.example/x", "http://x/\\\\ailleurs.example", "http://[ailleurs"]
    )
    def test_an_odd_address_of_the_page_leads_nowhere_else(self, visitor, address):
        visitor.logout()
        response = visitor.get(reverse("core:jobs"), headers={"HX-Request": "true", "HX-Current-URL": address})
        assert "ailleurs" not in response["HX-Redirect"]
