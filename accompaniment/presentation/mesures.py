"""A mesure as a page or a panel tells it: where it stands, its phases with what interrupts them, what is late.

The landlord reads dates and states; what the operator alone reads is not looked for.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment, Objective, Phase
from accompaniment.presentation.diagnostics import countdown_of
from accompaniment.rules import CLOSINGS, DECISIONS, EXTENSION_OUTSIDE, EXTENSIONS, MESURE_OUTSIDE, MESURES
from accompaniment.rules.mesures import (
    OBJECTIVE_MONTHS,
    add_months,
    days_words,
    limit_alert,
    objective_alert,
    return_words,
    term_alert,
)
from accounts.enums import OPERATOR_ROLES
from core.trail import history_of
from core.wording import THIN, plain_date, relative_day
from programmes.enums import PhaseKind

PARTS = ("household__landlord", "convention__operator", "convention__landlord", "programme_version", "previous")

# In an address: the mesures of which no objective is agreed in time.
NO_OBJECTIVE = "aucun"


@dataclass(frozen=True)
class PhaseLine:
    phase: Phase
    label: str
    days: str
    words: str
    tone: str
    detail: str
    suspensions: list = field(default_factory=list)


@dataclass(frozen=True)
class Standing:
    """Where a mesure stands today: the words and the tone of its badge, what goes on since when, what is late."""

    mesure: Accompaniment
    words: str
    tone: str
    since: str
    term: str
    alerts: list
    label: str

    @property
    def late(self):
        return any(alert.late for alert in self.alerts)


def inside(actor):
    return actor.role in OPERATOR_ROLES


def with_objective(mesures):
    """Whether an objective is agreed, and the parts that every page reads."""
    agreed = Exists(Objective.objects.filter(accompaniment=OuterRef("pk")))
    return mesures.select_related(*PARTS).annotate(has_objective=agreed)


def still_without_objective(mesures, today):
    """Of these, those in support for more than a month of which no objective is agreed."""
    running = Phase.objects.filter(kind=PhaseKind.SUPPORT, starts_on__lte=today, ends_on=None)
    return mesures.filter(
        Exists(running.filter(accompaniment=OuterRef("pk"))),
        ~Exists(Objective.objects.filter(accompaniment=OuterRef("pk"))),
        starts_on__lte=add_months(today, -OBJECTIVE_MONTHS),
    )


def with_their_phases(found):
    """Their phases and suspensions, in two queries; none where there is nothing."""
    prefetch_related_objects(found, phases_in_order())
    return found


def with_phases(mesures):
    return with_objective(mesures).prefetch_related(phases_in_order())


def phases_in_order():
    return Prefetch("phases", Phase.objects.order_by("starts_on").prefetch_related("suspensions"))


def phase_on(mesure, day):
    return next((each for each in mesure.phases.all() if covers(each, day)), None)


def covers(interval, day):
    return interval.starts_on <= day and (interval.ends_on is None or day <= interval.ends_on)


def suspension_on(phase, day):
    return next((each for each in phase.suspensions.all() if covers(each, day)), None)


def standing_of(mesure, actor, today) -> Standing:
    """`mesure` as `with_phases` reads it."""
    phase = phase_on(mesure, today)
    words, tone, since = situation_of(mesure, phase, today)
    return Standing(
        mesure=mesure,
        words=words,
        tone=tone,
        since=since,
        term=term_words(mesure, today),
        alerts=alerts_of(mesure, phase, actor, today),
        label=mesure.programme_version.public_label,
    )


def situation_of(mesure, phase, today):
    """The badge, its tone, and since when: the mesure's own first day, then that of what goes on now."""
    if mesure.state == MesureState.CLOSED:
        return mesure.get_state_display(), "", days_words(mesure.starts_on, mesure.ends_on, today)
    if phase is None:
        return "Entre deux phases", "soon", opened_words(mesure.starts_on, today)
    if suspension := suspension_on(phase, today):
        days = days_words(suspension.starts_on, suspension.ends_on, today)
        return "Suspendue", "soon", f"{opened_words(mesure.starts_on, today)}{THIN}; suspendue {days}"
    kind, days = phase.get_kind_display(), days_words(phase.starts_on, phase.ends_on, today)
    if phase.starts_on == mesure.starts_on:
        return kind, "brand", days
    return kind, "brand", f"{opened_words(mesure.starts_on, today)}{THIN}; {kind.lower()} {days}"


