"""The end of a mesure: proposed by its worker, validated by the head, and undone where it was one too early."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import ClosingState, ExchangeState, MesureState, ObjectiveState, ReviewKind, ReviewState
from accompaniment.models import Accompaniment, Closing, Exchange, Phase, Suspension
from accompaniment.rules import CLOSINGS, MESURES
from accompaniment.rules.mesures import Days, closing_problem, not_ahead, overlap_problem
from accompaniment.services.extensions import drop_extensions
from accompaniment.services.holding import hold_mesure, hold_part, refuse, settled
from accompaniment.services.phases import contacts_problem, end_at
from accompaniment.services.telling import tell_the_heads, tell_the_landlord, tell_the_workers
from core.errors import DomainError
from core.trail import check_and_trace, move
from core.wording import plain_date, sentence
from programmes.enums import PhaseKind
from referrals.models import Appointment, Referral
from referrals.rules import IN_HAND
from referrals.services.endings import let_go_of_household
from tenants.enums import AssignmentKind
from tenants.models import Assignment
from tenants.services.entrusting import assign_worker, carriers_of, resume_entrustment

OPEN_OBJECTIVES = (ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY)
READY = (ReviewState.VALIDATED, ReviewState.SIGNED)
ENDED = "La mesure est terminée."


def open_objectives(mesure):
    return mesure.objectives.filter(state__in=OPEN_OBJECTIVES).order_by("agreed_on", "pk")


def final_review(mesure):
    """The bilan on which it may end, begun or ready."""
    return mesure.reviews.filter(kind=ReviewKind.FINAL).exclude(state=ReviewState.CANCELLED).first()


@transaction.atomic
def propose_closing(*, mesure, on, exit_reason, note="", review=None, without_review="", by) -> Closing:
    """A last day, a reason of the programme, the final bilan or why there is none. Sent back, it is proposed again."""
    mesure = hold_mesure(mesure, by, "mesures.write", "mesures.decide")
    waiting = mesure.closings.filter(state__in=[ClosingState.PROPOSED, ClosingState.SENT_BACK]).first()
    if waiting and waiting.state == ClosingState.PROPOSED:
        raise DomainError("La fin de cette mesure est déjà proposée : elle attend le chef de service.")
    if exit_reason not in mesure.programme_version.content.exit_reasons:
        raise DomainError("Choisissez l’un des motifs de sortie du dispositif.", field="exit_reason")
    without_review = "" if review else without_review.strip()
    refuse(review_problem(mesure, review, without_review), "without_review")
    check_end(mesure, on)
    values = {"on": on, "exit_reason": exit_reason, "note": note.strip(), "review": review}
    values |= {"without_review": without_review, "proposed_by": by, "proposed_at": timezone.now()}
    with settled():
        if waiting:
            move(waiting, CLOSINGS, "propose_again", by=by, values=values)
        else:
            waiting = Closing.objects.create(accompaniment=mesure, **values)
            check_and_trace(waiting, CLOSINGS, "propose", source="", by=by)
    tell_the_heads(mesure, "closing_proposed", by=by)
    return waiting


def review_problem(mesure, review, without_review):
    if review is None:
        return "" if without_review else "Joignez le bilan final, ou dites pourquoi il n’y en a pas."
    mine = final_review(mesure)
    return "" if mine and mine.pk == review.pk else "Ce bilan n’est pas le bilan final de cette mesure."


def check_end(mesure, on):
    """Why it cannot end on that day, or not yet."""
    if mesure.state != MesureState.OPEN:
        raise DomainError(f"{ENDED} Relisez la page.")
    refuse(not_ahead(on, timezone.localdate()), "on")
    if on < mesure.starts_on:
        raise DomainError(
            f"La mesure commence le {plain_date(mesure.starts_on)} : elle ne finit pas avant.", field="on"
        )
    suspensions = Suspension.objects.filter(phase__accompaniment=mesure).order_by("starts_on")
    refuse(closing_problem(on, list(mesure.phases.order_by("starts_on")), list(suspensions)), "on")
    before, mesure.ends_on = mesure.ends_on, on
    problem, mesure.ends_on = contacts_problem(mesure), before
    refuse(problem, "on")
    refuse(objectives_problem(open_objectives(mesure)))
    refuse(alerts_problem(mesure))
    refuse(meetings_problem(mesure, timezone.now()))


def alerts_problem(mesure):
    """Nobody could answer it afterwards."""
    within = Exchange.objects.filter(household=mesure.household_id, convention=mesure.convention_id)
    waits = within.filter(state=ExchangeState.OPEN).exists()
    return "Une alerte du bailleur attend une réponse : répondez-y d’abord." if waits else ""


def meetings_problem(mesure, now):
    """What is planned at the operator, where nothing else keeps the household there: nobody could cancel it then."""
    operator = mesure.convention.operator_id
    at_operator = {"household": mesure.household_id, "convention__operator": operator}
    others = Accompaniment.objects.filter(**at_operator, state=MesureState.OPEN).exclude(pk=mesure.pk)
    if others.exists() or Referral.objects.filter(**at_operator, state__in=IN_HAND).exists():
        return ""
    ahead = Appointment.objects.standing().filter(household=mesure.household_id, operator=operator, starts_at__gt=now)
    first = ahead.order_by("starts_at", "pk").first()
    if first is None:
        return ""
    day = plain_date(timezone.localdate(first.starts_at))
    return f"Un rendez-vous est prévu le {day} : annulez-le d’abord, ou attendez qu’il ait eu lieu."


def objectives_problem(still_open):
    named = [f"« {shortened(objective.text)} »" for objective in still_open]
    if not named:
        return ""
    return (
        f"Un objectif est encore ouvert : {named[0]}. Dites d’abord s’il est atteint ou abandonné."
        if len(named) == 1
        else f"{len(named)} objectifs sont encore ouverts : {sentence(named)}. "
        "Dites d’abord de chacun s’il est atteint ou abandonné."
    )


def shortened(text, longest=60):
    return text if len(text) <= longest else f"{text[:longest].rstrip()}…"


@transaction.atomic
def validate_closing(*, closing, by) -> Accompaniment:
    """Its phases end with it; what waited of the landlord is dropped. The household leaves the hands of its workers,
    who read it for a while yet, and the operator, unless something else of it goes on there."""
    closing = hold_part(closing, by, "mesures.decide")
    mesure = closing.accompaniment
    CLOSINGS.check("validate", closing.state, by.role)
    check_end(mesure, closing.on)
    if closing.review_id and closing.review.state not in READY:
        raise DomainError("Le bilan final n’est pas encore validé : validez-le d’abord.")
    with settled():
        move(closing, CLOSINGS, "validate", by=by)
        for phase in mesure.phases.filter(ends_on=None):
            end_at(phase, closing.on)
        drop_extensions(mesure, reason=ENDED, by=by)
        ended = {"ends_on": closing.on, "exit_reason": closing.exit_reason}
        move(mesure, MESURES, "close", by=by, values=ended)
    tell_the_workers(mesure, "closing_answered", by=by)
    let_go_of_household(mesure.household, mesure.convention.operator_id, timezone.localdate())
    tell_the_landlord(mesure, "mesure_closed")
    return mesure


@transaction.atomic
def send_back_closing(*, closing, reason, by) -> Closing:
    closing = hold_part(closing, by, "mesures.decide")
    move(closing, CLOSINGS, "send_back", by=by, given={"reason": reason})
    tell_the_workers(closing.accompaniment, "closing_answered", by=by)
    return closing


@transaction.atomic
def take_back_closing(*, closing, reason, by) -> Closing:
    closing = hold_part(closing, by, "mesures.write", "mesures.decide")
    move(closing, CLOSINGS, "take_back", by=by, given={"reason": reason})
    return closing


@transaction.atomic
def reopen_mesure(*, mesure, reason, by) -> Accompaniment:
    """As if it had not ended: its last phase goes on, suspended as it was; its worker has it again where she can."""
    mesure = hold_mesure(mesure, by, "mesures.decide")
    MESURES.check("reopen", mesure.state, by.role, {"reason": reason})
    later = Accompaniment.objects.filter(household=mesure.household_id, convention=mesure.convention_id)
    refuse(overlap_problem(Days(mesure.starts_on), later.exclude(pk=mesure.pk).filter(starts_on__gt=mesure.starts_on)))
    last_day = mesure.ends_on
    with settled():
        move(
            mesure,
            MESURES,
            "reopen",
            by=by,
            given={"reason": reason},
            values={"ends_on": None, "exit_reason": ""},
        )
        going_on = mesure.phases.filter(ends_on=last_day).exclude(kind=PhaseKind.DIAGNOSTIC)
        keys = list(going_on.values_list("pk", flat=True))
        Phase.objects.filter(pk__in=keys).update(ends_on=None)
        # The end had cut it: those days were not accompanied, nor are the next ones.
        Suspension.objects.filter(phase__in=keys, ends_on=last_day).update(ends_on=None)
    resume_entrustment(household=mesure.household, operator=mesure.convention.operator, on=timezone.localdate())
    take_in_hand_again(mesure, by)
    tell_the_workers(mesure, "mesure_reopened", by=by)
    tell_the_landlord(mesure, "mesure_reopened")
    return mesure


def take_in_hand_again(mesure, by):
    """The last who had it, unless somebody has it now."""
    today, operator = timezone.localdate(), mesure.convention.operator_id
    of_house = Assignment.objects.filter(household=mesure.household_id, membership__organisation=operator)
    privileged = of_house.filter(kind=AssignmentKind.PRIVILEGED)
    if privileged.open_on(today).filter(ends_on=None).exists():
        return
    last = privileged.order_by("-starts_on", "-pk").first()
    if last and last.membership_id in {each.pk for each in carriers_of(operator, today)}:
        assign_worker(household=mesure.household, membership=last.membership, on=today, by=by)
