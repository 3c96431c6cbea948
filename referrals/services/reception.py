"""The operator's side of a referral: received and put into somebody's hands, asked about, redirected, declined."""

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import move
from referrals.enums import AppointmentState, DeclineKind
from referrals.models import Attendance, Referral
from referrals.rules import BEFORE_OUTCOME, IN_HAND, REFERRALS
from referrals.rules.motives import orientations_of, require_without_health
from referrals.services.appointments import plan_fixed_meeting
from referrals.services.endings import let_go
from referrals.services.hands import hand_over
from referrals.services.telling import tell_landlord
from tenants.services.entrusting import assign_worker

NO_MORE = "Le ménage n’est plus attendu à cette rencontre."


@transaction.atomic
def receive_referral(*, referral, worker, by) -> Referral:
    """Acknowledge, and give it to one privileged worker. A meeting that was fixed already is what comes next."""
    require_right(by, "referrals.receive")
    referral = locked(referral, by)
    now = timezone.now()
    given = {"worker": worker and worker.pk}
    REFERRALS.check("receive", referral.state, by.role, given)
    received = {"worker": worker, "received_at": now, "waiting_since": now}
    assign_worker(household=referral.household, membership=worker, on=timezone.localdate(now), by=by)
    move(referral, REFERRALS, "receive", by=by, given=given, values=received)
    plan_fixed_meeting(referral=referral, by=by)
    referral.refresh_from_db()
    expect_worker(referral)
    path = referral.get_absolute_url()
    notify(to=[worker] if worker.user_id != by.user_id else [], code="referral_assigned", path=path)
    tell_landlord(referral, "referral_received")
    return referral


@transaction.atomic
def change_worker(*, referral, worker, reason="", by) -> Referral:
    """Into other hands, while it is under way: who had it reads it thirty days more."""
    require_right(by, "referrals.receive")
    referral = locked(referral, by)
    if referral.state not in IN_HAND:
        raise DomainError("Cette fiche n’est plus en cours : elle ne change plus de mains.")
    if worker is None:
        raise DomainError("Choisissez à qui confier cette fiche.", field="worker")
    if worker.pk == referral.worker_id:
        raise DomainError("Cette fiche lui est déjà confiée : choisissez une autre personne.", field="worker")
    reason = (reason or "").strip()
    require_without_health(reason, field="reason")
    hand_over(household=referral.household, worker=worker, reason=reason, told=reason, by=by)
    referral.refresh_from_db()
    return referral


@transaction.atomic
def redirect_referral(*, referral, orientation, reason, by) -> Referral:
    """It does not fit: towards what, and why in words for the landlord. The operator's own reasons stay elsewhere."""
    require_right(by, "referrals.treat")
    referral = locked(referral, by)
    definition = referral.convention.programme.version_on(timezone.localdate()).content
    if orientation not in orientations_of(definition):
        raise DomainError("Choisissez l’une des orientations proposées.", field="orientation")
    return close(referral, "redirect", reason, {"orientation": orientation}, by=by)


@transaction.atomic
def decline_referral(*, referral, kind, reason, by) -> Referral:
    """The household refuses, or does not answer."""
    require_right(by, "referrals.treat")
    referral = locked(referral, by)
    if kind not in DeclineKind.values:
        raise DomainError("Indiquez si le ménage refuse ou ne répond pas.", field="kind")
    return close(referral, "decline", reason, {"decline_kind": kind}, by=by)


def close(referral, action, reason, values, *, by):
    now, reason = timezone.now(), (reason or "").strip()
    require_without_health(reason, field="reason")
    ended = {**values, "motive": reason, "closed_at": now, "waiting_since": now}
    move(referral, REFERRALS, action, by=by, given={"reason": reason}, values=ended)
    let_go(referral, meeting_cancelled=NO_MORE, by=by)
    tell_landlord(referral, "referral_decided")
    return referral


def expect_worker(referral):
    """At the meeting that is fixed, the one who has it in hand is expected."""
    if referral.appointment and referral.appointment.state == AppointmentState.PLANNED:
        Attendance.objects.get_or_create(appointment=referral.appointment, membership=referral.worker)


# Shared with the questions


def locked(referral, by):
    """The household, then the referral, until the end of the transaction; within what is in the actor's hands."""
    referral.hold_first()
    rows = Referral.objects.in_hands_of(by).select_for_update(of=["self"])
    found = rows.select_related("household", "convention__programme", "worker__user", "appointment").filter(
        pk=referral.pk
    )
    if (again := found.first()) is None:
        raise DomainError(not_in_hands(referral, by))
    return again


def not_in_hands(referral, by):
    """Whoever may still read it is told what became of it."""
    ended = Referral.objects.visible_to(by).filter(pk=referral.pk).exclude(state__in=BEFORE_OUTCOME).first()
    if ended is None:
        return "Cette fiche n’est plus entre vos mains."
    return f"Cette fiche n’est plus entre vos mains : elle est « {ended.get_state_display().lower()} »."


def require_right(by, action):
    if not allows(by.role, action):
        raise DomainError("Cette action n’est pas possible dans votre rôle.")
