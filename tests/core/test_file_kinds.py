"""What is taken and what is refused, by content: real bytes of each."""

import zlib

import pytest

from core.errors import DomainError
from core.file_kinds import LONGEST_NAME, FileKind, recognise, shown_name
from tests.core import papers_sent as papers
from tests.core.papers_sent import SHEET, archive, docx, open_document, pdf, picture, xlsx

TAKEN = [
    (pdf(), "bail.pdf", FileKind.PDF),
    (pdf(locked=""), "attestation.pdf", FileKind.PDF),
    (picture("JPEG"), "photo.JPG", FileKind.JPEG),
    (picture("JPEG"), "photo.jfif", FileKind.JPEG),
    (picture("PNG"), "écran.png", FileKind.PNG),
    (picture("WEBP"), "image.webp", FileKind.WEBP),
    # A messenger calls everything .jpg; a picture is drawn again anyway.
    (picture("WEBP"), "image.jpg", FileKind.WEBP),
    (docx(), "lettre.docx", FileKind.DOCX),
    (xlsx(), "budget.xlsx", FileKind.XLSX),
    (open_document(), "lettre.odt", FileKind.ODT),
    (open_document(SHEET), "budget.ods", FileKind.ODS),
    (pdf(), "sans extension", FileKind.PDF),
    (pdf(), "bail signé 🏠.pdf", FileKind.PDF),
]


@pytest.mark.parametrize(("content", "name", "kind"), TAKEN, ids=[name for _, name, _ in TAKEN])
def test_papers_and_pictures_are_taken(content, name, kind):
    assert recognise(content, name) is kind


PACKED_SCRIPT = zlib.compress(b"1 0 <</S/JavaScript/JS(app.alert(1))>>")
PACKED = (
    b"%PDF-1.7\n1 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>stream\n"
    + PACKED_SCRIPT
    + b"\nendstream endobj\ntrailer<<>>\n%%EOF"
)
BOMB_IN_PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/ObjStm/Filter/FlateDecode>>stream\n"
    + zlib.compress(b"\0" * 80_000_000)
    + b"\nendstream endobj\n%%EOF"
)
REMOTE_TEMPLATE = '<Relationship Type="x/attachedTemplate" Target="https://exemple.test/m.dotm" TargetMode="External"/>'
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ZIP_BOMB = archive({"[Content_Types].xml": "<Types/>", "word/document.xml": b"\0" * 160_000_000})
TWICE = docx({"Word/Document.xml": ""})


def encrypted_zip():
    """The same archive, with the bit that says « encrypted » in both of its places."""
    content = bytearray(docx())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = content.find(signature)
        while position >= 0:
            content[position + offset] |= 1
            position = content.find(signature, position + 4)
    return bytes(content)


