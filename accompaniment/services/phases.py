"""The phases of a mesure: one after the other as the programme declares them; their dates are facts, and corrected."""

import datetime

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import ExtensionState, MesureState, PhaseOutcome
from accompaniment.models import Interview, Phase
from accompaniment.rules import MESURES
from accompaniment.rules.mesures import (
    AHEAD_DAYS,
    ONE_DAY,
    Days,
    asks_adhesion,
    limit_of,
    next_kinds,
    not_ahead,
    order_problem,
    phases_problem,
    term_of,
)
from accompaniment.services.holding import hold_mesure, hold_part, refuse, settled, told
from accompaniment.services.mesures import add_phase, adhesions_problem_on, check_opening, proposal_waits_until
from accompaniment.services.suspensions import resume, suspend
from core.errors import DomainError
from core.wording import plain_date
from programmes.enums import PhaseKind

__all__ = ["correct_phase", "end_phase", "resume", "start_phase", "suspend"]


@transaction.atomic
def start_phase(*, mesure, kind, on, by) -> Phase:
    """The next one. The one before ends the day before, unless it has ended; a diagnostic ends by its own step."""
    mesure = hold_mesure(mesure, by, "mesures.write", "mesures.decide")
    definition = mesure.programme_version.content
    phases = list(mesure.phases.order_by("starts_on"))
    if kind not in {declared.kind for declared in next_kinds(definition, [phase.kind for phase in phases])}:
        raise DomainError("Le dispositif ne prévoit pas cette phase après celles qu’il y a déjà.", field="kind")
    refuse(first_day_problem(mesure, phases, on), "on")
    if asks_adhesion(definition.phase(kind)) and not any(asks_adhesion(definition.phase(each.kind)) for each in phases):
        refuse(adhesions_problem_on(mesure, on), "on")
    with settled():
        for phase in phases:
            if phase.ends_on is None:
                end_at(phase, on - ONE_DAY)
        started = add_phase(mesure, kind, on, by=by)
        told(mesure, MESURES, "start_phase", by=by)
    return started


def first_day_problem(mesure, phases, on):
    if on < mesure.starts_on:
        return f"La mesure commence le {plain_date(mesure.starts_on)} : une phase vient ensuite."
    if on > timezone.localdate() + datetime.timedelta(days=AHEAD_DAYS):
        return "Ce jour est trop loin : une phase se fixe trois mois à l’avance au plus."
    for phase in phases:
        name = phase.get_kind_display().lower()
        if phase.ends_on is None and phase.kind == PhaseKind.DIAGNOSTIC:
            return "Le diagnostic est encore en cours : terminez-le par une orientation, ou interrompez-le."
        if on <= (phase.ends_on or phase.starts_on):
            day = phase.ends_on or phase.starts_on
            return f"La phase « {name} » occupe encore le {plain_date(day)} : choisissez un jour suivant."
    return ""


@transaction.atomic
def end_phase(*, phase, on, outcome="", by) -> Phase:
    """Its last day; a diagnostic says what came of it. A suspension that goes on ends with it."""
    phase = hold_part(phase, by, "mesures.write", "mesures.decide")
    mesure = phase.accompaniment
    if phase.ends_on:
        raise DomainError("Cette phase est déjà terminée : corrigez ses dates s’il le faut.")
    refuse(not_ahead(on, timezone.localdate()), "on")
    refuse(order_problem(phase.starts_on, on), "on")
    refuse(outcome_problem(phase, outcome), "outcome")
    with settled():
        end_at(phase, on, outcome)
        told(mesure, MESURES, "end_phase", by=by)
    return phase


def outcome_problem(phase, outcome):
    if phase.kind == PhaseKind.DIAGNOSTIC and outcome not in PhaseOutcome.values:
        return "Dites ce que donne le diagnostic : une orientation, ou son interruption."
    if phase.kind != PhaseKind.DIAGNOSTIC and outcome:
        return "Seul un diagnostic se termine par une orientation."
    return ""


def end_at(phase, on, outcome=""):
    """What of a suspension goes beyond that day is cut; one that begins later stands in the way."""
    later = phase.suspensions.filter(starts_on__gt=on).order_by("starts_on").first()
    if later:
        raise DomainError(
            f"Une suspension commence le {plain_date(later.starts_on)}, après ce jour : annulez-la d’abord.", field="on"
        )
    for suspension in phase.suspensions.order_by("starts_on"):
        if suspension.ends_on is None or suspension.ends_on > on:
            suspension.ends_on = on
            suspension.save(update_fields=["ends_on"])
    phase.ends_on, phase.outcome = on, outcome or phase.outcome
    phase.save(update_fields=["ends_on", "outcome"])


