"""What axes asks about an attempt to log in."""

from django.conf import settings


def attempted_email(request, credentials=None):
    attempted = (credentials or {}).get("email") or (credentials or {}).get("username")
    if not attempted and request is not None:
        attempted = request.POST.get("login")
    return (attempted or "").strip().lower() or None


def client_address(request):
    """The address that our own proxies saw; what a client writes itself into the header is not believed."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    if count and len(forwarded) >= count:
        return forwarded[-count]
    return request.META.get("REMOTE_ADDR")
