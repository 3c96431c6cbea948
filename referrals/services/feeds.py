"""The secret address under which a calendar program reads one's appointments."""

import hashlib
import hmac
import secrets

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership
from referrals.models import CalendarFeed

SECRET_BYTES = 32


def digest_of(token):
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def open_feed(*, by):
    """A new secret for this role, told once; the one before it opens nothing more."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    values = {"digest": digest_of(token), "created_at": timezone.now()}
    CalendarFeed.objects.update_or_create(membership=by, defaults=values)
    return token


@transaction.atomic
def close_feed(*, by):
    CalendarFeed.objects.filter(membership=by).delete()


def feed_of(token, today):
    """The feed that this secret opens, of somebody who still works there; None otherwise."""
    digest = digest_of(token)
    at_work = Membership.objects.open_on(today).filter(user__is_active=True)
    feeds = CalendarFeed.objects.filter(digest=digest, membership__in=at_work).select_related("membership__user")
    feed = feeds.first()
    return feed if feed and hmac.compare_digest(feed.digest, digest) else None
