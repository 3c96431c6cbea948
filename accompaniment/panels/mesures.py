"""What the page of a household shows of its mesures: where they stand, what is late, which decision waits."""

from django.urls import reverse

from accompaniment.enums import ClosingState, DecisionState, ExtensionState, MesureState
from accompaniment.models import Accompaniment
from accompaniment.presentation.mesures import inside, return_of, standing_of, with_objective, with_their_phases
from accompaniment.presentation.opening import stands, to_open
from accompaniment.rules import MESURE_OUTSIDE, MESURES
from accompaniment.services.withdrawals import undecided
from accounts.enums import Role
from accounts.matrix import allows
from core.wording import plain_date
from tenants.models import AskedOf
from tenants.panels import MAIN, REMINDER, Panel, Pending

SHOWN = 3


@AskedOf
def latest_mesures(household, reader):
    return with_objective(Accompaniment.objects.visible_to(reader, of=household))[:SHOWN]


def mesure_panel(household, actor, today):
    if not allows(actor.role, "mesures.read"):
        return None
    found = with_their_phases(latest_mesures(household, actor))
    opening = opening_of(household, actor, today, found)
    if not found:
        return Panel("Accompagnement", pending=opening) if opening else None
    rows = [(standing_of(each, actor, today), return_of(each)) for each in found]
    running = [each for each in found if each.state == MesureState.OPEN]
    may_decide = allows(actor.role, "extensions.agree") or household.is_in_hands_of(actor)
    waiting = (decision_for(running, actor) or first_objective(rows, actor)) if running and may_decide else None
    return Panel(
        "Accompagnement",
        "accompaniment/_mesure_panel.html",
        {"rows": rows},
        place=MAIN,
        pending=waiting or opening,
    )


def opening_of(household, actor, today, found=()):
    """The adhesions are there, and no mesure is open yet: for the worker who has the household in hand."""
    if not allows(actor.role, "mesures.write"):
        return None
    followed = {each.referral_id for each in found}
    for referral in to_open(actor, today).filter(household=household):
        if referral.pk not in followed and stands(referral, today):
            return Pending(
                "Les adhésions sont données.",
                "L’accompagnement peut commencer.",
                reverse("accompaniment:mesure_open", args=[household.pk, referral.convention_id]),
                "Ouvrir la mesure",
            )
    return None


def decision_for(running, actor):
    """What this actor is to decide, or to take up again."""
    if actor.role == Role.SERVICE_HEAD:
        return next((each for mesure in running if (each := for_the_head(mesure))), None)
    if actor.role == Role.SOCIAL_WORKER:
        return next((each for mesure in running if (each := for_the_worker(mesure))), None)
    return next((each for mesure in running if (each := for_the_landlord(mesure))), None)


def for_the_head(mesure):
    closing = mesure.closings.filter(state=ClosingState.PROPOSED).first()
    if closing:
        words = f"{closing.get_exit_reason_display()}, le {plain_date(closing.on)}."
        return Pending("Une fin de mesure est à valider.", words, mesure.get_absolute_url(), "Lire et répondre")
    if mesure.withdrawal_decisions.filter(state=DecisionState.PROPOSED).exists():
        title = "La suite d’un retrait d’adhésion est à valider."
        return Pending(title, "", mesure.get_absolute_url(), "Lire et répondre")
    return None


def for_the_worker(mesure):
    if undecided(mesure):
        words = "Proposez une suite : le chef de service décide."
        return Pending("Une adhésion est retirée.", words, mesure.get_absolute_url(), "Proposer une suite", "late")
    if mesure.closings.filter(state=ClosingState.SENT_BACK).exists():
        return Pending("La fin proposée est à reprendre.", "", mesure.get_absolute_url(), "Reprendre", "late")
    return None


def first_objective(rows, actor):
    """A mesure without one after its first month: to whoever agrees on it with the household."""
    if not allows(actor.role, "objectives.write"):
        return None
    for standing, _ in rows:
        if any(alert.code == "objective" for alert in standing.alerts):
            return Pending(
                "Aucun objectif n’est convenu.",
                "Au moins un l’est dans le premier mois de la mesure.",
                reverse("accompaniment:objective_agree", args=[standing.mesure.pk]),
                "Convenir d’un objectif",
                REMINDER,
            )
    return None


def for_the_landlord(mesure):
    extension = mesure.extensions.filter(state=ExtensionState.PROPOSED).first()
    if extension is None:
        return None
    words = f"L’association demande de la prolonger jusqu’au {plain_date(extension.until)}."
    return Pending("Une prolongation attend votre accord.", words, extension.get_absolute_url(), "Lire et répondre")


def mesure_trail(household, actor):
    """The steps that its mesures took, for the history of the file (tenants.presentation.history)."""
    if not allows(actor.role, "mesures.read"):
        return []
    table = MESURES if inside(actor) else MESURE_OUTSIDE
    within = Accompaniment.objects.visible_to(actor, of=household).order_by("pk")
    return [(household, table, ""), *((each, table, each.number) for each in within)]
