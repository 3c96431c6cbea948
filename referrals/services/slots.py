"""Moments that workers keep free for tripartite meetings."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from accounts.matrix import allows
from accounts.models import Membership
from core.errors import DomainError
from core.trail import check_and_trace, move
from referrals.enums import PlaceKind, SlotState
from referrals.models import Appointment, Slot
from referrals.rules import SLOTS
from referrals.rules.moments import check_times, in_words, overlap

# How many others are named to whoever came second.
NEXT_ONES = 3
WRITE = "slots.write"


class SlotTaken(DomainError):
    """Somebody was quicker; `others` are the next that are free."""

    def __init__(self, others):
        self.others = others
        words = "Ce créneau vient d’être pris."
        if others:
            words += f" Les suivants : {', '.join(in_words(slot.starts_at) for slot in others)}."
        super().__init__(words, field="slot")


@transaction.atomic
def publish_slots(*, membership, moments, place_kind=PlaceKind.ASSOCIATION, place="", by):
    """Offer these (start, end); what meets a slot or an appointment of hers is left out. Returns the new slots."""
    require_own(membership, by)
    now = timezone.now()
    for starts_at, ends_at in moments:
        check_times(starts_at, ends_at, now=now)
    # Two publications at once wait for one another.
    Membership.objects.select_for_update(of=["self"], no_key=True).get(pk=membership.pk)
    taken = moments_of(membership, moments)
    free = []
    for moment in sorted(moments):
        if not any(overlap(moment, other) for other in taken):
            free.append(moment)
            taken.append(moment)
    if not free:
        raise DomainError("Rien à proposer : vous avez déjà un créneau ou un rendez-vous à chacun de ces moments.")
    slots = [
        Slot(membership=membership, starts_at=start, ends_at=end, place_kind=place_kind, place=place)
        for start, end in free
    ]
    for slot in Slot.objects.bulk_create(slots):
        check_and_trace(slot, SLOTS, "publish", source="", by=by)
    return slots


def require_own(membership, by):
    """One's own; for the head, those of the team."""
    team = by.role == Role.SERVICE_HEAD and membership.organisation_id == by.organisation_id
    if not allows(by.role, WRITE) or not (team or membership.pk == by.pk):
        raise DomainError("Un créneau se propose pour soi ; le chef de service, pour son équipe.", field="membership")


def moments_of(membership, moments):
    """The slots and appointments that somebody has already around these moments."""
    if not moments:
        return []
    first, last = min(start for start, _ in moments), max(end for _, end in moments)
    slots = Slot.objects.filter(membership=membership, starts_at__lt=last, ends_at__gt=first)
    slots = slots.exclude(state=SlotState.WITHDRAWN)
    planned = Appointment.objects.standing().expecting(membership).between(first, last)
    return [*slots.values_list("starts_at", "ends_at"), *planned.values_list("starts_at", "ends_at")]


@transaction.atomic
def withdraw_slot(*, slot, by):
    if not allows(by.role, WRITE) or not Slot.objects.writable_by(by).filter(pk=slot.pk).exists():
        raise DomainError("Ce créneau n’est pas à vous, ni à votre équipe.")
    return move(slot, SLOTS, "withdraw", by=by)


def take_slot(*, slot, by):
    """Lock the slot and book it; whoever comes second is told of the next ones. Inside a transaction."""
    now = timezone.now()
    locked = Slot.objects.select_for_update(of=["self"]).select_related("membership").get(pk=slot.pk)
    if locked.starts_at <= now:
        raise DomainError("Ce créneau est déjà passé.", field="slot")
    if not Slot.objects.bookable(now).filter(pk=slot.pk).exists():
        raise SlotTaken(next_slots(locked.membership.organisation_id, now))
    move(locked, SLOTS, "book", by=by)
    return locked


def next_slots(operator, now, most=NEXT_ONES):
    return list(Slot.objects.bookable(now).filter(membership__organisation=operator)[:most])


def free_slot(slot):
    """Give it back, if it is still to come."""
    if slot.starts_at > timezone.now():
        move(slot, SLOTS, "free")