REFUSED = [
    (papers.PROGRAM, "facture.pdf", "c’est un programme"),
    (b"#!/bin/sh\nrm -rf /", "photo.jpg", "c’est un programme"),
    (b"\x7fELF" + b"\0" * 60, "bail.pdf", "c’est un programme"),
    (b"<svg onload='alert(1)' xmlns='http://www.w3.org/2000/svg'/>", "dessin.svg", "une page web ou un dessin"),
    (b"\xef\xbb\xbf\n <!DOCTYPE html><script>alert(1)</script>", "bail.pdf", "une page web"),
    ("<html>".encode("utf-16"), "bail.pdf", "une page web"),
    (b"<html><script>alert(1)</script></html>" + pdf(), "bail.pdf", "une page web"),
    (papers.HEIC, "IMG_0042.HEIC", "HEIC"),
    (papers.HEIC, "IMG_0042.jpg", "HEIC"),
    (papers.OLD_WORD, "lettre.doc", "ancien fichier Office"),
    (b"{\\rtf1 bonjour}", "lettre.rtf", "RTF"),
    (b"Rar!\x1a\x07\x00", "tout.rar", "une archive"),
    (archive({"a.txt": "a", "b.exe": "MZ"}), "tout.zip", "une archive"),
    (b"bonjour", "notes.txt", "n’est pas accepté"),
    (b"\0" * 2000, "bail.pdf", "n’est pas accepté"),
    (docx({"word/vbaProject.bin": b"\0"}), "lettre.docx", "programme (macro)"),
    (docx(main="application/vnd.ms-word.document.macroEnabled.main+xml"), "lettre.docm", "programme (macro)"),
    (docx({"word/activeX/activeX1.bin": b"\0"}), "lettre.docx", "programme (macro)"),
    (docx({"word/embeddings/oleObject1.bin": b"\0"}), "lettre.docx", "un autre fichier"),
    (open_document(more={"Basic/Standard/Module1.xml": "Sub"}), "lettre.odt", "programme (macro)"),
    (open_document(more={"META-INF/manifest.xml": "<m:encryption-data/>"}), "lettre.odt", "mot de passe"),
    (open_document("application/vnd.oasis.opendocument.graphics"), "plan.odg", "n’est pas accepté"),
    (
        docx(main="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"),
        "d.pptx",
        "genre",
    ),
    (docx({"word/_rels/settings.xml.rels": REMOTE_TEMPLATE}), "lettre.docx", "sur internet"),
    (encrypted_zip(), "lettre.docx", "mot de passe"),
    (ZIP_BOMB, "lettre.docx", "trop de place"),
    (archive({"[Content_Types].xml": "", **{f"word/{n}": "" for n in range(3001)}}), "lettre.docx", "trop de place"),
    (docx()[:-30], "lettre.docx", "abîmé"),
    (TWICE, "lettre.docx", "abîmé"),
    (pdf()[:-40], "bail.pdf", "incomplet"),
    (pdf("/JavaScript"), "formulaire.pdf", "un programme"),
    (pdf("/JavaScript").replace(b"/JavaScript", b"/J#61vaScript"), "formulaire.pdf", "un programme"),
    (pdf("/Launch"), "formulaire.pdf", "une commande"),
    (pdf(attachment=b"MZ"), "formulaire.pdf", "un autre fichier"),
    (PACKED, "formulaire.pdf", "un programme"),
    (BOMB_IN_PDF, "formulaire.pdf", "trop de place"),
    (pdf(), "photo.jpg", "son nom finit par .jpg, mais son contenu est un PDF"),
    (picture("JPEG"), "bail.pdf", "renommez-le en .jpg"),
    (docx(), "lettre.docx.exe", "son nom finit par .exe"),
    (docx(), "budget.xlsx", "un document Word"),
]


@pytest.mark.parametrize(("content", "name", "words"), REFUSED, ids=[f"{name}-{words}" for _, name, words in REFUSED])
def test_what_is_refused_is_refused_in_words(content, name, words):
    with pytest.raises(DomainError) as refused:
        recognise(content, name)
    assert refused.value.message.startswith(f"{name} : ")
    assert words in refused.value.message


def test_a_macro_hides_behind_no_capital_letters():
    with pytest.raises(DomainError, match="macro"):
        recognise(docx({"word/VBAPROJECT.BIN": b"\0"}), "lettre.docx")


def test_the_archive_of_the_bomb_is_small():
    """What is refused is what it would become, not what it weighs."""
    assert len(ZIP_BOMB) < 1_000_000


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("bail.pdf", "bail.pdf"),
        ("C:\\Users\\x\\bail.pdf", "bail.pdf"),
        ("../../etc/bail.pdf", "bail.pdf"),
        ("bail\u202efdp.exe", "bailfdp.exe"),
        ("ba\r\nil\0.pdf", "bail.pdf"),
        ("bail 🏠.pdf", "bail 🏠.pdf"),
        ("", "sans nom"),
        ("é" * 300 + ".pdf", "é" * (LONGEST_NAME - 5) + "….pdf"),
        ("é" * 300, "é" * (LONGEST_NAME - 1) + "…"),
    ],
)
def test_a_name_is_shown_without_its_tricks(given, shown):
    assert shown_name(given) == shown
    assert len(shown_name(given)) <= LONGEST_NAME
