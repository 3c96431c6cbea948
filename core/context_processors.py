from django.conf import settings

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def chosen_theme(request):
    """ "light", "dark", or nothing: what the system says."""
    chosen = request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in THEMES else ""


def page(request):
    """What the base layout needs: the nonce that django-htmx reads, and the theme that the reader chose."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": chosen_theme(request),
        "development_pages": settings.DEVELOPMENT_PAGES,
    }
