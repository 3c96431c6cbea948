"""The second lock of each use case: a service does not believe that its caller has looked."""

from accounts.models import Membership, Organisation
from accounts.rules import may_manage_account
from core.errors import DomainError


def require_administered(organisation, by):
    if not Organisation.objects.administered_by_actor(by).filter(pk=organisation.pk).exists():
        raise DomainError("Cette organisation n’est pas de celles que vous administrez.")


def require_somebody_else(user, by):
    if user.pk == by.user_id:
        raise DomainError("Personne ne change son propre compte ici : demandez à un autre administrateur.")


def manages_account(user, by, today):
    """Whether the administrator reaches every organisation where the person is, or will be, at work."""
    at_work_in = Membership.objects.filter(user=user).not_over_on(today).values_list("organisation_id", flat=True)
    reach = Organisation.objects.administered_by_actor(by).values_list("pk", flat=True)
    return may_manage_account(at_work_in, reach)


def require_managed_account(user, by, today):
    require_somebody_else(user, by)
    if not manages_account(user, by, today):
        raise DomainError(
            "Cette personne travaille aussi pour une organisation que vous n’administrez pas : "
            "vous pouvez terminer ses rôles chez vous, son compte ne dépend pas de vous seul."
        )
