"""Somebody at work as each role, logged in on the server side: no password is hashed while we measure."""

from importlib import import_module
from types import SimpleNamespace

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from accounts.middleware import MEMBERSHIP_KEY
from accounts.models import Membership

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def open_session(membership_id):
    membership = Membership.objects.select_related("user").get(pk=membership_id)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(membership.user_id)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = membership.user.get_session_auth_hash()
    session[MEMBERSHIP_KEY] = str(membership.pk)
    # The second factor has been shown too; nothing but the session of the request is looked at.
    record_authentication(SimpleNamespace(session=session), membership.user, "mfa", type="totp")
    session.create()
    return session


def cookies_of(session):
    return {settings.SESSION_COOKIE_NAME: session.session_key}
