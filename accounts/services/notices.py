"""E-mails that something waits. `notify` writes a row each; what leaves, when, is for each person to say.

A row that no worker sent at once (the queue was down) leaves with the digest of the next working morning.
"""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.enums import NoticePace, NoticeScope
from accounts.models import Membership, Notice, NoticePreference
from accounts.notice_words import NOTICES
from core.messages import absolute_url, after_commit, send_letter

KEPT_FOR = datetime.timedelta(days=90)
ONE, DIGEST = "accounts/mail/notice.txt", "accounts/mail/notice_digest.txt"


@transaction.atomic
def notify(*, to, code, path, mine=True):
    """Tell these memberships that something waits at `path`. `mine`: it is theirs; otherwise, their team's.

    Told again before it left, it leaves once. Whoever is no longer at work, or wants none of these, is not told.
    """
    if code not in NOTICES:
        raise ValueError(f"no words for the notice {code}")
    today = timezone.localdate()
    wanted = {membership.pk for membership in to}
    reached = at_work(today).filter(pk__in=wanted).select_related("notice_preference")
    told = [membership for membership in reached if wants(membership, mine)]
    rows = [Notice(membership=membership, code=code, path=path, mine=mine) for membership in told]
    for row in rows:
        row.clean_fields(exclude=["membership"])
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    for row, membership in zip(rows, told, strict=True):
        if preference_of(membership).pace == NoticePace.AT_ONCE:
            after_commit("accounts.tasks.send_notice", row.pk)


def at_work(today):
    return Membership.objects.open_on(today).filter(user__is_active=True)


def preference_of(membership):
    return getattr(membership, "notice_preference", None) or NoticePreference(membership=membership)


def wants(membership, mine):
    scope = preference_of(membership).scope
    return scope == NoticeScope.ALL or (mine and scope == NoticeScope.MINE)


@transaction.atomic
def send_one(*, notice_id, now):
    """Once, however often the message comes."""
    waiting = Notice.objects.waiting().filter(pk=notice_id)
    notice = waiting.select_for_update(of=["self"], skip_locked=True).first()
    if notice is None:
        return
    membership = open_recipient(notice.membership_id, now)
    wanted = membership is not None and wants(membership, notice.mine)
    if wanted:
        words = NOTICES[notice.code]
        values = {"words": words, "url": absolute_url(notice.path), "preferences_url": preferences_url()}
        send_letter(words.subject, ONE, values, membership.user.email)
    settle([notice], sent=wanted, now=now)


def send_digests(*, now):
    """One letter for each role in which something waits; each is sent, or not, by itself."""
    for membership_id in list(Notice.objects.waiting().order_by().values_list("membership", flat=True).distinct()):
        send_digest(membership_id=membership_id, now=now)


@transaction.atomic
def send_digest(*, membership_id, now):
    waiting = Notice.objects.waiting().filter(membership=membership_id).order_by("created_at", "pk")
    notices = list(waiting.select_for_update(of=["self"], skip_locked=True))
    membership = open_recipient(membership_id, now)
    told = [notice for notice in notices if membership and wants(membership, notice.mine)]
    if told:
        lines = [{"subject": NOTICES[each.code].subject, "url": absolute_url(each.path)} for each in told]
        values = {"lines": lines, "role": membership.get_role_display(), "preferences_url": preferences_url()}
        send_letter("Ce qui vous attend ce matin", DIGEST, values, membership.user.email)
    settle(told, sent=True, now=now)
    settle([notice for notice in notices if notice not in told], sent=False, now=now)


def open_recipient(membership_id, now):
    reached = at_work(timezone.localdate(now)).filter(pk=membership_id)
    return reached.select_related("user", "notice_preference").first()


def settle(notices, *, sent, now):
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).update(settled_at=now, sent=sent)


def preferences_url():
    return absolute_url(reverse("accounts:notice_preferences"))


def purge_notices(*, now):
    Notice.objects.filter(settled_at__lt=now - KEPT_FOR).delete()


@transaction.atomic
def prefer_notices(*, membership, scope, pace):
    """What one wants to be told in that role; what waits already follows it when it would leave."""
    NoticePreference.objects.update_or_create(membership=membership, defaults={"scope": scope, "pace": pace})
