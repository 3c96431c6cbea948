"""The e-mails of accounts. Called by tasks: a lost or doubled message changes nothing."""

from django.db import transaction
from django.urls import reverse

from accounts.models import Invitation, User
from core.messages import absolute_url, send_letter


def invitation_url(invitation):
    return absolute_url(reverse("accounts:invitation_link", args=[invitation.token]))


@transaction.atomic
def write_invitation(*, invitation_id, link_serial, now):
    """Once for each link; not at all for one that was revoked, resent or used in the meantime."""
    waiting = Invitation.objects.filter(pk=invitation_id, link_serial=link_serial, sent_at=None)
    invitation = waiting.select_for_update(of=["self"]).select_related("organisation").first()
    if invitation is None or not invitation.is_open(now):
        return
    values = {"invitation": invitation, "url": invitation_url(invitation)}
    send_letter("Une invitation vous attend", "accounts/mail/invitation.txt", values, invitation.email)
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])


def write_second_factor_reset(*, user_id):
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    values = {"user": user, "url": absolute_url(reverse("accounts:own_account"))}
    send_letter("Votre second facteur a été retiré", "accounts/mail/second_factor_reset.txt", values, user.email)
