"""Pages of the frame itself: the choice of light or dark, the accessibility statement."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from core.access import public
from core.context_processors import THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@public
@require_POST
def choose_theme(request):
    """Keep the choice in a cookie; anything else than light or dark is the system's own."""
    chosen = request.POST.get("theme", "")
    response = HttpResponse(status=204) if "X-Theme-Only" in request.headers else redirect(way_back(request))
    if chosen in THEMES:
        response.set_cookie(
            THEME_COOKIE, chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def way_back(request):
    wanted = request.POST.get("next", "")
    same_house = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if same_house else "home"


@public
@require_safe
def accessibility(request):
    return render(request, "core/accessibility.html")
