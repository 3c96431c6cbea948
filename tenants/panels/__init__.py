"""What the applications above put on the page of a household, without tenants knowing them.

    def referral_panel(household, actor, today):
        return Panel("Fiche de liaison", "referrals/_panel.html", {"referral": …}, pending=Pending("…", url=…, label=…))

named in settings.HOUSEHOLD_PANELS, in the order of the page; None where there is nothing to show to this actor. The
template receives its context, `household`, `actor` and `today`; the title, its link and the frame are the page's. Of
all `pending`, the page shows one: what is late, then the first; of all `at_hand`, the first. A panel asks its own
queries, never one a row, each composed once (tenants.models.AskedOf, core.composed): composing SQL takes
longer than running it.

Tabs are URL names that take the household's key (settings.HOUSEHOLD_TABS): shown to whom their view is open.
A page behind a tab is a view over tenants.views.file_page.FilePage.
"""

import functools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.urls import get_script_prefix, resolve, reverse
from django.utils.module_loading import import_string

from accounts.matrix import allows
from core.access import declared_action
from core.addresses import addresses_of

MAIN, ASIDE = "main", "aside"
# A tone: it waits behind what somebody else waits for.
REMINDER = "soon"


@dataclass(frozen=True)
class Pending:
    """The decision that waits for this actor. `tone`: "" (soon), "late" or "info"."""

    title: str
    detail: str = ""
    url: str = ""
    label: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Panel:
    """A card of the page; without a template, only its `pending` is shown."""

    title: str
    template: str = ""
    context: dict = field(default_factory=dict)
    place: str = ASIDE
    more_url: str = ""
    more_label: str = ""
    pending: Pending | None = None
    # The gesture of every day, (label, url): at the head of the page, at the thumb on a phone.
    at_hand: tuple[str, str] | None = None


def panels_of(household, actor, today) -> list[Panel]:
    builders: list[Callable] = [import_string(path) for path in settings.HOUSEHOLD_PANELS]
    return [panel for build in builders if (panel := build(household, actor, today))]


def most_pressing(panels) -> Pending | None:
    waiting = [panel.pending for panel in panels if panel.pending]
    ranks = {"late": 0, "": 1}
    return min(waiting, key=lambda pending: ranks.get(pending.tone, 2), default=None)


def tabs_of(household, actor, current) -> list[dict]:
    """Those whose view this role may open, the one at which one is marked."""
    tabs = []
    for label, name in settings.HOUSEHOLD_TABS:
        if allows(actor.role, action_of(name)):
            url = address_of(name, get_script_prefix())(household.pk)
            tabs.append({"label": label, "url": url, "current": name == current})
    return tabs


@functools.cache
def address_of(name, prefix):
    return addresses_of(name)


@functools.cache
def action_of(name):
    """What the view behind a tab declares: it is written in the program."""
    return declared_action(resolve(reverse(name, args=[uuid.UUID(int=0)])).func)
