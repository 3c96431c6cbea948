"""A diagnostic: written section by section, its conclusions apart; read to the household, proposed, validated."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import PhaseOutcome
from accompaniment.models import Conclusions, Diagnostic, Interview
from accompaniment.rules import DIAGNOSTICS
from accompaniment.rules.diagnostics import (
    OPEN,
    lacks_of,
    last_day,
    orientation_problem,
    reading_problem,
    support_problem,
)
from accompaniment.services.holding import hold_part, refuse, settled
from accompaniment.services.orientations import convention_proposed, follow_orientation
from accompaniment.services.phases import end_phase
from accompaniment.services.telling import tell_the_heads, tell_the_landlord, tell_the_workers
from core.errors import DomainError
from core.trail import move
from programmes.enums import OrientationKind

WRITE, VALIDATE = "diagnostics.write", "diagnostics.validate"
TOLD = ("text", "recommendations", "orientation", "measures", "support_from")


def interviews_of(diagnostic):
    """What was noted of the meetings on the days of its phase."""
    phase = diagnostic.phase
    within = Interview.objects.standing().filter(accompaniment=diagnostic.accompaniment_id, on__gte=phase.starts_on)
    return within.filter(on__lte=phase.ends_on) if phase.ends_on else within


def lacks_before_submitting(diagnostic, conclusions):
    """What the page says and what proposing checks: the same."""
    return lacks_of(diagnostic, conclusions, met=interviews_of(diagnostic).contacts().exists())


def hold_open(diagnostic, by, *actions):
    """Held while it may be written in."""
    diagnostic = hold_part(diagnostic, by, *actions)
    if diagnostic.state not in OPEN:
        now = diagnostic.get_state_display().lower()
        raise DomainError(f"Ce diagnostic est maintenant « {now} » : il ne s’écrit plus.")
    return diagnostic


def conclusions_held(diagnostic):
    return Conclusions._base_manager.select_for_update(of=["self"]).get(diagnostic=diagnostic)


@transaction.atomic
def save_section(*, diagnostic, values, by) -> Diagnostic:
    """`values`: the columns of one section."""
    diagnostic = hold_open(diagnostic, by, WRITE)
    for name, value in values.items():
        setattr(diagnostic, name, value)
    diagnostic.save(update_fields=list(values))
    return diagnostic


@transaction.atomic
def save_conclusions(
    *, conclusions, text, recommendations="", orientation="", measures=(), support_from=None, by
) -> Conclusions:
    """For the landlord. What changes after it was read to the household is to be read again."""
    diagnostic = hold_open(conclusions.diagnostic, by, "conclusions.write")
    conclusions = conclusions_held(diagnostic)
    content = diagnostic.accompaniment.programme_version.content
    offered = {each.kind for each in content.orientations}
    known = {choice.code for choice in content.common_law_measures}
    problem, field = orientation_problem(orientation, measures, offered, known)
    refuse(problem, field)
    measures = list(measures) if orientation == OrientationKind.COMMON_LAW else []
    support_from = support_from if orientation == OrientationKind.SUPPORT else None
    refuse(support_problem(support_from, diagnostic.phase.starts_on), "support_from")
    if orientation == OrientationKind.OTHER_PROGRAMME:
        convention_proposed(diagnostic.accompaniment)
    before = [getattr(conclusions, name) for name in TOLD]
    after = [text.strip(), recommendations.strip(), orientation, measures, support_from]
    for name, value in zip(TOLD, after, strict=True):
        setattr(conclusions, name, value)
    if before != after:
        conclusions.read_on = None
    conclusions.save(update_fields=[*TOLD, "read_on"])
    return conclusions


@transaction.atomic
def note_reading(*, conclusions, read_on, remarks="", by) -> Conclusions:
    """They were read to the household, on that day; what it said of them stands beside."""
    diagnostic = hold_open(conclusions.diagnostic, by, "conclusions.write")
    conclusions = conclusions_held(diagnostic)
    if not conclusions.text:
        raise DomainError("Écrivez d’abord les conclusions : c’est ce texte qui se lit au ménage.")
    refuse(reading_problem(read_on, diagnostic.phase.starts_on, timezone.localdate()), "read_on")
    refuse(support_problem(conclusions.support_from, read_on), "read_on")
    conclusions.read_on, conclusions.remarks = read_on, remarks.strip()
    conclusions.save(update_fields=["read_on", "remarks"])
    return conclusions


@transaction.atomic
def submit_diagnostic(*, diagnostic, by) -> Diagnostic:
    diagnostic = hold_part(diagnostic, by, WRITE)
    DIAGNOSTICS.check("submit", diagnostic.state, by.role)
    require_complete(diagnostic, conclusions_held(diagnostic))
    move(diagnostic, DIAGNOSTICS, "submit", by=by)
    tell_the_heads(diagnostic.accompaniment, "diagnostic_submitted", by=by, path=diagnostic.get_absolute_url())
    return diagnostic


def require_complete(diagnostic, conclusions):
    missing = [lack.sentence for lack in lacks_before_submitting(diagnostic, conclusions) if lack.blocks]
    if missing:
        raise DomainError(f"Il manque encore : {' '.join(missing)}")


@transaction.atomic
def take_back_diagnostic(*, diagnostic, by) -> Diagnostic:
    """Proposed too early: it is written in again. Once the head has answered, it is too late."""
    diagnostic = hold_part(diagnostic, by, WRITE)
    move(diagnostic, DIAGNOSTICS, "take_back", by=by)
    return diagnostic


@transaction.atomic
def send_back_diagnostic(*, diagnostic, reason, by) -> Diagnostic:
    diagnostic = hold_part(diagnostic, by, VALIDATE)
    move(diagnostic, DIAGNOSTICS, "send_back", by=by, given={"reason": reason})
    tell_the_workers(diagnostic.accompaniment, "diagnostic_answered", by=by, path=diagnostic.get_absolute_url())
    return diagnostic


@transaction.atomic
def publish_diagnostic(*, diagnostic, by) -> Diagnostic:
    """The landlord reads the conclusions from now on; the phase ends with its orientation, which is followed."""
    diagnostic = hold_part(diagnostic, by, VALIDATE)
    DIAGNOSTICS.check("publish", diagnostic.state, by.role)
    conclusions = conclusions_held(diagnostic)
    require_complete(diagnostic, conclusions)
    mesure, phase, today = diagnostic.accompaniment, diagnostic.phase, timezone.localdate()
    phase.accompaniment = mesure
    on = last_day(today, conclusions.support_from)
    with settled():
        conclusions.published_at, conclusions.published_by = timezone.now(), by
        conclusions.save(update_fields=["published_at", "published_by"])
        move(diagnostic, DIAGNOSTICS, "publish", by=by)
        end_phase(phase=phase, on=on, outcome=PhaseOutcome(conclusions.orientation), by=by)
        proposal = follow_orientation(mesure, conclusions, by=by)
    tell_the_workers(mesure, "diagnostic_answered", by=by, path=diagnostic.get_absolute_url())
    if proposal:
        tell_the_landlord(mesure, "proposal_received", path=proposal.get_absolute_url())
    else:
        tell_the_landlord(mesure, "conclusions_published", path=conclusions.get_absolute_url())
    return diagnostic


@transaction.atomic
def interrupt_diagnostic(*, diagnostic, on, reason, by) -> Diagnostic:
    """It ends without an orientation; the mesure stays open. Why is the operator's alone."""
    diagnostic = hold_part(diagnostic, by, WRITE)
    mesure, phase = diagnostic.accompaniment, diagnostic.phase
    phase.accompaniment = mesure
    given = {"on": on, "reason": reason}
    with settled():
        move(
            diagnostic,
            DIAGNOSTICS,
            "interrupt",
            by=by,
            given=given,
            values={"interruption_reason": reason.strip()},
        )
        end_phase(phase=phase, on=on, outcome=PhaseOutcome.INTERRUPTED, by=by)
    tell_the_heads(mesure, "diagnostic_interrupted", by=by, path=diagnostic.get_absolute_url())
    tell_the_landlord(mesure, "mesure_changed")
    return diagnostic
