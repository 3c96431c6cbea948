"""The door: who is at work, in which role, and whether the page that was asked for is for that role."""

import time

import pghistory
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control

from accounts.login import SECOND_FACTORS
from accounts.matrix import allows
from accounts.models import Membership
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
            open_today = Membership.objects.open_on(timezone.localdate()).filter(user=request.user)
            request.memberships = tuple(open_today.select_related("organisation"))
            request.actor = self._at_work(request)
        response = self.get_response(request)
        # A view that knows better has said so: a logo is nobody's secret.
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            patch_cache_control(response, no_store=True, private=True)
        return response

    def _at_work(self, request):
        chosen = request.session.get(MEMBERSHIP_KEY)
        for membership in request.memberships:
            # The user is loaded once, with the session.
            membership.user = request.user
        by_id = {str(membership.pk): membership for membership in request.memberships}
        return by_id.get(chosen) or next(iter(request.memberships), None)


class SecondFactorMiddleware:
    """Where a second factor is mandatory, nothing opens before there is one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.REQUIRE_SECOND_FACTOR or not request.user.is_authenticated:
            return None
        if declared_action(view) == PUBLIC or request.resolver_match.view_name.startswith(WITHOUT_SECOND_FACTOR):
            return None
        if request.user.authenticator_set.filter(type__in=SECOND_FACTORS).exists():
            return None
        return redirect("accounts:second_factor")


class DeclaredAccessMiddleware:
    """A view opens for the roles that the matrix gives to the action that it declares; otherwise it is not there."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if view.__module__.startswith("allauth."):
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
