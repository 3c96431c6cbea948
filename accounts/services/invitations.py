import datetime

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Invitation, Membership, User
from accounts.rules import ACCOUNTS, INVITATIONS
from accounts.services.people import open_membership
from accounts.services.reach import manages_account, may_still_administer, require_administered
from core.errors import DomainError
from core.messages import after_commit
from core.trail import check_and_trace, move
from core.transitions import NEW

BY_INVITATION = "Par une invitation acceptée."
ALREADY_HAS_ROLE = "Cette personne a déjà ce rôle dans cette organisation."

CLOSED_ELSEWHERE = (
    "Votre compte a été fermé par une organisation où vous travailliez. Demandez à son administrateur de le rouvrir, "
    "puis reprenez ce lien."
)


class DeadLink(Exception):
    """A link that is used, expired, revoked or invented: the answer does not say which."""


@transaction.atomic
def invite_person(*, values, by, now):
    """Offer a role; the link goes by e-mail once the invitation is stored."""
    organisation = values["organisation"]
    require_administered(organisation, by)
    email = values["email"].lower()
    if User.objects.filter(pk=by.user_id, email=email).exists():
        raise DomainError("Personne ne s’invite soi-même : demandez à un autre administrateur.", field="email")
    return open_invitation(values={**values, "email": email}, by=by, now=now)


@transaction.atomic
def open_invitation(*, values, by, now, send=True):
    today = timezone.localdate(now)
    holders = Membership.objects.filter(
        user__email=values["email"].lower(), organisation=values["organisation"], role=values["role"]
    )
    if holders.not_over_on(today).exists():
        raise DomainError(ALREADY_HAS_ROLE, field="role")
    invitation = Invitation(invited_by=by, expires_at=now + validity(), **values)
    invitation.full_clean(exclude=["expires_at"])
    invitation.save()
    if send:
        send_on_commit(invitation)
    return invitation


def validity():
    return datetime.timedelta(days=settings.INVITATION_DAYS)


def send_on_commit(invitation):
    after_commit("accounts.tasks.send_invitation", invitation.pk, invitation.link_serial)


@transaction.atomic
def resend_invitation(*, invitation, by, now):
    """A new link for seven days; the one before is dead."""
    require_administered(invitation.organisation, by)
    move(invitation, INVITATIONS, "resend", by=by, values=new_link(invitation, by=by, now=now))
    send_on_commit(invitation)
    return invitation


def new_link(invitation, *, by, now):
    """What makes the link before dead; the row is locked while its number counts one up. Who resends answers for it."""
    invitation.refresh_from_db(fields=["link_serial"], from_queryset=Invitation.objects.select_for_update())
    values = {"link_serial": invitation.link_serial + 1, "sent_at": None, "expires_at": now + validity()}
    return {**values, "invited_by": by}


@transaction.atomic
def revoke_invitation(*, invitation, by):
    require_administered(invitation.organisation, by)
    move(invitation, INVITATIONS, "revoke", by=by)


def link_works(invitation, now):
    """It waits, in time; whoever sent it still may; and the account of its address was not closed since."""
    if not invitation.is_open(now):
        return False
    closed_since = User.objects.filter(email=invitation.email, closed_at__gte=invitation.created_at)
    today = timezone.localdate(now)
    return may_still_administer(invitation.invited_by, invitation.organisation, today) and not closed_since.exists()


def lock_open(token, now):
    """The invitation of a link that still works, and the account of its address, if any.

    Two clicks on the link, or a click and the closing of the account, wait for each other here: both take the account
    first, then its invitations.
    """
    found = Invitation.objects.of_token(token)
    owner = User.objects.locked().filter(email__in=found.values("email")).first()
    invitation = found.select_for_update(of=["self"]).select_related("organisation", "invited_by").first()
    if invitation is None or not link_works(invitation, now):
        raise DeadLink
    return invitation, owner


@transaction.atomic
def accept_as_new(*, token, password, first_name, last_name, now):
    """The first role of a person: her account is opened. Or opened again, where it had been closed."""
    invitation, user = lock_open(token, now)
    if user is None:
        user = open_account(invitation.email, password, first_name, last_name)
    elif user.is_active:
        raise DeadLink
    else:
        require_may_reopen(user, invitation, timezone.localdate(now))
        choose_password(user, password)
        open_again(user)
    take_role(invitation, user, now)
    return user


@transaction.atomic
def accept_as_user(*, token, user, now):
    """One more role for somebody who has shown, by logging in, that the invitation is hers."""
    invitation, owner = lock_open(token, now)
    if user != owner:
        raise DomainError("Cette invitation a été envoyée à une autre adresse que la vôtre.")
    return take_role(invitation, owner, now)


def require_may_reopen(user, invitation, today):
    """An invitation opens again what its sender could open again, no more. None sent it: the machine room did."""
    if invitation.invited_by and not manages_account(user, invitation.invited_by, today):
        raise DomainError(CLOSED_ELSEWHERE)


def open_account(email, password, first_name, last_name):
    """The link came by e-mail: the address is proven."""
    user = User(email=email, first_name=first_name, last_name=last_name)
    choose_password(user, password, save=False)
    user.full_clean(exclude=["password"], validate_unique=False)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise DomainError("Un compte vient d’être ouvert pour cette adresse : connectez-vous, puis rouvrez le lien.")
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    check_and_trace(user, ACCOUNTS, "open", source=NEW)
    return user


def open_again(user):
    check_and_trace(user, ACCOUNTS, "reopen", source=user.state, given={"reason": BY_INVITATION})
    user.is_active, user.closed_at = True, None
    user.save(update_fields=["is_active", "closed_at"])


def choose_password(user, password, *, save=True):
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise DomainError(" ".join(error.messages), field="password")
    user.set_password(password)
    if save:
        user.save(update_fields=["password"])


def take_role(invitation, user, now):
    membership = open_membership(
        user=user,
        organisation=invitation.organisation,
        role=invitation.role,
        title=invitation.title,
        starts_on=timezone.localdate(now),
        by=invitation.invited_by,
    )
    move(invitation, INVITATIONS, "accept", values={"membership": membership})
    return membership
