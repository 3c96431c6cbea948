from django.urls import reverse

from accounts.navigation import FOOTER, PUBLIC_FOOTER, links, navigation_of

# Reserved by RFC 2606: nobody receives mail there, only demonstration accounts live there.
INVENTED_DOMAIN = ".example"


def actor(request):
    """Who is at work, as whom else she could be, and where she can go from here."""
    at_work = getattr(request, "actor", None)
    return {
        "actor": at_work,
        "memberships": getattr(request, "memberships", ()),
        "navigation": navigation_of(at_work.role, request.path) if at_work else (),
        "footer_links": links(FOOTER if at_work else PUBLIC_FOOTER),
        "demonstration": bool(at_work) and at_work.user.email.endswith(INVENTED_DOMAIN),
        "account_url": reverse("accounts:own_account"),
    }
