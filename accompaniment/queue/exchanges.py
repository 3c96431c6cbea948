"""An alert to answer, an answer to read, a private note that was opened."""

import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accompaniment.enums import ExchangeState
from accompaniment.models import Exchange, GlassBreak
from accounts.matrix import allows
from accounts.models import AccessLogEntry
from core.queue import QueueItem
from core.wording import relative_day
from tenants.models import Household

# Beyond these of a kind, the oldest come first.
SHOWN = 8
# An answer, an opening: told until it is read, or for a month.
TOLD_FOR = datetime.timedelta(days=30)
# An alert that waits longer is late.
ANSWERED_WITHIN = 3


def alerts(actor, today):
    """The landlord's, to be answered: to the worker who has the household, and to her head."""
    if not allows(actor.role, "exchanges.answer"):
        return
    waiting = Exchange.objects.visible_to(actor).filter(state=ExchangeState.OPEN)
    waiting = waiting.filter(household__in=Household.objects.in_hands_of(actor)).defer("text", "cancel_reason")
    for one in waiting.select_related("household__landlord").order_by("created_at", "pk")[:SHOWN]:
        due = one.on + datetime.timedelta(days=ANSWERED_WITHIN)
        yield QueueItem(
            f"Dossier {one.household.number} : une alerte du bailleur",
            f"Envoyée {relative_day(one.on, today)} par {one.household.landlord.label}.",
            one.get_absolute_url(),
            "Répondre",
            due_on=due,
            due_word="réponse attendue",
            late=due < today,
        )


def answers(actor, today):
    """To the advisor who raised it, until she has read the answer."""
    if not allows(actor.role, "exchanges.alert"):
        return
    since = timezone.now() - TOLD_FOR
    own = Exchange.objects.visible_to(actor).filter(written_by=actor.pk, state=ExchangeState.ANSWERED)
    answer = Exchange.objects.filter(answers=OuterRef("pk"), created_at__gte=since)
    read = read_since(actor, Exchange, OuterRef("answered_by__created_at"))
    fresh = own.filter(Exists(answer)).filter(~Exists(read)).defer("text", "cancel_reason").distinct()
    for one in fresh.select_related("household").order_by("on", "pk")[:SHOWN]:
        yield QueueItem(
            f"Dossier {one.household.number} : une réponse à votre alerte",
            f"Vous l’aviez envoyée {relative_day(one.on, today)}.",
            one.get_absolute_url(),
            "Lire la réponse",
        )


def openings(actor, today):
    """To the author of a private note that was opened, whatever notices she wants, until she has read it."""
    if not allows(actor.role, "private_note.read"):
        return
    opened = GlassBreak.objects.filter(interview__author=actor.pk, opened_at__gte=timezone.now() - TOLD_FOR)
    read = AccessLogEntry.objects.filter(
        subject_type="accompaniment.interview",
        subject_id=OuterRef("interview"),
        user=actor.user_id,
        at__gt=OuterRef("opened_at"),
    )
    unread = opened.filter(~Exists(read)).defer("reason").select_related("interview__household")
    for one in unread.order_by("opened_at", "pk")[:SHOWN]:
        yield QueueItem(
            f"Dossier {one.interview.household.number} : une note privée a été ouverte",
            f"Par votre chef de service, {relative_day(timezone.localdate(one.opened_at), today)}.",
            one.interview.get_absolute_url(),
            "Lire pourquoi",
        )


def read_since(actor, model, moment):
    return AccessLogEntry.objects.filter(
        subject_type=model._meta.label_lower, subject_id=OuterRef("pk"), user=actor.user_id, at__gt=moment
    )
