"""The papers of meetings: the engagement, the booklet, what was signed."""

import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from accounts.models import AccessLogEntry
from referrals.enums import AppointmentKind
from referrals.models import Attachment
from tests.core.papers_sent import pdf
from tests.factories.referrals import AppointmentFactory
from tests.forms import post_form
from tests.referrals.screens import page_at, paper
from tests.referrals.three import (
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
