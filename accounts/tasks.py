"""E-mails. A message carries identifiers only; a lost or doubled one changes nothing."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation, User

SUBJECT = "[J'y tiens] {}"


def invitation_url(invitation):
    return settings.PUBLIC_URL.rstrip("/") + reverse("accounts:invitation_link", args=[invitation.token])


@shared_task
def send_invitation(invitation_id, link_serial):
    """Once for each link; not at all for one that was revoked, resent or used in the meantime."""
    with transaction.atomic():
        invitation = (
            Invitation.objects.select_for_update(of=["self"])
            .select_related("organisation")
            .filter(pk=invitation_id, link_serial=link_serial, sent_at=None)
            .first()
        )
        if invitation is None or not invitation.is_open(timezone.now()):
            return
        values = {"invitation": invitation, "url": invitation_url(invitation)}
        body = render_to_string("accounts/mail/invitation.txt", values)
        send_mail(SUBJECT.format("Une invitation vous attend"), body, None, [invitation.email])
        invitation.sent_at = timezone.now()
        invitation.save(update_fields=["sent_at"])


@shared_task
def tell_second_factor_was_reset(user_id):
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    body = render_to_string(
        "accounts/mail/second_factor_reset.txt",
        {"user": user, "url": settings.PUBLIC_URL.rstrip("/") + reverse("accounts:own_account")},
    )
    send_mail(SUBJECT.format("Votre second facteur a été retiré"), body, None, [user.email])
