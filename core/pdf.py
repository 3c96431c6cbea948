"""The only door to WeasyPrint, for the `documents.py` of each application.

    def project_sheet_pdf(programme) -> bytes:
        return render_pdf("programmes/project_sheet_pdf.html", {"programme": programme},
                          title="Fiche projet", letterhead=Letterhead("Anef Ferrer", ["3 rue …"], logo=png))

    return pdf_response(project_sheet_pdf(programme), "fiche-projet.pdf")

The template extends core/pdf_base.html. Nothing is read but `data:` and our own static files, as `static:css/….css`:
a document that names a file, an address or a font from elsewhere is refused, loudly. Documents are PDF/UA: give
headings in order, `alt` to images, `<th>` to tables.
"""

import base64
import functools
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.loader import render_to_string
from fontTools.ttLib import TTFont
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.memory import give_back

VARIANT = "pdf/ua-1"
TYPEFACE = "fonts/SourceSansPro-Regular.ttf"
AUTHOR = "J’y tiens"
# What the typeface has no drawing for shows as this: seen and corrected, not missing without a word.
MISSING = "■"
# Same meaning, with a drawing; None: never had one.
STAND_INS = {"\u2011": "-", "\u200b": None, "\u2060": None, "\ufeff": None, "\u00ad": None}
TYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}
_one_at_a_time = threading.Lock()


class ForbiddenResource(Exception):
    """A document asked for something that is neither `data:` nor one of our own static files."""


@dataclass(frozen=True)
class Letterhead:
    """Who signs: name, lines under it, logo (PNG)."""

    name: str
    lines: Sequence[str] = ()
    logo: bytes | None = None

    @property
    def logo_uri(self):
        return png_uri(self.logo) if self.logo else ""


def png_uri(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


class ClosedFetcher(URLFetcher):
    """Opens nothing outside the house."""

    def __init__(self):
        super().__init__(allowed_protocols=("data",), allow_redirects=False, fail_on_errors=True)
        # WeasyPrint swallows even a fatal error inside an SVG: remembered here.
        self.refused = []

    def fetch(self, url, headers=None):
        scheme, _, rest = url.partition(":")
        if scheme == "data":
            return super().fetch(url, headers)
        path = Path(rest)
        if scheme == "static" and path.suffix in TYPES and ".." not in path.parts and not path.is_absolute():
            found = finders.find(rest)
            if found:
                return URLFetcherResponse(url, Path(found).read_bytes(), {"Content-Type": TYPES[path.suffix]})
        self.refused.append(url[:200])
        raise FatalURLFetchingError(f"not ours to open: {url[:200]}")


@functools.cache
def _fonts():
    """One per process: each new one reads every font of the system again."""
    return FontConfiguration()


@functools.cache
def _drawn():
    with TTFont(finders.find(TYPEFACE), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def with_visible_gaps(text: str) -> str:
    """The text, with a mark where the typeface has no drawing for a character."""
    text = unicodedata.normalize("NFC", text)
    unknown = {character for character in set(text) if character not in _drawn() and character not in "\n\t\r"}
    table = {character: STAND_INS.get(character, MISSING) for character in unknown}
    return text.translate(str.maketrans(table))


def render_paper(template, context, *, title, letterhead=None, author="") -> str:
    """The HTML of a document, before it is set."""
    context = {
        **context,
        "title": title,
        "letterhead": letterhead,
        "author": author or (letterhead.name if letterhead else AUTHOR),
    }
    return with_visible_gaps(render_to_string(template, context))


def render_pdf(template, context, *, title, letterhead=None, author="", variant=VARIANT, **options) -> bytes:
    """The template as a PDF. `title` is the document's own, shown by readers: no name of a person in it.

    `options` go to WeasyPrint's `write_pdf` (attachments, a finisher, an identifier for a reproducible file).
    """
    html = render_paper(template, context, title=title, letterhead=letterhead, author=author)
    fetcher = ClosedFetcher()
    try:
        with _one_at_a_time:
            document = HTML(string=html, base_url="static:", url_fetcher=fetcher)
            content = document.write_pdf(font_config=_fonts(), pdf_variant=variant, **options)
    except FatalURLFetchingError as refused:
        raise ForbiddenResource(str(refused)) from refused
    finally:
        # The tree of a page is many times as large as its file: a millisecond gives most of it back.
        give_back()
    if fetcher.refused:
        raise ForbiddenResource(f"not ours to open: {', '.join(fetcher.refused)}")
    return content


def pdf_response(content: bytes, file_name: str, *, inline=True) -> HttpResponse:
    """`file_name` is neutral: what it is, a reference, never a name."""
    disposition = "inline" if inline else "attachment"
    headers = {"Content-Disposition": f'{disposition}; filename="{file_name}"', "Cache-Control": "no-store, private"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
