"""The pages and the papers of meetings and adhesions, as a browser meets them."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import AccessLogEntry
from core.models import Draft
from referrals.enums import AppointmentKind, MinutesState
from referrals.models import Adhesion, Attachment, Attendance, Commitment, Participant, TripartiteMeeting
from referrals.services.adhesions import record_refusal
from referrals.services.appointments import miss_appointment
from referrals.services.meetings import seal_minutes
from tests.core.papers_sent import pdf
from tests.factories.referrals import AppointmentFactory
from tests.factories.tenants import PersonFactory
from tests.forms import autosave, fields_of, post_form
from tests.papers import text_of
from tests.referrals.three import (
    DRAWN,
    LANDLORD,
    MET_ON,
    ON_SCREEN,
    TENANT,
    met,
    says_yes,
    sealed,
    the_three,
    written,
)
from tests.texts import plain

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
LATER = datetime.date(2015, 6, 16)


@pytest.fixture
def three():
    return the_three()


def page_at(name, thing, *more):
    return reverse(f"referrals:{name}", args=[thing.pk, *[one.pk for one in more]])


def html_of(client, url):
    return plain(client.get(url).content.decode())


def paper(client, url):
    """Its text, each run of spaces as one."""
    response = client.get(url)
    assert response["Content-Type"] == "application/pdf"
    return " ".join(text_of(response.content).split())


# Minutes


def test_from_the_appointment_to_its_minutes(log_in, three):
    appointment = AppointmentFactory(household=three.household, operator=three.operator, starts_at=timezone.now() - DAY)
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
    html = answer.content.decode()
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


# Adhesions


def answer_page(three, person=None):
    return page_at("adhesion_record", three.referral, person or three.person)


def test_an_adhesion_drawn_with_a_finger(log_in, three):
    met(three)
    browser, url = log_in(three.worker), answer_page(three)
    page = browser.get(url)
    assert fields_of(page)["on"] == ["2015-03-17"]
    typed = {"answer_individual": "yes", "answer_collective": "no", "reason_collective": "Pas encore.", "way": "screen"}
    saved = post_form(browser, url, page, **typed, signature=DRAWN)
    assert saved.url == page_at("adhesions", three.referral)
    assert post_form(browser, url, page, **typed, signature=DRAWN).url == saved.url
    assert Adhesion.objects.count() == 2
    html = html_of(browser, saved.url)
    assert "Une adhésion demandée est refusée." in html
    assert reverse("referrals:referral_decline", args=[three.referral.pk]) in html
    assert "Pas encore." in html


def test_a_refusal_and_a_silence_lead_to_the_end_of_the_referral(log_in, three):
    says = post_form(log_in(three.worker), answer_page(three), answer_individual="no", answer_collective="no")
    assert "?suite=refusal" in html_of(log_in(three.worker), says.url)
    url = page_at("referral_decline", three.referral)
    for kind in ("refusal", "no_answer"):
        proposed = fields_of(log_in(three.worker).get(f"{url}?suite={kind}"))["motive"]
        assert [one.partition("-")[0] for one in proposed] == [kind]
    assert "motive" not in fields_of(log_in(three.worker).get(f"{url}?suite=autre"))


def test_a_start_by_letter_may_end_without_an_answer(log_in):
    three = the_three(start_mode="courrier")
    html = html_of(log_in(three.worker), three.referral.get_absolute_url())
    assert "?suite=no_answer" in html
    assert "?suite=no_answer" not in html_of(log_in(three.advisor), three.referral.get_absolute_url())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"answer_collective": "yes"}, "Choisissez sa réponse"),
        ({"answer_individual": "yes", "answer_collective": "yes"}, "Indiquez comment la personne a donné"),
        ({"answer_individual": "yes", "answer_collective": "yes", "way": "screen"}, "Faites signer la personne"),
        (
            {"answer_individual": "yes", "answer_collective": "yes", "way": "screen", "signature": "x"},
            "n’a pas pu être lue",
        ),
        ({"answer_individual": "yes", "answer_collective": "yes", "way": "witness"}, "Indiquez le nom du témoin"),
        (
            {"answer_individual": "yes", "answer_collective": "yes", "way": "paper", "on": "2099-01-01"},
            "pas encore venu",
        ),
        ({"answer_individual": "no", "answer_collective": "no", "on": "32/13/2015"}, "Ce jour n’existe pas"),
    ],
)
def test_an_answer_that_cannot_be_kept(log_in, three, typed, said):
    answer = post_form(log_in(three.worker), answer_page(three), **typed)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not Adhesion.objects.exists()


def test_time_to_think_is_no_answer(log_in, three):
    browser = log_in(three.worker)
    typed = {"answer_individual": "time", "answer_collective": "time"}
    saved = post_form(browser, answer_page(three), **typed)
    assert not Adhesion.objects.exists()
    assert "la question reste ouverte" in browser.get(saved.url).content.decode()


def test_answered_meanwhile(log_in, three):
    browser, url = log_in(three.worker), answer_page(three)
    page = browser.get(url)
    says_yes(three)
    answer = post_form(browser, url, page, answer_individual="yes", answer_collective="yes", way="paper")
    assert "Cette adhésion est déjà notée" in answer.content.decode()
    assert "answer_individual" not in fields_of(browser.get(url))
    says_yes(three, "collective")
    assert browser.get(url).status_code == 404


def test_who_left_the_household_or_is_of_another_is_not_asked(log_in, three):
    gone = PersonFactory(household=three.household, tie="partner", left_on=datetime.date(2015, 2, 1))
    for person in (gone, the_three().person):
        assert log_in(three.worker).get(answer_page(three, person)).status_code == 404


def test_the_obvious_next_step_once_all_are_there(log_in, three):
    says_yes(three)
    browser, url = log_in(three.worker), page_at("adhesions", three.referral)
    conclude = page_at("adhesions_conclude", three.referral)
    assert conclude not in html_of(browser, url)
    assert "Il manque encore" in browser.post(conclude, follow=True).content.decode()
    says_yes(three, "collective")
    assert conclude in html_of(browser, url)
    assert conclude not in html_of(log_in(three.advisor), url)
    assert log_in(three.worker).post(conclude).url == three.referral.get_absolute_url()
    assert "Adhésion recueillie" in html_of(browser, three.referral.get_absolute_url())


def test_the_reason_of_a_withdrawal_stays_at_the_association(log_in, three):
    adhesion = says_yes(three)
    url = page_at("adhesion_withdraw", adhesion)
    page = log_in(three.worker).get(url)
    assert "Sans accompagnement individuel, l’action s’arrête" in page.content.decode()
    post_form(log_in(three.worker), url, page, on="2015-04-01", reason="Ne veut plus venir.")
    record_refusal(
        referral=three.referral,
        person=three.person,
        kind="collective",
        on=MET_ON,
        reason="N’aime pas le groupe.",
        by=three.worker,
    )
    everywhere = [page_at("adhesions", three.referral), three.referral.get_absolute_url()]
    everywhere += [three.household.get_absolute_url(), page_at("meetings", three.household)]
    for reader in (three.advisor, three.manager):
        for address in everywhere:
            html = html_of(log_in(reader), address)
            assert "Retirée le 1er avril 2015" in html
            assert "Ne veut plus venir" not in html
            assert "N’aime pas le groupe" not in html
    html = html_of(log_in(three.head), everywhere[0])
    assert "Ne veut plus venir." in html
    assert "N’aime pas le groupe." in html


def test_the_manager_reads_the_state_and_not_how(log_in, three):
    says_yes(three, signing=ON_SCREEN)
    url = page_at("adhesions", three.referral)
    assert "Signée sur l’écran" in html_of(log_in(three.advisor), url)
    html = html_of(log_in(three.manager), url)
    assert "Donnée le 17 mars 2015" in html
    assert "Signée sur l’écran" not in html


# Papers


def test_the_engagement_says_what_was_agreed_and_who_answered_what(log_in, three):
    meeting = met(three, place_kind="home")
    written(
        meeting,
        by=three.worker,
        household_words="Je veux rester chez moi.",
        commitments=[(TENANT, "Ouvrir les courriers", LATER)],
    )
    says_yes(three, signing=ON_SCREEN, meeting=meeting)
    text = paper(log_in(three.worker), page_at("engagement_pdf", meeting))
    for words in (
        plain(three.convention.programme.current_version.public_label),
        "Des courriers restent sans réponse",
        "« Je veux rester chez moi. »",
        "Ouvrir les courriers",
        "16 juin 2015",
        "Donnée le 17 mars 2015",
        "Pas encore de réponse",
        "à tout moment, sans dire pourquoi",
        "Témoin",
    ):
        assert words in text
    content = log_in(three.worker).get(page_at("engagement_pdf", meeting)).content
    assert b"Signature faite" not in content
    assert "Signée" not in paper(log_in(three.manager), page_at("engagement_pdf", meeting))


def test_the_blank_engagement_has_a_place_for_the_guardian(log_in):
    three = the_three(guardianship="tutelle", guardian_name="UDAF d’essai")
    text = paper(log_in(three.worker), page_at("engagement_blank_pdf", three.referral))
    assert "UDAF d’essai Mandataire, cosigne" in text
    assert text.count("Oui Non") == 2
    assert "Pas encore de réponse" not in text
    assert "Situation d’isolement" in text


def test_a_final_meeting_has_minutes_and_no_engagement(log_in, three):
    meeting = sealed(three, (TENANT, "Ouvrir les courriers", LATER), kind="final")
    browser = log_in(three.manager)
    assert browser.get(page_at("engagement_pdf", meeting)).status_code == 404
    text = paper(browser, page_at("minutes_pdf", meeting))
    assert "Rencontre finale" in text
    assert "Signé dans l’application" in text


def test_the_booklet_fills_whole_sheets_and_tells_no_reason(log_in, three):
    sealed(three, (TENANT, "Ouvrir les courriers", None))
    AppointmentFactory(
        household=three.household, operator=three.operator, kind=AppointmentKind.MEETING, place_kind="home"
    )
    url = page_at("booklet", three.referral)
    content = log_in(three.worker).get(url).content
    reader = PdfReader(io.BytesIO(content))
    assert len(reader.pages) % 4 == 0
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [420, 595]
    text = paper(log_in(three.worker), url)
    for words in (
        "Ouvrir les courriers",
        "Chez vous",
        "02 40 00 00 01",
        str(three.worker.user),
        "retirer mon adhésion",
    ):
        assert words in text
    for words in ("isolement", "sans réponse", three.household.name, "difficultés"):
        assert words not in text


def test_the_booklet_of_a_guarded_household(log_in, three):
    sealed(three, (TENANT, "Ouvrir les courriers", None))
    AppointmentFactory(household=three.household, operator=three.operator, place_kind="elsewhere", place="Chez sa sœur")
    type(three.household).objects.update(guarded=True)
    text = paper(log_in(three.worker), page_at("booklet", three.referral))
    assert "Chez sa sœur" not in text
    assert "Ouvrir les courriers" not in text
    assert "Là où nous en sommes convenus" in text


def test_every_paper_leaves_its_line(log_in, three):
    meeting = met(three)
    browser = log_in(three.worker)
    for name, thing in (("minutes_pdf", meeting), ("engagement_pdf", meeting), ("booklet", three.referral)):
        before = AccessLogEntry.objects.count()
        browser.get(page_at(name, thing))
        assert AccessLogEntry.objects.count() == before + 1


def test_a_signed_paper_is_handed_to_who_may_read_it(log_in, three):
    meeting = met(three)
    adhesion = says_yes(three)
    browser = log_in(three.worker)
    for name, thing in (("meeting_paper_add", meeting), ("adhesion_paper_add", adhesion)):
        url = page_at(name, thing)
        post_form(browser, url, papers=[SimpleUploadedFile("Kervella signé.pdf", pdf(), "application/pdf")])
    of_minutes, of_adhesion = Attachment.objects.order_by("added_at")
    assert of_minutes.meeting == meeting
    adhesion.refresh_from_db()
    assert adhesion.signed_paper == of_adhesion
    for reader, codes in ((three.advisor, (200, 200)), (three.manager, (200, 404)), (three.head, (200, 200))):
        found = tuple(
            log_in(reader).get(page_at("signed_paper", each)).status_code for each in (of_minutes, of_adhesion)
        )
        assert found == codes
    handed = log_in(three.advisor).get(page_at("signed_paper", of_minutes))
    assert handed["Content-Disposition"] == 'attachment; filename="papier-signe.pdf"'
    program = SimpleUploadedFile("facture.pdf", b"MZ\x90\x00" + b"\0" * 200, "application/pdf")
    refused = post_form(log_in(three.worker), page_at("meeting_paper_add", meeting), papers=[program])
    assert refused.status_code == 200
    assert Attachment.objects.count() == 2
