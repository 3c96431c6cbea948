import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.login import is_locked_out, unlock
from accounts.models import Invitation, Membership, User
from accounts.models.users import IDENTITY
from accounts.rules import ACCOUNTS, HERSELF, INVITATIONS, MEMBERSHIPS, overlap
from accounts.services.reach import require_administered, require_managed_account, require_somebody_else
from core.errors import DomainError
from core.messages import after_commit
from core.trail import check_and_trace, move
from core.transitions import NEW


@transaction.atomic
def edit_identity(*, user, values, by):
    """Name and telephone. The e-mail is the person's own: with it goes the password."""
    require_managed_account(user, by, timezone.localdate())
    write_identity(user, values)


@transaction.atomic
def edit_own_identity(*, user, values):
    if not User.objects.locked().get(pk=user.pk).is_active:
        raise DomainError("Votre compte vient d’être fermé.")
    write_identity(user, values)


def write_identity(user, values):
    for name in IDENTITY:
        setattr(user, name, values[name])
    user.full_clean()
    user.save(update_fields=IDENTITY)


@transaction.atomic
def give_role(*, user, organisation, role, title, starts_on, by):
    """One more role for an account that exists."""
    require_somebody_else(user, by)
    require_administered(organisation, by)
    return open_membership(user=user, organisation=organisation, role=role, title=title, starts_on=starts_on, by=by)


def open_membership(*, user, organisation, role, title, starts_on, by):
    """Two intervals of the same role would make two of the same person: the account is locked while we look."""
    if not User.objects.locked().get(pk=user.pk).is_active:
        raise DomainError("Ce compte est fermé : rouvrez-le d’abord.")
    for other in Membership.objects.filter(user=user, organisation=organisation, role=role).order_by("pk"):
        if overlap(other.starts_on, other.ends_on, starts_on, None):
            raise DomainError("Cette personne a déjà ce rôle dans cette organisation à cette date.", field="role")
    membership = Membership(user=user, organisation=organisation, role=role, title=title, starts_on=starts_on)
    membership.full_clean()
    membership.save()
    check_and_trace(membership, MEMBERSHIPS, "give", source=NEW, by=by)
    return membership


@transaction.atomic
def end_role(*, membership, ends_on, by, today):
    """The role holds until the end of that day; it is cut off at once where that day is yesterday."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    require_somebody_else(membership.user, by)
    require_administered(membership.organisation, by)
    state = membership.state_on(today)
    check_and_trace(membership, MEMBERSHIPS, "end", source=state, by=by, given={"ends_on": ends_on})
    if ends_on == eve_of(today):
        cut_off(membership, today=today, now=timezone.now())
        return
    if ends_on < membership.starts_on:
        raise DomainError("Le dernier jour ne peut pas précéder le premier.", field="ends_on")
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])


def eve_of(day):
    return day - datetime.timedelta(days=1)


def cut_off(membership, *, today, now):
    """Over from this instant, even where it began today or was to begin later."""
    membership.ends_on, membership.ended_at = eve_of(today), now
    membership.save(update_fields=["ends_on", "ended_at"])


def revoke_invitations(user, by):
    """What waits for her, and what she sent: neither outlives her account."""
    theirs = Invitation.objects.waiting().filter(Q(email=user.email) | Q(invited_by__user=user))
    for invitation in theirs.order_by("pk").select_for_update(of=["self"]):
        move(invitation, INVITATIONS, "revoke", by=by)


@transaction.atomic
def close_account(*, user, reason, by, today):
    """Her roles are cut off, her invitations revoked; her sessions are over at their next request."""
    user = User.objects.locked().get(pk=user.pk)
    require_managed_account(user, by, today)
    check_and_trace(user, ACCOUNTS, "close", source=user.state, by=by, given={"reason": reason})
    now = timezone.now()
    user.is_active, user.closed_at = False, now
    user.session_epoch += 1
    user.save(update_fields=["is_active", "closed_at", "session_epoch"])
    for membership in Membership.objects.filter(user=user).not_over_on(today).order_by("pk"):
        state = membership.state_on(today)
        check_and_trace(membership, MEMBERSHIPS, "end", source=state, by=by, given={"ends_on": eve_of(today)})
        cut_off(membership, today=today, now=now)
    revoke_invitations(user, by)


@transaction.atomic
def reopen_account(*, user, reason, by, today):
    """The account, not its roles: those are given again one by one."""
    user = User.objects.locked().get(pk=user.pk)
    require_managed_account(user, by, today)
    check_and_trace(user, ACCOUNTS, "reopen", source=user.state, by=by, given={"reason": reason})
    user.is_active, user.closed_at = True, None
    user.save(update_fields=["is_active", "closed_at"])


@transaction.atomic
def reset_second_factor(*, user, reason, by, today):
    """A lost telephone: the person is told, signs in again with her password, and sets a new one up."""
    user = User.objects.locked().get(pk=user.pk)
    require_managed_account(user, by, today)
    check_and_trace(user, ACCOUNTS, "reset_second_factor", source=user.state, by=by, given={"reason": reason})
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if not removed:
        raise DomainError("Ce compte n’a pas de second facteur.")
    end_sessions(user)
    after_commit("accounts.tasks.tell_second_factor_was_reset", user.pk)


@transaction.atomic
def unlock_login(*, user, by, today):
    """Let a person try again before the quarter of an hour is over."""
    require_managed_account(user, by, today)
    if not is_locked_out(user.email, timezone.now()):
        raise DomainError("La connexion de ce compte n’est pas bloquée.")
    check_and_trace(user, ACCOUNTS, "unlock", source=user.state, by=by)
    unlock(user.email)


@transaction.atomic
def sign_out_everywhere(*, user, by):
    """Every session of one's own account, the one at work too."""
    check_and_trace(user, ACCOUNTS, "sign_out", source=user.state, by=by, role=HERSELF)
    end_sessions(user)


def end_sessions(user):
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
