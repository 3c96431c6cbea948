"""A PDF, bare: WeasyPrint on the same HTML, with the same style sheets and fonts."""

import functools
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.urls import path
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

TYPES = {".css": "text/css", ".ttf": "font/ttf", ".svg": "image/svg+xml", ".png": "image/png"}


class StaticFetcher(URLFetcher):
    def fetch(self, url, headers=None):
        if not url.startswith("static:"):
            return super().fetch(url, headers)
        name = url.removeprefix("static:")
        for prefix, folder in settings.BENCH_STATIC:
            found = Path(folder) / name.removeprefix(f"{prefix}/" if prefix else "")
            if name.startswith(prefix) and found.exists():
                return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": TYPES[found.suffix]})
        raise FileNotFoundError(url)


@functools.cache
def fonts():
    return FontConfiguration()


def document(request, name):
    html = (Path(settings.BENCH_FOLDER) / f"{name}.html").read_text()
    content = HTML(string=html, base_url="static:", url_fetcher=StaticFetcher()).write_pdf(font_config=fonts())
    return HttpResponse(content, content_type="application/pdf")


urlpatterns = [path("documents/<slug:name>/", document)]
