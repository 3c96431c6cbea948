"""Diagnostics to write, to validate, to take up again; conclusions to read, a proposal to answer."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ClosingState, DiagnosticState, MesureState, ProposalState
from accompaniment.models import Accompaniment, Closing, Conclusions, Phase, Proposal
from accompaniment.presentation.diagnostics import countdown_of, listed
from accompaniment.queue.exchanges import SHOWN, TOLD_FOR, read_since
from accompaniment.rules.diagnostics import OPEN
from accounts.matrix import allows
from core.queue import QueueItem
from core.wording import relative_day
from programmes.enums import OrientationKind
from tenants.models import Household

TEXTS = ("text", "recommendations", "remarks")
NOTHING_FOLLOWS = (OrientationKind.NO_FOLLOW_UP, OrientationKind.COMMON_LAW, OrientationKind.OTHER_PROGRAMME)


def diagnostics_to_write(actor, today):
    """The worker's own: what is late comes first, then what is to be given soonest."""
    if not allows(actor.role, "diagnostics.write"):
        return
    mine = listed(actor).filter(state__in=OPEN, accompaniment__in=Accompaniment.objects.writable_by(actor))
    for one in mine.order_by("phase__limit_on", "created_at", "pk")[:SHOWN]:
        count = countdown_of(one.phase, today)
        again = one.state == DiagnosticState.SENT_BACK
        yield QueueItem(
            f"Dossier {one.accompaniment.household.number} : diagnostic {'à reprendre' if again else 'à rendre'}",
            f"{sentence_of(count)}{' Le chef de service dit pourquoi le reprendre.' if again else ''}",
            one.get_absolute_url(),
            "Reprendre" if again else "Continuer",
            due_on=one.phase.limit_on,
            due_word="à rendre",
            late=bool(count and count.late),
        )


def sentence_of(count):
    return f"{count.words[0].upper()}{count.words[1:]}." if count else ""


def diagnostics_to_validate(actor, today):
    if not allows(actor.role, "diagnostics.validate"):
        return
    waiting = listed(actor).filter(state=DiagnosticState.SUBMITTED)
    waiting = waiting.filter(accompaniment__household__in=Household.objects.in_hands_of(actor))
    for one in waiting.order_by("phase__limit_on", "created_at", "pk")[:SHOWN]:
        count = countdown_of(one.phase, today)
        yield QueueItem(
            f"Dossier {one.accompaniment.household.number} : diagnostic à valider",
            f"Écrit par {one.author.user}. {sentence_of(count)}",
            one.get_absolute_url(),
            "Relire et valider",
            due_on=one.phase.limit_on,
            due_word="à rendre",
            late=bool(count and count.late),
        )


def mesures_to_end(actor, today):
    """A diagnostic is given, nothing follows it, and its mesure is open still."""
    if not allows(actor.role, "mesures.write"):
        return
    given = Phase.objects.filter(accompaniment=OuterRef("pk"), outcome__in=NOTHING_FOLLOWS)
    running = Phase.objects.filter(accompaniment=OuterRef("pk"), ends_on=None)
    waiting = Closing.objects.filter(
        accompaniment=OuterRef("pk"), state__in=[ClosingState.PROPOSED, ClosingState.SENT_BACK]
    )
    mine = Accompaniment.objects.writable_by(actor).filter(state=MesureState.OPEN)
    over = mine.filter(Exists(given), ~Exists(running), ~Exists(waiting)).select_related("household")
    for mesure in over.order_by("starts_on", "pk")[:SHOWN]:
        yield QueueItem(
            f"Dossier {mesure.household.number} : une mesure peut se terminer",
            f"Le diagnostic est rendu, rien n’est plus en cours dans la mesure {mesure}.",
            reverse("accompaniment:closing_propose", args=[mesure.pk]),
            "Proposer la fin",
        )


def conclusions_to_read(actor, today):
    """To the advisor, until she has read them; those that propose another programme wait below."""
    if not allows(actor.role, "referrals.write") or not allows(actor.role, "conclusions.read"):
        return
    since = timezone.now() - TOLD_FOR
    fresh = Conclusions.objects.visible_to(actor).filter(published_at__gte=since, proposal=None)
    fresh = fresh.filter(~Exists(read_since(actor, Conclusions, OuterRef("published_at")))).defer(*TEXTS)
    for one in fresh.select_related("accompaniment__household").order_by("published_at", "pk")[:SHOWN]:
        yield QueueItem(
            f"Dossier {one.accompaniment.household.number} : des conclusions sont publiées",
            f"L’association les a publiées {relative_day(timezone.localdate(one.published_at), today)}.",
            one.get_absolute_url(),
            "Lire les conclusions",
        )


def proposals_to_answer(actor, today):
    if not allows(actor.role, "referrals.write"):
        return
    waiting = Proposal.objects.writable_by(actor).filter(state=ProposalState.WAITING)
    for one in waiting.select_related("accompaniment__household").order_by("created_at", "pk")[:SHOWN]:
        yield QueueItem(
            f"Dossier {one.accompaniment.household.number} : un autre dispositif est proposé",
            f"Après un diagnostic, {relative_day(timezone.localdate(one.created_at), today)}.",
            one.get_absolute_url(),
            "Lire et répondre",
        )
