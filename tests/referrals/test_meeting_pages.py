"""The pages of tripartite meetings, as a browser meets them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Draft
from referrals.enums import AppointmentKind, MinutesState
from referrals.models import Attendance, Commitment, Participant, TripartiteMeeting
from referrals.services.appointments import miss_appointment
from referrals.services.meetings import seal_minutes
from tests.factories.referrals import AppointmentFactory
from tests.factories.tenants import PersonFactory
from tests.forms import autosave, fields_of, post_form
from tests.referrals.screens import html_of, page_at, paper
from tests.referrals.three import (
    LANDLORD,
    TENANT,
    met,
    sealed,
    written,
)
from tests.texts import plain

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = datetime.date(2015, 6, 16)


def test_from_the_appointment_to_its_minutes(log_in, three):
    appointment = AppointmentFactory(household=three.household, operator=three.operator, starts_at=timezone.now() - DAY)
    Attendance.objects.create(appointment=appointment, membership=three.advisor)
    browser = log_in(three.advisor)
    opened = browser.post(page_at("appointment_minutes", appointment))
    meeting = TripartiteMeeting.objects.get()
    assert opened.url == page_at("meeting_write", meeting)
    assert browser.post(page_at("appointment_minutes", appointment)).url == opened.url
    assert meeting.get_absolute_url() in html_of(browser, appointment.get_absolute_url())


def test_a_refused_opening_goes_back_with_its_reason(log_in, three):
    appointment = AppointmentFactory(household=three.household, operator=three.operator)
    answer = log_in(three.worker).post(page_at("appointment_minutes", appointment), follow=True)
    assert "encore à venir" in answer.content.decode()
    assert not TripartiteMeeting.objects.exists()


def test_a_meeting_that_just_happened(log_in, three):
    browser, url = log_in(three.worker), page_at("meeting_open", three.household)
    saved = post_form(browser, url, kind="quarterly", held_on="2015-06-16", place_kind="home")
    meeting = TripartiteMeeting.objects.get()
    assert saved.url == page_at("meeting_write", meeting)
    assert (meeting.kind, meeting.referral, meeting.problems) == ("quarterly", three.referral, "")
    refused = post_form(browser, url, kind="final", held_on="2099-01-01").content.decode()
    assert "Cette rencontre n’a pas encore eu lieu." in refused


def test_one_page_writes_everything(log_in, three):
    sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    earlier = Commitment.objects.get()
    meeting = met(three, kind="intermediate", on=LATER)
    browser, url = log_in(three.advisor), page_at("meeting_write", meeting)
    page = browser.get(url)
    assert "Ouvrir les courriers" in page.content.decode()
    typed = {
        "problems": "Le lien a repris. 🙂",
        f"outcome_{earlier.pk}": "kept",
        f"note_{earlier.pk}": "Tous les lundis.",
        "commitments-0-text": "Envoyer le décompte",
        "commitments-0-party": "landlord",
        "commitments-0-due_on": "2015-07-01",
        "participants-3-name": "Mme Rivoal",
        "participants-3-quality": "Interprète",
    }
    saved = post_form(browser, url, page, **typed)
    assert saved.url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    earlier.refresh_from_db()
    assert meeting.problems == "Le lien a repris. 🙂"
    assert (earlier.outcome, earlier.note) == ("kept", "Tous les lundis.")
    assert meeting.commitments.get().party == LANDLORD
    assert Participant.objects.filter(meeting=meeting, name="Mme Rivoal").exists()
    assert post_form(browser, url, page, **typed).url == saved.url
    assert meeting.commitments.count() == 1


def test_what_was_presented_is_ticked_in_any_order(log_in, three):
    meeting = met(three)
    browser, url = log_in(three.worker), page_at("meeting_write", meeting)
    post_form(browser, url, points=["2", "5"])
    meeting.refresh_from_db()
    assert meeting.points == [2, 5]
    assert fields_of(browser.get(url))["points"] == ["2", "5"]
    assert "Remobiliser les locataires" in html_of(browser, url)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"held_on": "2099-01-01"}, "Cette rencontre n’a pas encore eu lieu."),
        ({"held_on": "31 février"}, "Ce jour n’existe pas"),
        ({"problems": "x" * 8001}, "8000"),
        (
            {"commitments-0-text": "Payer", "commitments-0-due_on": "2015-01-01"},
            "un engagement vient après la rencontre",
        ),
        ({"commitments-0-due_on": "2015-07-01"}, "Écrivez à quoi cette partie s’engage."),
        ({"participants-2-name": "n" * 300, "participants-2-present": "on"}, "120"),
    ],
)
def test_bad_lines_are_said_and_nothing_typed_is_lost(log_in, three, typed, said):
    meeting = met(three)
    browser, url = log_in(three.worker), page_at("meeting_write", meeting)
    answer = post_form(browser, url, remarks="Gardez ceci.", **typed)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert said in html
    assert "Gardez ceci." in html
    assert Draft.objects.filter(membership_id=three.worker.pk).exists()
    meeting.refresh_from_db()
    assert meeting.remarks == ""


def test_the_second_of_two_writers_sees_both_versions(client, log_in, three):
    meeting = met(three)
    url = page_at("meeting_write", meeting)
    opened = log_in(three.advisor).get(url)
    post_form(log_in(three.worker), url, remarks="Écrit par l’association.")
    answer = post_form(log_in(three.advisor), url, opened, remarks="Écrit par le bailleur.")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Écrit par l’association." in html
    assert "Écrit par le bailleur." in html
    meeting.refresh_from_db()
    assert meeting.remarks == "Écrit par l’association."


def test_typed_and_kept_when_the_session_is_lost(log_in, client, three):
    meeting = met(three)
    url = page_at("meeting_write", meeting)
    browser = log_in(three.worker)
    assert autosave(browser, url, browser.get(url), remarks="Au domicile, sans réseau.").status_code == 200
    client.logout()
    assert "Au domicile, sans réseau." in log_in(three.worker).get(url).content.decode()


def test_signed_meanwhile_one_reads_it_and_keeps_what_one_typed(log_in, three):
    meeting = met(three)
    url = page_at("meeting_write", meeting)
    opened = log_in(three.advisor).get(url)
    written(meeting, by=three.worker, problems="Le loyer.")
    seal_minutes(meeting=meeting, by=three.worker)
    assert log_in(three.advisor).get(url).url == meeting.get_absolute_url()
    answer = post_form(log_in(three.advisor), url, opened, remarks="Trop tard ?", _version=str(meeting.version))
    html = plain(answer.content.decode())
    assert "Ce compte rendu est signé : il ne change plus." in html
    assert "Trop tard ?" in html


def test_sealed_by_the_worker_after_a_warning(log_in, three):
    meeting = met(three)
    written(meeting, by=three.worker, problems="Le loyer.")
    url = page_at("meeting_seal", meeting)
    assert "ne change plus" in html_of(log_in(three.worker), url)
    post_form(log_in(three.worker), url)
    meeting.refresh_from_db()
    assert meeting.state == MinutesState.SEALED
    html = html_of(log_in(three.worker), meeting.get_absolute_url())
    assert page_at("meeting_write", meeting) not in html


def test_cancelled_minutes_say_why(log_in, three):
    meeting = met(three)
    post_form(log_in(three.worker), page_at("meeting_cancel", meeting), reason="Ouvert pour un autre ménage")
    for reader in (three.advisor, three.worker, three.head):
        assert "Ouvert pour un autre ménage" in html_of(log_in(reader), meeting.get_absolute_url())
    assert "Ouvert pour un autre ménage" in paper(log_in(three.worker), page_at("minutes_pdf", meeting))


def test_who_missed_a_visit_of_the_association_is_not_told_to_the_landlord(log_in, three):
    def missed(*expected):
        appointment = AppointmentFactory(
            household=three.household,
            operator=three.operator,
            kind=AppointmentKind.TRIPARTITE_QUARTERLY,
            starts_at=timezone.now() - DAY,
        )
        for member in expected:
            Attendance.objects.create(appointment=appointment, membership=member)
        return miss_appointment(appointment=appointment, missed_by="tenant", by=three.worker).get_absolute_url()

    alone, shared = missed(three.worker), missed(three.worker, three.advisor)
    assert "Manqué par" in html_of(log_in(three.worker), alone)
    assert "Manqué par" not in html_of(log_in(three.advisor), alone)
    assert "Manqué par" in html_of(log_in(three.advisor), shared)


def test_the_file_tells_of_meetings_and_what_is_due(log_in, three):
    sealed(three, (TENANT, "Ouvrir les courriers", LATER))
    for reader in (three.worker, three.advisor, three.manager, three.head):
        html = html_of(log_in(reader), three.household.get_absolute_url())
        assert "Ouvrir les courriers" in html
        assert "Attendu il y a" in html
    assert "Ouvrir les courriers" in html_of(log_in(three.advisor), page_at("meetings", three.household))
    assert "Rencontre de démarrage" in html_of(log_in(three.advisor), three.referral.get_absolute_url())


def test_as_many_questions_for_ten_commitments_as_for_two(log_in, three):
    def cost(url, reader):
        browser = log_in(reader)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url).status_code == 200
        return len(queries)

    first = sealed(three, (TENANT, "Un", LATER), (LANDLORD, "Deux", None))
    urls = [page_at("meetings", three.household), three.household.get_absolute_url(), first.get_absolute_url()]
    few = [cost(url, three.worker) for url in urls]
    for month in range(4, 8):
        sealed(
            three,
            *[(TENANT, f"Encore {n}", datetime.date(2015, 12, 31)) for n in range(3)],
            on=datetime.date(2015, month, 1),
            kind="quarterly",
        )
        PersonFactory(household=three.household, tie="partner", holds_lease=True)
    assert [cost(url, three.worker) for url in urls] == few
