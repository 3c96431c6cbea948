"""A fiche that was sent is corrected, and what was attached to it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AccessLogEntry
from referrals.enums import ReferralState
from referrals.models import Attachment, Referral, Sheet
from referrals.services.corrections import drop_correction, send_correction, start_correction
from tests.core.papers_sent import pdf
from tests.factories.referrals import AttachmentFactory, SheetFactory
from tests.forms import post_form
from tests.papers import text_of
from tests.referrals.sheets import head_of, page, ready_referral, sent, step, summary
from tests.texts import plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def referral():
    return ready_referral()


@pytest.fixture
def client_of(log_in, referral):
    return log_in(referral.advisor)


# Corrections


@pytest.fixture
def corrected(referral):
    sent(referral)
    start_correction(referral=referral, reason="Le téléphone a changé.", by=referral.advisor)
    return referral


def test_a_correction_says_why_and_begins_as_the_last_version(client_of, referral):
    sent(referral)
    url = page("referral_correct", referral)
    assert "Dites pourquoi." in post_form(client_of, url, reason=" ").content.decode()
    assert post_form(client_of, url, reason="L’origine est fausse.").url == step(referral, "reperage")
    first, second = Sheet.objects.order_by("number")
    assert (second.problems, second.agreed_on) == (first.problems, first.agreed_on)
    assert "déjà en préparation" in post_form(client_of, url, reason="Encore.").content.decode()


def test_the_operator_reads_it_once_it_is_sent_with_what_changed(log_in, corrected):
    head, advisor = head_of(corrected.convention), corrected.advisor
    Sheet.objects.filter(number=2).update(origin="family")
    assert "Famille" not in log_in(head).get(corrected.get_absolute_url()).content.decode()
    send_correction(referral=corrected, by=advisor)
    text = log_in(head).get(corrected.get_absolute_url()).content.decode()
    assert "version 2" in text
    assert "repéré par" in text
    version = log_in(head).get(page("referral_version", corrected, 2)).content.decode()
    assert "Avant : Conseillère clientèle" in plain(version)
    assert log_in(head).get(page("referral_version", corrected, 1)).status_code == 200
    assert "Avant : Conseillère clientèle" in text_of(log_in(head).get(page("referral_pdf", corrected, 2)).content)


def test_a_correction_is_given_up(client_of, corrected):
    post_form(client_of, page("correction_drop", corrected))
    assert not Sheet.objects.in_preparation().exists()
    start_correction(referral=corrected, reason="Finalement.", by=corrected.advisor)
    assert Sheet.objects.in_preparation().get().number == 2


def test_there_is_nothing_to_give_up(client_of, referral):
    answer = post_form(client_of, page("correction_drop", referral))
    assert "pas de correction en préparation" in answer.content.decode()


def test_a_dropped_version_is_read_by_nobody(log_in, corrected):
    drop_correction(referral=corrected, by=corrected.advisor)
    client = log_in(corrected.advisor)
    assert client.get(page("referral_version", corrected, 2)).status_code == 404


def test_what_is_over_is_not_corrected(client_of, referral):
    sent(referral)
    Referral.objects.update(state=ReferralState.WITHDRAWN)
    answer = post_form(client_of, page("referral_correct", referral), reason="Trop tard.")
    assert "la suite n’est pas décidée" in answer.content.decode()


# Pieces


def upload(client, referral, *files):
    url = page("sheet_pieces", referral)
    return post_form(client, url, files=[SimpleUploadedFile(name, content) for name, content in files])


def test_pieces_are_added_listed_and_downloaded_with_a_line(client_of, referral):
    upload(client_of, referral, ("bail.pdf", pdf()), ("avis.pdf", pdf()))
    assert [piece.name for piece in Attachment.objects.all()] == ["bail.pdf", "avis.pdf"]
    assert "bail.pdf" in client_of.get(summary(referral)).content.decode()
    piece = Attachment.objects.first()
    before = AccessLogEntry.objects.count()
    answer = client_of.get(page("piece", referral, piece.pk))
    assert answer["Content-Disposition"] == 'attachment; filename="piece-jointe-1.pdf"'
    assert AccessLogEntry.objects.count() == before + 1


def test_a_program_called_pdf_is_refused_in_words(client_of, referral):
    answer = upload(client_of, referral, ("facture.pdf", b"MZ\x90\x00" + b"\0" * 200))
    assert "c’est un programme" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_words(client_of, referral, settings):
    settings.FILE_MAX_OCTETS = 500
    answer = upload(client_of, referral, ("plan.pdf", pdf() + b"%" * 1000))
    assert "au plus par fichier" in answer.content.decode()


def test_before_sending_the_operator_reaches_no_piece(log_in, referral):
    piece = AttachmentFactory(referral=referral, by=referral.advisor)
    head = log_in(head_of(referral.convention))
    assert head.get(page("piece", referral, piece.pk)).status_code == 404
    sent(referral)
    assert head.get(page("piece", referral, piece.pk)).status_code == 200
    SheetFactory(referral=referral, number=2)
    later = AttachmentFactory(referral=referral, by=referral.advisor)
    assert head.get(page("piece", referral, later.pk)).status_code == 404


def test_a_wrong_piece_is_taken_back_with_a_reason(client_of, referral):
    piece = AttachmentFactory(referral=referral, by=referral.advisor)
    url = page("piece_cancel", referral, piece.pk)
    assert "Dites pourquoi." in post_form(client_of, url).content.decode()
    post_form(client_of, url, reason="Papier d’un autre ménage.")
    assert client_of.get(page("piece", referral, piece.pk)).status_code == 404
    assert "Papier d’un autre ménage." in client_of.get(referral.get_absolute_url()).content.decode()
    assert client_of.get(url).status_code == 404


def test_a_fiche_has_so_many_pieces_at_most(client_of, referral):
    AttachmentFactory.create_batch(20, referral=referral, by=referral.advisor)
    assert "20 pièces au plus" in upload(client_of, referral, ("bail.pdf", pdf())).content.decode()
