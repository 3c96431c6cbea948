"""What waits for whoever is at work, of the mesures: to open, to agree, to validate, to take up again; terms."""

import datetime
from itertools import islice

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import ClosingState, DecisionState, ExtensionState, MesureState
from accompaniment.models import Accompaniment, Closing, Extension, WithdrawalDecision
from accompaniment.presentation.mesures import NO_OBJECTIVE, still_without_objective
from accompaniment.presentation.opening import stands, to_open
from accompaniment.rules.mesures import TERM_NEAR_DAYS, objective_alert, term_alert
from accounts.matrix import allows
from core.queue import QueueItem
from core.wording import count, near_date
from referrals.models import Adhesion
from tenants.models import Household

SHOWN = 8
# Beyond, what is asked in the same words stands in one line.
EACH = 2


def mesures_waiting(actor, today):
    items = []
    if allows(actor.role, "mesures.write"):
        items += [*openings(actor, today), *withdrawals(actor, today), *sent_back(actor, today)]
        items += [*without_objective(actor, today), *terms(actor, today)]
    if allows(actor.role, "mesures.decide"):
        items += [*ends_to_validate(actor, today), *decisions_to_validate(actor, today)]
    if allows(actor.role, "extensions.agree"):
        items += extensions_to_agree(actor, today)
    return items


def running(actor):
    """The open mesures in the worker's hands."""
    within = Accompaniment.objects.writable_by(actor).filter(state=MesureState.OPEN)
    return within.select_related("household")


def openings(actor, today):
    standing = (each for each in to_open(actor, today) if stands(each, today))
    for referral in islice(standing, SHOWN):
        yield QueueItem(
            "Une mesure est à ouvrir",
            f"Dossier {referral.household.number} : les adhésions sont données.",
            reverse("accompaniment:mesure_open", args=[referral.household_id, referral.convention_id]),
            "Ouvrir la mesure",
            due_on=timezone.localdate(referral.closed_at),
            due_word="adhésion",
        )


def withdrawals(actor, today):
    """Taken back by all of the household while the mesure goes on; nothing is proposed yet, or to be taken up again."""
    gone = (
        Adhesion.objects.kept()
        .filter(given=True, withdrawn_on__isnull=False)
        .filter(Q(decision=None) | Q(decision__state=DecisionState.SENT_BACK))
    )
    same = {"household": OuterRef("household"), "convention": OuterRef("convention")}
    mesures = Accompaniment.objects.filter(**same, state=MesureState.OPEN, starts_on__lte=OuterRef("withdrawn_on"))
    standing = Adhesion.objects.standing_on(today).filter(**same, kind=OuterRef("kind"))
    later = gone.filter(**same, kind=OuterRef("kind"), withdrawn_on__gt=OuterRef("withdrawn_on"))
    waiting = gone.filter(
        Exists(mesures),
        ~Exists(standing),
        ~Exists(later),
        household__in=Household.objects.writable_by(actor),
        convention__operator=actor.organisation_id,
    )
    for adhesion in waiting.select_related("household").order_by("withdrawn_on", "pk")[:SHOWN]:
        yield QueueItem(
            "Une adhésion est retirée",
            f"Dossier {adhesion.household.number} : proposez une suite, le chef de service décide.",
            adhesion.household.get_absolute_url(),
            "Ouvrir le dossier",
            due_on=adhesion.withdrawn_on,
            due_word="retirée",
            late=True,
        )


def sent_back(actor, today):
    found = Closing.objects.writable_by(actor).filter(state=ClosingState.SENT_BACK)
    for closing in found.select_related("accompaniment__household").order_by("proposed_at", "pk")[:SHOWN]:
        yield QueueItem(
            "Une fin de mesure est à reprendre",
            f"Dossier {closing.accompaniment.household.number}. Le chef de service dit pourquoi.",
            closing.accompaniment.get_absolute_url(),
            "Lire et reprendre",
            due_on=closing.on,
            due_word="fin proposée",
        )


