"""The second lock of each use case: a service does not believe that its caller has looked."""

from accounts.models import Membership, Organisation
from accounts.rules import may_manage_account
from core.errors import DomainError
from core.trail import trail_of


def require_administered(organisation, by):
    if not Organisation.objects.administered_by_actor(by).filter(pk=organisation.pk).exists():
        raise DomainError("Cette organisation n’est pas de celles que vous administrez.")


def require_somebody_else(user, by):
    if user.pk == by.user_id:
        raise DomainError("Personne ne change son propre compte ici : demandez à un autre administrateur.")


def manages_account(user, by, today):
    """Whether the administrator reaches every organisation where the person is, or will be, at work.

    Of a closed account: where she was at work when it was closed, and the house that closed it, which may have ended
    her roles before.
    """
    at_work = Membership.objects.filter(user=user)
    counted = at_work.not_over_on(today)
    if user.closed_at:
        counted |= at_work.filter(ended_at=user.closed_at)
        counted |= Membership.objects.filter(pk__in=closing_of(user))
    at_work_in = counted.values_list("organisation_id", flat=True)
    reach = Organisation.objects.administered_by_actor(by).values_list("pk", flat=True)
    return may_manage_account(at_work_in, reach)


def closing_of(user):
    """The membership that closed the account, as its trail tells."""
    closings = trail_of(user).filter(action="close").order_by("-at", "-pk")
    return closings.values("membership_id")[:1]


def may_still_administer(by, organisation, today):
    """Whether what somebody began as an administrator still stands. None: the machine room, which stays."""
    if by is None:
        return True
    at_work = Membership.objects.open_on(today).filter(pk=by.pk, user__is_active=True)
    return at_work.exists() and Organisation.objects.administered_by_actor(by).filter(pk=organisation.pk).exists()


def require_managed_account(user, by, today):
    require_somebody_else(user, by)
    if not manages_account(user, by, today):
        raise DomainError(
            "Cette personne travaille aussi pour une organisation que vous n’administrez pas : "
            "vous pouvez terminer ses rôles chez vous, son compte ne dépend pas de vous seul."
        )