@transaction.atomic
def correct_phase(*, phase, starts_on, ends_on, reason, by) -> Phase:
    """Its days were others. The first day of the mesure follows that of its first phase, and its last day likewise.

    It may also be corrected once it was invoiced: the next invoice carries the difference.
    """
    phase = hold_part(phase, by, "mesures.write", "mesures.decide")
    mesure, before = phase.accompaniment, (phase.starts_on, phase.ends_on)
    refuse(order_problem(starts_on, ends_on), "ends_on")
    refuse(ends_problem(phase, mesure, ends_on), "ends_on")
    others = list(mesure.phases.exclude(pk=phase.pk).order_by("starts_on"))
    refuse(phases_problem(Days(starts_on, ends_on), others), "starts_on")
    refuse(suspensions_problem(phase, Days(starts_on, ends_on)), "starts_on")
    with settled():
        move_mesure(mesure, phase, others, starts_on, ends_on)
        phase.starts_on, phase.ends_on = starts_on, ends_on
        follow_first_day(phase, mesure, moved=starts_on != before[0])
        phase.save(update_fields=["starts_on", "ends_on", "limit_on"])
        action = "correct_phase" if mesure.state == MesureState.OPEN else "correct_closed"
        told(mesure, MESURES, action, by=by, reason=reason)
    return phase


def ends_problem(phase, mesure, ends_on):
    if ends_on is None and (phase.ends_on or mesure.state == MesureState.CLOSED):
        return "Cette phase est terminée : donnez son dernier jour."
    if ends_on is not None and phase.ends_on is None:
        return "Cette phase est en cours : terminez-la d’abord, puis corrigez ses dates s’il le faut."
    return not_ahead(ends_on, timezone.localdate()) if ends_on else ""


def suspensions_problem(phase, days):
    for suspension in phase.suspensions.order_by("starts_on"):
        if not days.holds(Days(suspension.starts_on, suspension.ends_on)):
            return (
                f"Une suspension commence le {plain_date(suspension.starts_on)} : elle dépasserait la phase. "
                "Corrigez-la d’abord."
            )
    return ""


def move_mesure(mesure, phase, others, starts_on, ends_on):
    """The mesure begins with its first phase and, closed, ends with its last."""
    first = min([starts_on, *(each.starts_on for each in others)])
    moved = first != mesure.starts_on and mesure.starts_on == min([phase.starts_on, *(o.starts_on for o in others)])
    last = None
    if mesure.state == MesureState.CLOSED and phase.ends_on == mesure.ends_on:
        last = max([ends_on, *(each.ends_on for each in others)])
    if not moved and not last:
        if starts_on < mesure.starts_on:
            raise DomainError(f"La mesure commence le {plain_date(mesure.starts_on)}.", field="starts_on")
        return
    if moved:
        kind = phase.kind if starts_on == first else others[0].kind
        mesure.starts_on = first
        check_opening(mesure.household, mesure.convention, mesure.programme_version.content, kind, first, mesure=mesure)
    mesure.ends_on = last or mesure.ends_on
    refuse(contacts_problem(mesure), "starts_on")
    mesure.save(update_fields=["starts_on", "ends_on"])


def contacts_problem(mesure):
    """What took place within it stays within it."""
    held = Interview.objects.contacts().filter(accompaniment=mesure)
    if early := held.filter(on__lt=mesure.starts_on).order_by("on").first():
        return f"Un entretien a eu lieu le {plain_date(early.on)}, avant ce premier jour."
    if mesure.ends_on and (late := held.filter(on__gt=mesure.ends_on).order_by("-on").first()):
        return f"Un entretien a eu lieu le {plain_date(late.on)}, après ce dernier jour."
    return ""


def follow_first_day(phase, mesure, *, moved):
    """What the programme counts from the first day, unless an extension was agreed since."""
    if not moved:
        return
    months = mesure.programme_version.content.phase(phase.kind).limit_months
    if phase.kind == PhaseKind.DIAGNOSTIC:
        phase.limit_on = limit_of(phase.starts_on, months, proposal_waits_until(mesure.household, phase.starts_on))
    elif months and not mesure.extensions.filter(state=ExtensionState.AGREED).exists():
        mesure.term_on = term_of(phase.starts_on, months)
        mesure.save(update_fields=["term_on"])