def without_objective(actor, today):
    """In support for more than a month, and no objective is agreed: each, or beyond a few, one line for all of them."""
    bare = still_without_objective(running(actor), today).order_by("starts_on", "pk")
    found = [(each, alert) for each in bare if (alert := objective_alert(each.starts_on, False, today))]
    if len(found) > EACH:
        return [without_objectives(found)]
    return [
        QueueItem(
            "Aucun objectif n’est convenu",
            f"Dossier {mesure.household.number}, mesure {mesure} : il l’est dans le premier mois.",
            mesure.get_absolute_url(),
            "Voir la mesure",
            due_on=alert.on,
            due_word="premier mois",
            late=True,
        )
        for mesure, alert in found
    ]


def without_objectives(found):
    return QueueItem(
        f"{count(len(found), 'mesure')} sans objectif convenu",
        "Un premier objectif se convient dans le premier mois.",
        f"{reverse('accompaniment:caseload')}?objectif={NO_OBJECTIVE}",
        "Voir lesquelles",
        due_on=found[0][1].on,
        due_word="premier mois",
        late=True,
    )


def terms(actor, today):
    """Near, or past: to prolong, or to end."""
    near = today + datetime.timedelta(days=TERM_NEAR_DAYS)
    ending = running(actor).filter(
        ~Exists(Closing.objects.filter(accompaniment=OuterRef("pk"), state=ClosingState.PROPOSED)),
        ~Exists(Extension.objects.filter(accompaniment=OuterRef("pk"), state=ExtensionState.PROPOSED)),
        term_on__lte=near,
    )
    for mesure in ending.order_by("term_on", "pk")[:SHOWN]:
        alert = term_alert(mesure.term_on, today)
        yield QueueItem(
            "Le terme d’une mesure est passé" if alert.late else "Le terme d’une mesure approche",
            f"Dossier {mesure.household.number}, mesure {mesure} : prolonger, ou proposer la fin.",
            mesure.get_absolute_url(),
            "Voir la mesure",
            due_on=mesure.term_on,
            due_word="terme",
            late=alert.late,
        )


def ends_to_validate(actor, today):
    found = Closing.objects.visible_to(actor).filter(state=ClosingState.PROPOSED)
    for closing in found.select_related("accompaniment__household", "proposed_by__user").order_by("proposed_at")[
        :SHOWN
    ]:
        yield QueueItem(
            "Une fin de mesure est à valider",
            f"Dossier {closing.accompaniment.household.number}, {closing.get_exit_reason_display().lower()}. "
            f"Proposée par {closing.proposed_by.user} le {near_date(timezone.localdate(closing.proposed_at), today)}.",
            closing.accompaniment.get_absolute_url(),
            "Lire et répondre",
            due_on=closing.on,
            due_word="dernier jour",
        )


def decisions_to_validate(actor, today):
    found = WithdrawalDecision.objects.visible_to(actor).filter(
        state=DecisionState.PROPOSED, accompaniment__state=MesureState.OPEN
    )
    for decision in found.select_related("accompaniment__household", "adhesion").order_by("proposed_at", "pk")[:SHOWN]:
        yield QueueItem(
            "La suite d’un retrait d’adhésion est à valider",
            f"Dossier {decision.accompaniment.household.number} : {decision.get_outcome_display().lower()}.",
            decision.accompaniment.get_absolute_url(),
            "Lire et répondre",
            due_on=decision.adhesion.withdrawn_on,
            due_word="adhésion retirée",
        )


def extensions_to_agree(actor, today):
    found = Extension.objects.visible_to(actor).filter(
        state=ExtensionState.PROPOSED, accompaniment__state=MesureState.OPEN
    )
    for extension in found.select_related("accompaniment__household").order_by("proposed_at", "pk")[:SHOWN]:
        mesure = extension.accompaniment
        yield QueueItem(
            "Une prolongation attend votre accord",
            f"Dossier {mesure.household.number} : jusqu’au {near_date(extension.until, today)}.",
            extension.get_absolute_url(),
            "Lire et répondre",
            due_on=mesure.term_on,
            due_word="terme actuel",
            late=mesure.term_on is not None and mesure.term_on < today,
        )
