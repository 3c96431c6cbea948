"""A bilan to validate, to take up again, to be signed, to prepare; one that the landlord has not read yet."""

import datetime

from django.db.models import Exists, OuterRef, Q, Subquery

from accompaniment.enums import MesureState, ReviewKind, ReviewState
from accompaniment.models import Accompaniment, Review, Suspension
from accompaniment.presentation.reviews import TEXTS, not_read_by
from accompaniment.rules.reviews import due_of, months_between
from accompaniment.services.holding import within_reach
from accounts.matrix import allows
from core.queue import QueueItem
from core.wording import relative_day
from programmes.models import ProgrammeVersion

SHOWN = 8
SOON = datetime.timedelta(days=14)


def reviews_in_hand(actor, *states):
    found = Review.objects.filter(accompaniment__in=within_reach(actor), state__in=states)
    return found.select_related("accompaniment__household").defer(*TEXTS, "recorded").order_by("on", "pk")[:SHOWN]


def to_validate(actor, today):
    if not allows(actor.role, "reviews.validate"):
        return
    for one in reviews_in_hand(actor, ReviewState.SUBMITTED):
        yield item_of(one, "à valider", "Relire et valider", today)


def to_write(actor, today):
    """Sent back, or validated and without all its signatures; of a mesure that has ended, its head has it signed."""
    if allows(actor.role, "reviews.write"):
        for one in reviews_in_hand(actor, ReviewState.SENT_BACK, ReviewState.VALIDATED):
            if one.state == ReviewState.SENT_BACK:
                yield item_of(one, "à reprendre", "Reprendre", today)
            else:
                yield item_of(one, "à faire signer", "Faire signer", today)
    elif allows(actor.role, "reviews.sign"):
        for one in reviews_in_hand(actor, ReviewState.VALIDATED):
            if one.accompaniment.state == MesureState.CLOSED:
                yield item_of(one, "à faire signer", "Faire signer", today)


def item_of(review, words, button, today):
    title = f"Dossier {review.accompaniment.household.number} : {review.get_kind_display().lower()} {words}"
    return QueueItem(title, f"Bilan {relative_day(review.on, today)}.", review.get_absolute_url(), button)


def to_prepare(actor, today):
    """As often as it is meant, and before the term, for whoever has the household; halfway, of no mesure that is
    suspended today."""
    if not allows(actor.role, "reviews.write"):
        return
    of_it = Review.objects.filter(accompaniment=OuterRef("pk")).exclude(state=ReviewState.CANCELLED)
    latest = Subquery(of_it.filter(kind=ReviewKind.INTERMEDIATE).order_by("-on").values("on")[:1])
    final = Exists(of_it.filter(kind=ReviewKind.FINAL))
    held = Exists(
        Suspension.objects.filter(
            Q(ends_on=None) | Q(ends_on__gte=today), phase__accompaniment=OuterRef("pk"), starts_on__lte=today
        )
    )
    rows = within_reach(actor, Accompaniment.objects.filter(state=MesureState.OPEN))
    rows = list(rows.select_related("household").annotate(intermediate_on=latest, final_begun=final, held=held))
    versions = ProgrammeVersion.objects.in_bulk({row.programme_version_id for row in rows})
    often = {key: months_between(version.content) for key, version in versions.items()}
    known = [(one, due_of_mesure(one, often[one.programme_version_id], today)) for one in rows]
    found = [(one, due) for one, due in known if due and due.on <= today + SOON]
    found = [(one, due) for one, due in found if due.kind == ReviewKind.FINAL or not one.held]
    for one, due in sorted(found, key=lambda pair: (pair[1].on, pair[0].number))[:SHOWN]:
        yield QueueItem(
            f"Dossier {one.household.number} : un bilan approche",
            f"{due.words}.",
            one.get_absolute_url(),
            "Ouvrir la mesure",
            due_on=due.on,
            due_word="bilan attendu",
            late=due.on < today,
        )


def due_of_mesure(mesure, every, today):
    return due_of(
        starts_on=mesure.starts_on,
        term_on=mesure.term_on,
        today=today,
        intermediate_on=mesure.intermediate_on,
        final_begun=mesure.final_begun,
        every=every,
    )


def to_read(actor, today):
    """To the advisor, until she has read it."""
    if not allows(actor.role, "reviews.read") or allows(actor.role, "full_reviews.read"):
        return
    within = Review.objects.visible_to(actor).filter(accompaniment__in=within_reach(actor))
    found = not_read_by(actor, within).defer(*TEXTS, "recorded")
    for one in found.select_related("accompaniment__household").order_by("validated_at", "pk")[:SHOWN]:
        yield item_of(one, "à lire", "Lire", today)
