"""A long work, as the person who waits for it sees it."""

from playwright.sync_api import expect

from core.enums import JobState
from core.models import Job
from tests.core import sample_jobs
from tests.e2e.looking import assert_looks_right
from tests.factories.core import FinishedJobFactory, JobFactory

assert sample_jobs


def move(job, **values):
    Job.objects.filter(pk=job.pk).update(**values)


def test_the_page_follows_the_work_to_its_result(page, login_as, take_picture):
    member = login_as(page, "dpo")
    job = JobFactory(by=member, state=JobState.RUNNING, done=3, total=12, note="Comptage")
    page.goto(f"/travaux/{job.pk}/")
    expect(page.get_by_text("3 sur 12 · Comptage")).to_be_visible()
    assert_looks_right(page)
    take_picture(page, "job-running")
    move(job, done=8)
    expect(page.get_by_text("8 sur 12 · Comptage")).to_be_visible()
    made = FinishedJobFactory.build(by=member)
    move(job, state=JobState.DONE, result=made.result, content_type=made.content_type, file_name=made.file_name)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Télécharger le fichier").click()
    assert fetched.value.suggested_filename == "comptes.csv"
    assert_looks_right(page)
    page.goto("/travaux/")
    expect(page.get_by_role("link", name="Comptage d’essai").first).to_be_visible()
    assert_looks_right(page)
    take_picture(page, "jobs")


def test_without_javascript_the_page_is_asked_again_by_hand(new_page, login_as):
    page = new_page(java_script_enabled=False)
    job = JobFactory(by=login_as(page, "dpo"), state=JobState.RUNNING, done=3, total=12)
    page.goto(f"/travaux/{job.pk}/")
    move(job, done=9)
    page.get_by_role("link", name="Actualiser").click()
    expect(page.get_by_role("status").filter(has_text="9 sur 12")).to_be_visible()
    page.get_by_role("button", name="Annuler ce travail").click()
    expect(page.get_by_text("Vous l’avez annulé.")).to_be_visible()


def test_an_empty_list_is_a_page_too(page, login_as):
    login_as(page, "dpo")
    page.goto("/travaux/")
    assert_looks_right(page)
