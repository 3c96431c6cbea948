"""What happened to an account and to its roles, told in words."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.models import TransitionEntry

WORDS = {
    ("accounts.user", "open"): "Compte ouvert",
    ("accounts.user", "close"): "Compte fermé",
    ("accounts.user", "reopen"): "Compte rouvert",
    ("accounts.user", "unlock"): "Connexion débloquée",
    ("accounts.user", "reset_second_factor"): "Second facteur retiré",
    ("accounts.user", "sign_out"): "Tous les appareils déconnectés",
    ("accounts.membership", "give"): "Rôle donné",
    ("accounts.membership", "end"): "Rôle terminé",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    label: str
    detail: str
    reason: str
    by: str


def history_of(user, memberships):
    """Latest first; of the roles, only those that the reader may see."""
    named = {membership.pk: membership for membership in memberships}
    entries = TransitionEntry.objects.filter(
        Q(subject_type="accounts.user", subject_id=user.pk)
        | Q(subject_type="accounts.membership", subject_id__in=list(named))
    )
    return [_line(entry, named) for entry in entries.select_related("user").order_by("-at", "-pk")[:100]]


def _line(entry, memberships):
    membership = memberships.get(entry.subject_id)
    return Line(
        entry.at,
        WORDS.get((entry.subject_type, entry.action), entry.action),
        f"{membership.role_label}, {membership.organisation}" if membership else "",
        entry.reason,
        str(entry.user or ""),
    )
