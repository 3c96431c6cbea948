"""The PDF wrapper: real documents, closed to files and to the network, accessible, in our typeface."""

import io
import logging
import re
import threading

import pytest
from django.template import engines
from django.template.loader import render_to_string
from PIL import Image
from pypdf import PdfReader

from core import pdf
from core.pdf import ForbiddenResource, Letterhead, pdf_response, render_pdf, with_visible_gaps
from core.signatures import signature_of
from tests.papers import text_of


@pytest.fixture
def paper(settings, tmp_path):
    """A document whose content is the given markup."""

    def paper(body, head="", **options):
        page = "{% extends 'core/pdf_base.html' %}{% block extra_head %}" + head + "{% endblock %}"
        (tmp_path / "essai.html").write_text(page + "{% block content %}" + body + "{% endblock %}")
        return render_pdf("essai.html", {}, **{"title": "Fiche d’essai", **options})

    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    engines.__dict__.pop("templates", None)
    engines._engines = {}
    yield paper
    engines.__dict__.pop("templates", None)
    engines._engines = {}


def logo():
    buffer = io.BytesIO()
    Image.new("RGB", (80, 40), "#0e5a5f").save(buffer, "PNG")
    return buffer.getvalue()


def test_a_document_says_what_it_is_and_in_which_language(paper):
    content = paper(
        "<p>Bonjour, l’œuvre coûte 12 €.</p>", letterhead=Letterhead("Anef Essai", ["3 rue de l’Essai"], logo())
    )
    text = text_of(content)
    assert "l’œuvre coûte 12 €" in text
    assert "Anef Essai" in text
    assert "1 / 1" in text
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_a_signature_drawn_with_a_finger_is_drawn_on_paper(paper):
    values = {"signature": signature_of({"strokes": [[91, 190, 130, 90]]}), "label": "Signature"}
    (page,) = PdfReader(io.BytesIO(paper(render_to_string("components/signature.html", values)))).pages
    assert b"91 190 m" in page.get_contents().get_data()


def test_title_and_author_are_in_the_file(paper):
    reader = PdfReader(io.BytesIO(paper("<p>…</p>", author="Habitations Essai")))
    assert (reader.metadata.title, reader.metadata.author) == ("Fiche d’essai", "Habitations Essai")


def test_the_typeface_comes_from_the_house(paper):
    names = set(re.findall(rb"/FontName /[A-Z]{6}\+([\w-]+)", paper("<p>a <b>b</b></p>", uncompressed_pdf=True)))
    assert names
    assert all(name.startswith(b"Source-Sans") for name in names), names


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "FILE:///etc/hostname",
        "http://127.0.0.1:1/logo.png",
        "https://example.org/logo.png",
        "ftp://example.org/logo.png",
        "static:../manage.py",
        "static:/etc/hostname",
        "static:css/inconnu.css",
        "static:img/../../config/settings/base.py",
        "/etc/hostname",
        "logo.png",
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        "<img alt='' src='{url}'>",
        "<object data='{url}'></object>",
        "<p class='x'>…</p><style>.x {{ background: url({url}) }}</style>",
        "<style>@font-face {{ font-family: X; src: url({url}) }} p {{ font-family: X }}</style><p>…</p>",
        "<style>@import url({url});</style>",
        "<svg width='9' height='9'><image width='9' height='9' href='{url}'/></svg>",
    ],
)
def test_nothing_from_elsewhere_is_opened(paper, url, body):
    with pytest.raises(ForbiddenResource):
        paper(body.format(url=url))


def test_a_stylesheet_of_ours_and_an_image_in_the_text_are_fine(paper):
    image = pdf.png_uri(logo())
    content = paper(f"<p><img alt='Un carré' src='{image}'></p><p><img alt='J' src='static:img/favicon.svg'></p>")
    assert b"/Subtype /Image" in content


def test_a_refused_attachment_is_an_error(paper):
    with pytest.raises(ForbiddenResource):
        paper("<p>…</p>", "<link rel='attachment' href='file:///etc/hostname'>")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("Ségolène Œuvrard, 12 € – « oui »", "Ségolène Œuvrard, 12 € – « oui »"),
        ("Ёлка Ωμέγα", "Ёлка Ωμέγα"),
        ("名前", "■■"),
        ("مرحبا", "■■■■■"),
        ("ok 🏠", "ok ■"),
        ("non\u2011coupé\u200b", "non-coupé"),
        ("e\u0301te\u0301", "été"),
        ("bip\x07", "bip■"),
    ],
)
def test_a_character_without_a_drawing_is_seen_to_be_missing(given, shown):
    assert with_visible_gaps(given) == shown


def test_documents_made_at_the_same_time_do_not_mix(paper):
    paper("<p>Numéro {{ title }}</p>")
    made = {}

    def make(number):
        made[number] = text_of(render_pdf("essai.html", {}, title=f"Fiche {number}"))

    threads = [threading.Thread(target=make, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"Numéro Fiche {number}" in made[number] for number in range(4))


def test_weasyprint_has_nothing_to_complain_about(paper, caplog):
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        paper("<h2>Un</h2><dl class='facts'><dt>a</dt><dd>b</dd></dl><div class='sign'><div>x</div></div>")
    assert [record.getMessage() for record in caplog.records] == []


def test_the_answer_is_kept_in_no_cache():
    response = pdf_response(b"%PDF", "fiche.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="fiche.pdf"'
    assert "no-store" in response["Cache-Control"]
    assert pdf_response(b"%PDF", "f.pdf", inline=False)["Content-Disposition"].startswith("attachment")
