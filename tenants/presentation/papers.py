"""Every paper of a file in one list: each application tells its own, and whoever opens the list reads what she may.

    def minutes(household, actor, today):
        return [Paper(one.held_on, str(one), reverse("referrals:minutes_pdf", args=[one.pk])) for one in …]

    MINUTES = PaperKind("comptes-rendus", "Comptes rendus", "tripartite.read", minutes)

named in settings.HOUSEHOLD_PAPERS, in the order of the filter. `read` begins with the `visible_to` of the page that
hands the paper out, and leaves out what that page would refuse; it asks the same queries however many papers there are.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.matrix import allows


@dataclass(frozen=True)
class Paper:
    """`day`: of what it tells; `url`: the paper itself; `page_url`: where it comes from, if that is a page."""

    day: datetime.date
    title: str
    url: str
    detail: str = ""
    badge: str = ""
    tone: str = ""
    page_url: str = ""


@dataclass(frozen=True)
class PaperKind:
    """`code` in an address, `label` in the plural, the right without which none of them is looked for."""

    code: str
    label: str
    action: str
    read: Callable


def kinds_for(actor) -> list[PaperKind]:
    kinds = [import_string(path) for path in settings.HOUSEHOLD_PAPERS]
    return [kind for kind in kinds if allows(actor.role, kind.action)]


def papers_of(household, actor, today) -> list[tuple[PaperKind, Paper]]:
    """The latest first; of one day, in the order of the kinds."""
    found = [(kind, paper) for kind in kinds_for(actor) for paper in kind.read(household, actor, today)]
    return sorted(found, key=lambda each: each[1].day, reverse=True)
