from urllib.parse import urlsplit

from django.http import HttpResponse
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme, urlencode


class HtmxLoginMiddleware:
    """A part of a page that meets the login takes the whole page there, instead of showing it inside itself."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        login = resolve_url("account_login")
        if "HX-Request" not in request.headers or response.status_code != 302 or not response.url.startswith(login):
            return response
        try:
            shown = urlsplit(request.headers.get("HX-Current-URL", "")).path
        except ValueError:
            shown = ""
        here = url_has_allowed_host_and_scheme(shown, allowed_hosts=None)
        return HttpResponse(headers={"HX-Redirect": f"{login}?{urlencode({'next': shown})}" if here else login})
