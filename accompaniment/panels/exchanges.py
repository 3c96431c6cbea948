"""What the page of a household shows of what the two houses say of it."""

from django.urls import reverse

from accompaniment.enums import ExchangeState
from accompaniment.models import Accompaniment, Exchange
from accompaniment.presentation.exchanges import TONES
from accompaniment.rules import EXCHANGES
from accounts.matrix import allows
from core.wording import near_date, plain_date
from tenants.models import AskedOf
from tenants.panels import Panel, Pending
from tenants.presentation.history import MOST_EVENTS

SHOWN = 3


@AskedOf
def latest_exchanges(household, reader):
    within = Exchange.objects.visible_to(reader, of=household).defer("text", "cancel_reason")
    return within.select_related("written_by__organisation")[:SHOWN]


@AskedOf
def open_alerts(household, reader):
    within = Exchange.objects.visible_to(reader, of=household).filter(state=ExchangeState.OPEN)
    return within.defer("text", "cancel_reason").order_by("created_at")[:1]


@AskedOf
def any_mesure(household, reader):
    return Accompaniment.objects.visible_to(reader, of=household).order_by().values_list("pk")[:1]


def exchanges_panel(household, actor, today):
    if not allows(actor.role, "exchanges.read"):
        return None
    found = latest_exchanges(household, actor)
    speaks = bool(found) or any_mesure(household, actor)
    if not speaks:
        return None
    return Panel(
        "Échanges bailleur et association",
        "accompaniment/_exchanges_panel.html",
        {"rows": [(one, TONES[one.state]) for one in found]},
        more_url=reverse("accompaniment:exchanges", args=[household.pk]),
        more_label="Lire, noter" if allows(actor.role, "exchanges.write") else "Tout lire",
        pending=alert_waiting(household, actor, today) if found else None,
    )


def alert_waiting(household, actor, today):
    """For who answers it; the landlord knows that it asked."""
    if not allows(actor.role, "exchanges.answer"):
        return None
    waiting = open_alerts(household, actor)
    if not waiting or not household.is_in_hands_of(actor):
        return None
    (one,) = waiting
    return Pending(
        "Une alerte du bailleur attend une réponse.",
        f"Envoyée le {near_date(one.on, today)}.",
        one.get_absolute_url(),
        "La lire",
    )


def exchange_trail(household, actor):
    """The steps of the alerts, for the history of the file: both houses read them on their page."""
    if not allows(actor.role, "exchanges.read"):
        return []
    found = Exchange.objects.visible_to(actor, of=household).filter(household=household).defer("text", "cancel_reason")
    rows = found.order_by("-created_at", "pk")[:MOST_EVENTS]
    return [(one, EXCHANGES, f"{one.get_way_display().lower()} du {plain_date(one.on)}") for one in rows]
