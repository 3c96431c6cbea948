"""What interrupts a mesure: a suspension of the support, which is not counted; a pause of its rhythm, which is."""

import datetime

from django.db import transaction
from django.utils import timezone

from accompaniment.models import Pause, Suspension
from accompaniment.rules import MESURES
from accompaniment.rules.mesures import (
    AHEAD_DAYS,
    ONE_DAY,
    Days,
    not_ahead,
    order_problem,
    pause_problem,
    suspension_problem,
)
from accompaniment.services.holding import OTHERWISE, hold_mesure, hold_part, refuse, settled, told
from core.errors import DomainError
from core.wording import plain_date


@transaction.atomic
def suspend(*, phase, starts_on, ends_on=None, reason, note="", by) -> Suspension:
    """From a day on, to another or until further notice; within the support, and never within another."""
    phase = hold_part(phase, by, "mesures.write")
    suspension = Suspension(phase=phase, starts_on=starts_on, ends_on=ends_on, reason=reason, note=note.strip())
    with settled():
        put(suspension)
        told(phase.accompaniment, MESURES, "suspend", by=by)
    return suspension


@transaction.atomic
def resume(*, suspension, on, by) -> Suspension:
    """`on` is the first day that is accompanied again: the suspension ends the day before."""
    suspension = held(suspension, by)
    if suspension.ends_on and suspension.ends_on < on:
        raise DomainError(f"La suspension a déjà pris fin le {plain_date(suspension.ends_on)}.", field="on")
    refuse(not_ahead(on, timezone.localdate()), "on")
    if on <= suspension.starts_on:
        begins = plain_date(suspension.starts_on)
        raise DomainError(
            f"La suspension commence le {begins} : la reprise vient ensuite. Si elle n’a pas eu lieu, annulez-la.",
            field="on",
        )
    with settled():
        suspension.ends_on = on - ONE_DAY
        suspension.save(update_fields=["ends_on"])
        told(suspension.phase.accompaniment, MESURES, "resume", by=by)
    return suspension


@transaction.atomic
def correct_suspension(*, suspension, starts_on, ends_on, reason, note="", why, by) -> Suspension:
    suspension = held(suspension, by)
    suspension.starts_on, suspension.ends_on = starts_on, ends_on
    suspension.reason, suspension.note = reason, note.strip()
    with settled():
        put(suspension)
        told(suspension.phase.accompaniment, MESURES, "correct_suspension", by=by, reason=why)
    return suspension


@transaction.atomic
def cancel_suspension(*, suspension, reason, by):
    """It was noted wrongly: its row goes, its history and the trail of the mesure tell it."""
    suspension = held(suspension, by)
    mesure = suspension.phase.accompaniment
    told(mesure, MESURES, "cancel_suspension", by=by, reason=reason)
    suspension.delete()
    return mesure


def held(suspension, by):
    phase = hold_part(suspension.phase, by, "mesures.write")
    again = Suspension.objects.select_for_update(of=["self"]).filter(pk=suspension.pk, phase=phase).first()
    if again is None:
        raise DomainError(OTHERWISE)
    again.phase = phase
    return again


def put(suspension):
    refuse(order_problem(suspension.starts_on, suspension.ends_on), "ends_on")
    if suspension.starts_on > timezone.localdate() + datetime.timedelta(days=AHEAD_DAYS):
        raise DomainError(
            "Ce jour est trop loin : une suspension se note trois mois à l’avance au plus.", field="starts_on"
        )
    phase = suspension.phase
    others = [Days(each.starts_on, each.ends_on) for each in phase.suspensions.exclude(pk=suspension.pk)]
    days, around = Days(suspension.starts_on, suspension.ends_on), Days(phase.starts_on, phase.ends_on)
    refuse(suspension_problem(days, phase.kind, around, others), "starts_on")
    suspension.clean_fields(exclude=["phase"])
    suspension.save()


@transaction.atomic
def pause_rhythm(*, mesure, starts_on, ends_on, reason, note="", by) -> Pause:
    """Days on which nobody waits for the next meeting, and why."""
    mesure = hold_mesure(mesure, by, "mesures.write")
    pause = Pause(accompaniment=mesure, starts_on=starts_on, ends_on=ends_on, reason=reason, note=note.strip())
    with settled():
        put_pause(pause)
        told(mesure, MESURES, "pause", by=by)
    return pause


@transaction.atomic
def correct_pause(*, pause, starts_on, ends_on, reason, note="", why, by) -> Pause:
    pause = hold_part(pause, by, "mesures.write")
    pause.starts_on, pause.ends_on, pause.reason, pause.note = starts_on, ends_on, reason, note.strip()
    with settled():
        put_pause(pause)
        told(pause.accompaniment, MESURES, "correct_pause", by=by, reason=why)
    return pause


@transaction.atomic
def cancel_pause(*, pause, reason, by):
    pause = hold_part(pause, by, "mesures.write")
    mesure = pause.accompaniment
    told(mesure, MESURES, "cancel_pause", by=by, reason=reason)
    pause.delete()
    return mesure


def put_pause(pause):
    mesure = pause.accompaniment
    refuse(order_problem(pause.starts_on, pause.ends_on), "ends_on")
    if pause.starts_on < mesure.starts_on:
        raise DomainError(
            f"La mesure commence le {plain_date(mesure.starts_on)} : une pause vient ensuite.", field="starts_on"
        )
    others = [Days(each.starts_on, each.ends_on) for each in mesure.pauses.exclude(pk=pause.pk)]
    refuse(pause_problem(Days(pause.starts_on, pause.ends_on), others), "starts_on")
    pause.clean_fields(exclude=["accompaniment"])
    pause.save()
