"""One's appointments in another calendar, under a secret address."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access import page, public
from core.messages import absolute_url
from core.views import act
from referrals.documents.calendars import feed_ics
from referrals.models import CalendarFeed
from referrals.services.feeds import close_feed, feed_of, open_feed

FOLLOW = "calendar.follow"


@page(FOLLOW)
@require_safe
def calendar_feed(request):
    return shown(request)


def shown(request, link=""):
    feed = CalendarFeed.objects.filter(membership=request.actor).first()
    return render(request, "referrals/calendar_feed.html", {"feed": feed, "link": link})


@page(FOLLOW)
@require_POST
def calendar_feed_open(request):
    """The address is shown on the answer itself, and nowhere after that."""
    token = open_feed(by=request.actor)
    response = shown(request, absolute_url(reverse("referrals:calendar_ics", args=[token])))
    response["Cache-Control"] = "no-store, private"
    return response


@page(FOLLOW)
@require_POST
def calendar_feed_close(request):
    return act(
        request,
        lambda: close_feed(by=request.actor),
        done="Le lien ne marche plus.",
        url=reverse("referrals:calendar_feed"),
    )


@public
@require_safe
@never_cache
def calendar_ics(request, token):
    """Whoever holds the address; no session, nothing told of an address that is over or was never there."""
    feed = feed_of(token, timezone.localdate())
    if feed is None:
        raise Http404
    headers = {"Content-Disposition": 'inline; filename="agenda.ics"', "X-Robots-Tag": "noindex"}
    content = feed_ics(feed.membership, timezone.now())
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
