"""What axes asks about an attempt to log in, and what we ask axes."""

import datetime

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from axes.utils import reset
from django.conf import settings
from django.db.models import Sum

# Recovery codes only stand in for one of these.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


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


def is_locked_out(email, now):
    """Whether some address may not try this e-mail any more, until its quarter of an hour is over."""
    since = now - datetime.timedelta(hours=settings.AXES_COOLOFF_TIME)
    by_address = AccessAttempt.objects.filter(username=email, attempt_time__gte=since).order_by().values("ip_address")
    failures = by_address.annotate(failures=Sum("failures_since_start"))
    return failures.filter(failures__gte=settings.AXES_FAILURE_LIMIT).exists()


def unlock(email):
    reset(username=email)
