from django.conf import settings

THEME_COOKIE = "theme"
THEMES = ("light", "dark")


def page(request):
    """What the base layout needs: the nonce that django-htmx reads, and the theme that the reader chose."""
    chosen = request.COOKIES.get(THEME_COOKIE)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": chosen if chosen in THEMES else "",
        "development_pages": settings.DEVELOPMENT_PAGES,
    }