def opened_words(day, today):
    """« ouverte le 3 mars 2015 »"""
    return f"{'s’ouvre' if day > today else 'ouverte'} le {plain_date(day)}"


def term_words(mesure, today):
    if mesure.term_on is None or mesure.state == MesureState.CLOSED:
        return ""
    return f"terme le {plain_date(mesure.term_on)}, {relative_day(mesure.term_on, today)}"


def alerts_of(mesure, phase, actor, today):
    """What is late or near; of an objective, the operator alone is told."""
    if mesure.state == MesureState.CLOSED:
        return []
    found = [term_alert(mesure.term_on, today)]
    if phase and phase.kind == PhaseKind.DIAGNOSTIC and phase.ends_on is None:
        found.append(limit_alert(phase.limit_on, today))
    if inside(actor) and phase and phase.kind == PhaseKind.SUPPORT:
        found.append(objective_alert(mesure.starts_on, mesure.has_objective, today))
    return [alert for alert in found if alert]


def phase_lines(mesure, actor, today):
    labels = {declared.kind: declared.label for declared in mesure.programme_version.content.phases}
    named = [(each, labels.get(each.kind, each.get_kind_display())) for each in mesure.phases.all()]
    return [phase_line(each, label, mesure.programme_version, actor, today) for each, label in named]


def phase_line(phase, label, version, actor, today):
    if phase.starts_on > today:
        words, tone = "À venir", "note"
    elif phase.ends_on and phase.ends_on < today:
        words, tone = "Terminée", ""
    else:
        words, tone = ("Suspendue", "soon") if suspension_on(phase, today) else ("En cours", "brand")
    detail = []
    if phase.limit_on and not phase.ends_on:
        left = countdown_of(phase, today, version)
        detail += [f"{said[0].upper()}{said[1:]}" for said in (left.words, left.sooner) if said]
    if phase.outcome:
        detail.append(f"Issue : {phase.get_outcome_display().lower()}")
    return PhaseLine(
        phase=phase,
        label=label,
        days=days_words(phase.starts_on, phase.ends_on, today),
        words=words,
        tone=tone,
        detail=". ".join(detail),
        suspensions=[suspension_line(each, actor, today) for each in phase.suspensions.all()],
    )


def suspension_line(suspension, actor, today):
    """The landlord reads the days."""
    days = days_words(suspension.starts_on, suspension.ends_on, today)
    why = suspension.get_reason_display() if inside(actor) else ""
    note = suspension.note if inside(actor) else ""
    over = suspension.ends_on is not None and suspension.ends_on < today
    return {"suspension": suspension, "days": days, "why": why, "note": note, "over": over}


def return_of(mesure):
    """« Retour après une sortie : c’est un droit. »"""
    previous = mesure.previous
    return return_words(previous.number, previous.ends_on) if previous and previous.ends_on else ""


def earlier_mesures(household, convention, actor):
    """Those of the household under the convention that have ended, the latest first."""
    of_it = Accompaniment.objects.visible_to(actor).filter(household=household, convention=convention)
    return list(of_it.filter(state=MesureState.CLOSED).order_by("-ends_on"))


def history_told(mesure, actor):
    """Its steps in words; the landlord's side has no reason and nothing of what is inside."""
    steps = EXTENSIONS if inside(actor) else EXTENSION_OUTSIDE
    extensions = [(each, steps, f"jusqu’au {plain_date(each.until)}") for each in mesure.extensions.all()]
    if not inside(actor):
        return history_of((mesure, MESURE_OUTSIDE, ""), *extensions)
    decided = [(each, DECISIONS, each.get_outcome_display()) for each in mesure.withdrawal_decisions.all()]
    ends = [(each, CLOSINGS, each.get_exit_reason_display()) for each in mesure.closings.all()]
    return history_of((mesure, MESURES, ""), *extensions, *ends, *decided)
