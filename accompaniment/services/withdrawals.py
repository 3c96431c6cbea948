"""One of the adhesions is taken back: the worker proposes what follows, with a reason; the head decides."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import DecisionState, MesureState
from accompaniment.models import WithdrawalDecision
from accompaniment.rules import DECISIONS
from accompaniment.rules.mesures import outcomes_of
from accompaniment.services.holding import OTHERWISE, hold_mesure, hold_part, settled
from accompaniment.services.telling import tell_the_heads, tell_the_workers
from core.errors import DomainError
from core.trail import check_and_trace, move
from programmes.enums import WithdrawalOutcome
from referrals.models import Adhesion


def withdrawn_adhesions(mesure):
    """Those of the programme that nobody of the household gives any more, taken back while the mesure went on; the
    latest of each kind."""
    asked = [adhesion.kind for adhesion in mesure.programme_version.content.required_adhesions]
    of_it = Adhesion.objects.filter(household=mesure.household_id, convention=mesure.convention_id, kind__in=asked)
    standing = set(of_it.standing_on(timezone.localdate()).values_list("kind", flat=True))
    gone = of_it.kept().filter(given=True, withdrawn_on__gte=mesure.starts_on).exclude(kind__in=standing)
    latest = {}
    for adhesion in gone.select_related("person", "decision").order_by("withdrawn_on", "created_at"):
        latest[adhesion.kind] = adhesion
    return list(latest.values())


def decision_of(adhesion):
    return getattr(adhesion, "decision", None)


def undecided(mesure):
    """Withdrawn, and nothing is proposed yet, or it is to be taken up again."""
    if mesure.state != MesureState.OPEN:
        return []
    found = [(adhesion, decision_of(adhesion)) for adhesion in withdrawn_adhesions(mesure)]
    return [adhesion for adhesion, decision in found if not decision or decision.state == DecisionState.SENT_BACK]


@transaction.atomic
def propose_decision(*, mesure, adhesion, outcome, reason, by) -> WithdrawalDecision:
    """Or propose it again, once the head sent it back."""
    mesure = hold_mesure(mesure, by, "mesures.write")
    if mesure.state != MesureState.OPEN:
        raise DomainError("La mesure est terminée : il n’y a plus de suite à décider.")
    if adhesion.pk not in {each.pk for each in withdrawn_adhesions(mesure)}:
        raise DomainError("Cette adhésion n’est pas retirée : relisez la page.")
    if outcome not in outcomes_of(mesure.programme_version.content, adhesion.kind):
        raise DomainError("Choisissez l’une des suites que le dispositif prévoit.", field="outcome")
    if not reason.strip():
        raise DomainError("Dites pourquoi vous proposez cette suite.", field="reason")
    decision = WithdrawalDecision.objects.select_for_update(of=["self"]).filter(adhesion=adhesion).first()
    with settled():
        if decision is None:
            values = {"accompaniment": mesure, "adhesion": adhesion, "outcome": outcome, "reason": reason.strip()}
            decision = WithdrawalDecision.objects.create(**values, proposed_by=by)
            check_and_trace(decision, DECISIONS, "propose", source="", by=by)
        else:
            values = {"outcome": outcome, "reason": reason.strip(), "proposed_by": by, "proposed_at": timezone.now()}
            move(decision, DECISIONS, "propose_again", by=by, values=values)
    tell_the_heads(mesure, "decision_proposed", by=by)
    return decision


@transaction.atomic
def validate_decision(*, decision, by) -> WithdrawalDecision:
    """What follows then is a step of its own: going on, or an end that is proposed."""
    decision = held(decision, by)
    move(decision, DECISIONS, "validate", by=by)
    tell_the_workers(decision.accompaniment, "decision_answered", by=by)
    return decision


@transaction.atomic
def send_back_decision(*, decision, reason, by) -> WithdrawalDecision:
    decision = held(decision, by)
    move(decision, DECISIONS, "send_back", by=by, given={"reason": reason})
    tell_the_workers(decision.accompaniment, "decision_answered", by=by)
    return decision


def held(decision, by):
    decision = hold_part(decision, by, "mesures.decide")
    if decision.accompaniment.state != MesureState.OPEN:
        raise DomainError(OTHERWISE)
    return decision


def leads_to_the_end(decision):
    """Decided so that the mesure is to end."""
    return decision.state == DecisionState.VALIDATED and decision.outcome != WithdrawalOutcome.CONTINUE_INDIVIDUAL
