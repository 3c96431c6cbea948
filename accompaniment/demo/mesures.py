"""The demonstration's mesures: of each household that adhered, what became of it, and of those who came back.

Orders of magnitude: in a year some 38 households and 237 household-months of the action, 55 diagnostics of the social
visits. The rows are written as the services would have left them; many at once, and loading twice changes nothing.
"""

import random

from django.db import transaction

from accompaniment.demo.stays import Return, Support, Visit
from accompaniment.demo.written import Written
from accounts.enums import Role
from accounts.models import Membership
from programmes.enums import PhaseKind
from referrals.enums import ReferralState

# Who came back after an exit: one of so many of those who may.
RETURNS = 2


@transaction.atomic
def load_accompaniments(conventions, today):
    """`conventions` by reference; their fiches that led to an adhesion are loaded already."""
    for convention in conventions.values():
        if not convention.accompaniments.exists():
            load_convention(convention, today)


def load_convention(convention, today):
    written, version = Written(convention), convention.programme.current_version
    kind = Visit if version.content.phase(PhaseKind.DIAGNOSTIC) else Support
    chance = random.Random(f"mesures {convention.reference}")
    fiches = list(adhered(convention))
    stays = [kind(chance, rank, len(fiches), fiche, version, today) for rank, fiche in enumerate(fiches)]
    workers = workers_of(convention)
    for stay in stays:
        stay.write(written, workers)
    if kind is Support:
        over = [stay for stay in stays if stay.may_come_back]
        for rank, stay in enumerate(over[::RETURNS]):
            Return(chance, rank, len(over), stay.referral, version, today, after=stay).write(written, workers)
    written.keep()


def adhered(convention):
    found = convention.referrals.filter(state=ReferralState.ADHERED).order_by("closed_at", "pk")
    parts = ("household", "worker", "advisor", "convention__operator")
    return found.select_related(*parts).prefetch_related("adhesions", "household__tripartite_meetings")


def workers_of(convention):
    return list(Membership.objects.filter(organisation=convention.operator, role=Role.SOCIAL_WORKER).order_by("pk"))
