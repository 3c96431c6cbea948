"""The door: who is at work, in which role, and whether the page that was asked for is for that role."""

import time

import pghistory
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode

from accounts.login import SECOND_FACTORS
from accounts.matrix import allows
from accounts.models.memberships import open_memberships
from core.access import PUBLIC, SIGNED_IN, declared_action

MEMBERSHIP_KEY = "membership"
BEGAN_KEY = "began_at"
SEEN_KEY = "seen_at"
# Own-account pages that a person without a second factor may still open.
WITHOUT_SECOND_FACTOR = (
    "mfa_",
    "account_",
    "accounts:own_account",
    "accounts:second_factor",
    "accounts:sign_out_everywhere",
)
# Where a session proves the factor of its account, or gives up.
PROVING = ("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_authenticate", "account_logout")
ENROLMENTS = ("mfa_activate_totp", "mfa_add_webauthn")
# allauth's pages for what this house does without: a code by e-mail to log in, an account without a password.
NOT_OFFERED = ("account_confirm_login_code", "account_email_verification_sent", "account_set_password")
# Pages that poll by themselves do not keep a session alive.
POLLING_HEADER = "X-Polling"


class SessionLimitsMiddleware:
    """A session ends after half an hour without activity, and after ten hours whatever happens."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            session = request.session
            began, seen = session.setdefault(BEGAN_KEY, now), session.get(SEEN_KEY, now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_MAX_SECONDS:
                logout(request)
            elif POLLING_HEADER not in request.headers and now - session.get(SEEN_KEY, 0) >= 30:
                session[SEEN_KEY] = now
        return self.get_response(request)


class ActorMiddleware:
    """Sets `request.actor`: the membership at work, or None; and keeps personal pages out of every cache."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships, request.actor = (), None
        if request.user.is_authenticated:
            request.memberships = open_memberships(request.user, timezone.localdate())
            request.actor = self._at_work(request)
        response = self.get_response(request)
        # A view that knows better has said so: a logo is nobody's secret.
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def _at_work(self, request):
        chosen = request.session.get(MEMBERSHIP_KEY)
        by_id = {str(membership.pk): membership for membership in request.memberships}
        # A role that is added later changes nothing on its own: without a choice, the first that she had.
        oldest = min(request.memberships, key=lambda membership: (membership.starts_on, membership.pk), default=None)
        return by_id.get(chosen) or oldest


class SecondFactorMiddleware:
    """A session proves the second factor of its account, even one that began before there was a factor; where one is
    mandatory, nothing opens before there is one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name in ENROLMENTS and request.method == "POST" and factors_of(request.user):
            # Whoever has just set the factor up holds it: not asked for it on the next page.
            record_authentication(request, request.user, "mfa")
        return response

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.view_name
        if not request.user.is_authenticated or declared_action(view) == PUBLIC or name in PROVING:
            return None
        if any(record["method"] == "mfa" for record in get_authentication_records(request, request.user)):
            return None
        factors = factors_of(request.user)
        if factors:
            prove = "mfa_reauthenticate" if Authenticator.Type.TOTP in factors else "mfa_reauthenticate_webauthn"
            return redirect(f"{reverse(prove)}?{urlencode({'next': request.get_full_path()})}")
        if settings.REQUIRE_SECOND_FACTOR and not name.startswith(WITHOUT_SECOND_FACTOR):
            return redirect("accounts:second_factor")
        return None


def factors_of(user):
    if not user.is_authenticated:
        return set()
    return set(Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).values_list("type", flat=True))


class DeclaredAccessMiddleware:
    """A view opens for the roles that the matrix gives to the action that it declares; otherwise it is not there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if view.__module__.startswith("allauth."):
            if request.resolver_match.url_name in NOT_OFFERED:
                raise Http404
            return None
        action = declared_action(view)
        if action is None:
            raise ImproperlyConfigured(f"{request.resolver_match.view_name}: the view declares no access")
        if action in (PUBLIC, SIGNED_IN):
            return None
        if request.actor is None:
            return redirect("accounts:without_role")
        if not allows(request.actor.role, action):
            raise Http404
        return None


class ActorHistoryMiddleware:
    """Every change knows by whom it was made, and in which role."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method in ("GET", "HEAD", "OPTIONS") or not request.user.is_authenticated:
            return self.get_response(request)
        membership = str(request.actor.pk) if request.actor else None
        with pghistory.context(user=str(request.user.pk), membership=membership):
            return self.get_response(request)
