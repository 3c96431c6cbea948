"""What only the machine room does: the first administrator of an organisation. Twice gives the same."""

from django.db import transaction

from accounts.enums import Role
from accounts.models import Invitation, Membership, User
from accounts.rules import INVITATIONS
from accounts.services.invitations import link_works, new_link, open_account, open_invitation
from accounts.services.people import open_membership
from core.errors import DomainError
from core.trail import move


@transaction.atomic
def invite_administrator(*, email, first_name, last_name, organisation, now):
    """An invitation whose link still works, made where there is none; None for who is administrator already."""
    email = email.lower()
    if administers(email, organisation):
        return None
    waiting = Invitation.objects.waiting().filter(email=email, organisation=organisation, role=Role.ADMINISTRATOR)
    invitation = waiting.select_for_update(of=["self"]).first()
    if invitation is None:
        values = {"email": email, "first_name": first_name, "last_name": last_name}
        values |= {"organisation": organisation, "role": Role.ADMINISTRATOR}
        return open_invitation(values=values, by=None, now=now, send=False)
    if not link_works(invitation, now):
        move(invitation, INVITATIONS, "resend", values=new_link(invitation, by=None, now=now))
    return invitation


@transaction.atomic
def open_administrator(*, email, password, first_name, last_name, organisation, today):
    """Whether anything was made; the password of an account that exists is left alone."""
    email = email.lower()
    if administers(email, organisation):
        return False
    user = User.objects.filter(email=email).first()
    if user is None:
        user = open_account(email, password, first_name, last_name)
    elif not user.is_active:
        raise DomainError("Le compte de cette adresse est fermé : rouvrez-le d’abord.")
    open_membership(user=user, organisation=organisation, role=Role.ADMINISTRATOR, title="", starts_on=today, by=None)
    return True


def administers(email, organisation):
    holders = Membership.objects.filter(user__email=email, organisation=organisation, role=Role.ADMINISTRATOR)
    return holders.filter(user__is_active=True, ends_on=None).exists()
