"""Error pages. They stand alone: no query, no context processor, so that they show whatever broke."""

from django.http import HttpResponse
from django.template import loader


def _answer(status, template):
    return HttpResponse(loader.get_template(template).render({"status": status}), status=status)


def bad_request(request, exception=None):
    return _answer(400, "400.html")


def forbidden(request, exception=None):
    return _answer(403, "403.html")


def not_found(request, exception=None):
    return _answer(404, "404.html")


def server_error(request):
    return _answer(500, "500.html")


def csrf_failure(request, reason=""):
    return _answer(403, "403_csrf.html")
