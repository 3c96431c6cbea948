"""Error pages. They stand alone: no query, no context processor, so that they show whatever broke."""

from urllib.parse import urlsplit

from django.http import HttpResponse
from django.template import loader

from core.context_processors import chosen_theme

# What a page sends by itself, or that nobody wants to read on a screen.
NEVER_SHOWN = ("csrf", "password", "code", "secret", "token", "credential")
LONG_ENOUGH = 20


def _answer(request, status, template, **context):
    page = {"status": status, "theme": chosen_theme(request), **context}
    return HttpResponse(loader.get_template(template).render(page), status=status)


def bad_request(request, exception=None):
    return _answer(request, 400, "400.html")


def forbidden(request, exception=None):
    return _answer(request, 403, "403.html")


def not_found(request, exception=None):
    return _answer(request, 404, "404.html")


def server_error(request):
    return _answer(request, 500, "500.html")


def csrf_failure(request, reason=""):
    """What was typed on one of our own pages is given back; a foreign site gets nothing of it on screen."""
    return _answer(request, 403, "403_csrf.html", typed=typed_text(request) if comes_from_here(request) else [])


def comes_from_here(request):
    try:
        return urlsplit(request.headers.get("Origin", "")).netloc == request.get_host()
    except ValueError:
        return False


def typed_text(request):
    """The texts worth copying: long enough to have been written, and not a secret."""
    fields = ((name.lower(), value) for name, values in request.POST.lists() for value in values)
    return [
        value
        for name, value in fields
        if len(value.strip()) >= LONG_ENOUGH and not any(word in name for word in NEVER_SHOWN)
    ]
