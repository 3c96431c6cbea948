"""The steps of a mesure and of what is decided in it. Pure: values in, values out."""

from accompaniment.enums import (
    ClosingState,
    DecisionState,
    DiagnosticState,
    ExchangeState,
    ExtensionState,
    MesureState,
    ObjectiveState,
    ProposalState,
    ReviewState,
)
from accounts.enums import Role
from core.transitions import STAYS, Answer, Ask, Outside, Transition, TransitionTable

ADVISOR, MANAGER, WORKER, HEAD = Role.ADVISOR, Role.LANDLORD_MANAGER, Role.SOCIAL_WORKER, Role.SERVICE_HEAD
WHY = Ask("reason", "Pourquoi", answer=Answer.LINES)


def fact(action, label, *, done, roles=(WORKER,), why=False, state=MesureState.OPEN):
    """Something that happens in a mesure and leaves it in its state."""
    return Transition(action, label, [state], STAYS, roles=roles, asks=[WHY] if why else [], done=done)


MESURES = TransitionTable(
    "Mesure",
    MesureState,
    Transition("open", "Ouvrir la mesure", [], MesureState.OPEN, roles=[WORKER], done="Mesure ouverte"),
    fact("start_phase", "Commencer une phase", roles=[WORKER, HEAD], done="Phase commencée"),
    fact("end_phase", "Terminer une phase", roles=[WORKER, HEAD], done="Phase terminée"),
    fact(
        "correct_phase",
        "Corriger les dates d’une phase",
        roles=[WORKER, HEAD],
        why=True,
        done="Dates d’une phase corrigées",
    ),
    fact(
        "correct_closed",
        "Corriger les dates d’une mesure terminée",
        roles=[HEAD],
        why=True,
        state=MesureState.CLOSED,
        done="Dates de la mesure corrigées",
    ),
    fact("suspend", "Suspendre l’accompagnement", done="Accompagnement suspendu"),
    fact("resume", "Reprendre l’accompagnement", done="Accompagnement repris"),
    fact("correct_suspension", "Corriger une suspension", why=True, done="Suspension corrigée"),
    fact("cancel_suspension", "Annuler une suspension", why=True, done="Suspension annulée"),
    fact("pause", "Mettre le rythme en pause", done="Rythme en pause"),
    fact("correct_pause", "Corriger une pause", why=True, done="Pause corrigée"),
    fact("cancel_pause", "Annuler une pause", why=True, done="Pause annulée"),
    fact("change_rhythm", "Changer le rythme", roles=[WORKER, HEAD], done="Rythme changé"),
    fact("note_action", "Noter une démarche", done="Démarche notée"),
    fact("change_action", "Modifier une démarche", done="Démarche mise à jour"),
    fact("cancel_action", "Retirer une démarche notée par erreur", why=True, done="Démarche retirée"),
    fact("relay", "Mettre en relation", done="Mise en relation avec un partenaire"),
    fact("change_relay", "Modifier un relais", done="Relais mis à jour"),
    fact("cancel_relay", "Retirer un relais noté par erreur", why=True, done="Relais retiré"),
    fact("take_back", "Annuler l’ouverture", roles=[WORKER, HEAD], why=True, done="Ouverture de la mesure annulée"),
    Transition(
        "close", "Terminer la mesure", [MesureState.OPEN], MesureState.CLOSED, roles=[HEAD], done="Mesure terminée"
    ),
    Transition(
        "reopen",
        "Rouvrir la mesure",
        [MesureState.CLOSED],
        MesureState.OPEN,
        roles=[HEAD],
        asks=[WHY],
        confirm="La mesure reprend comme si elle n’était pas terminée. Pour un retour, ouvrez-en une nouvelle.",
        done="Fin annulée, mesure rouverte",
    ),
)
# What the landlord is told of it, without the reasons.
MESURE_OUTSIDE = Outside(
    MESURES,
    {"open", "start_phase", "end_phase", "correct_phase", "correct_closed", "suspend", "resume", "close", "reopen"}
    | {"correct_suspension", "cancel_suspension", "take_back"},
)

EXTENSIONS = TransitionTable(
    "Prolongation",
    ExtensionState,
    Transition(
        "propose",
        "Proposer une prolongation",
        [],
        ExtensionState.PROPOSED,
        roles=[WORKER],
        done="Prolongation proposée",
    ),
    Transition(
        "agree",
        "Accepter la prolongation",
        [ExtensionState.PROPOSED],
        ExtensionState.AGREED,
        roles=[ADVISOR, MANAGER],
        confirm="Le terme de la mesure est déplacé ; les mois ajoutés seront comptés.",
        done="Prolongation acceptée par le bailleur",
    ),
    Transition(
        "refuse",
        "Refuser la prolongation",
        [ExtensionState.PROPOSED],
        ExtensionState.REFUSED,
        roles=[ADVISOR, MANAGER],
        asks=[WHY],
        danger=True,
        done="Prolongation refusée par le bailleur",
    ),
    Transition(
        "take_back",
        "Retirer la proposition",
        [ExtensionState.PROPOSED],
        ExtensionState.TAKEN_BACK,
        roles=[WORKER, HEAD],
        asks=[WHY],
        done="Proposition de prolongation retirée",
    ),
)

EXTENSION_OUTSIDE = Outside(EXTENSIONS, [step.action for step in EXTENSIONS])

CLOSINGS = TransitionTable(
    "Fin de mesure",
    ClosingState,
    Transition("propose", "Proposer la fin", [], ClosingState.PROPOSED, roles=[WORKER, HEAD], done="Fin proposée"),
    Transition(
        "validate",
        "Valider la fin",
        [ClosingState.PROPOSED],
        ClosingState.VALIDATED,
        roles=[HEAD],
        confirm="La mesure se termine au jour indiqué.",
        done="Fin validée",
    ),
    Transition(
        "send_back",
        "Demander de reprendre",
        [ClosingState.PROPOSED],
        ClosingState.SENT_BACK,
        roles=[HEAD],
        asks=[WHY],
        done="Fin à reprendre",
    ),
    Transition(
        "propose_again",
        "Proposer à nouveau",
        [ClosingState.SENT_BACK],
        ClosingState.PROPOSED,
        roles=[WORKER, HEAD],
        done="Fin proposée à nouveau",
    ),
    Transition(
        "take_back",
        "Retirer la proposition",
        [ClosingState.PROPOSED, ClosingState.SENT_BACK],
        ClosingState.TAKEN_BACK,
        roles=[WORKER, HEAD],
        asks=[WHY],
        done="Proposition de fin retirée",
    ),
)

DECISIONS = TransitionTable(
    "Suite d’un retrait d’adhésion",
    DecisionState,
    Transition("propose", "Proposer une suite", [], DecisionState.PROPOSED, roles=[WORKER], done="Suite proposée"),
    Transition(
        "validate",
        "Valider la suite",
        [DecisionState.PROPOSED],
        DecisionState.VALIDATED,
        roles=[HEAD],
        done="Suite validée",
    ),
    Transition(
        "send_back",
        "Demander de reprendre",
        [DecisionState.PROPOSED],
        DecisionState.SENT_BACK,
        roles=[HEAD],
        asks=[WHY],
        done="Suite à reprendre",
    ),
    Transition(
        "propose_again",
        "Proposer à nouveau",
        [DecisionState.SENT_BACK],
        DecisionState.PROPOSED,
        roles=[WORKER],
        done="Suite proposée à nouveau",
    ),
)

DIAGNOSTICS = TransitionTable(
    "Diagnostic social",
    DiagnosticState,
    Transition(
        "start", "Commencer le diagnostic", [], DiagnosticState.DRAFT, roles=[WORKER, HEAD], done="Diagnostic commencé"
    ),
    Transition(
        "submit",
        "Proposer à la validation",
        [DiagnosticState.DRAFT, DiagnosticState.SENT_BACK],
        DiagnosticState.SUBMITTED,
        roles=[WORKER],
        done="Diagnostic proposé à la validation",
    ),
    Transition(
        "take_back",
        "Le reprendre",
        [DiagnosticState.SUBMITTED],
        DiagnosticState.DRAFT,
        roles=[WORKER],
        done="Diagnostic repris avant sa validation",
    ),
    Transition(
        "send_back",
        "Demander de reprendre",
        [DiagnosticState.SUBMITTED],
        DiagnosticState.SENT_BACK,
        roles=[HEAD],
        asks=[WHY],
        done="Diagnostic à reprendre",
    ),
    Transition(
        "publish",
        "Valider et publier les conclusions",
        [DiagnosticState.SUBMITTED],
        DiagnosticState.PUBLISHED,
        roles=[HEAD],
        confirm="Le bailleur lira les conclusions, et elles ne changeront plus.",
        done="Diagnostic validé, conclusions publiées",
    ),
    Transition(
        "interrupt",
        "Interrompre le diagnostic",
        [DiagnosticState.DRAFT, DiagnosticState.SENT_BACK],
        DiagnosticState.INTERRUPTED,
        roles=[WORKER],
        asks=[Ask("on", "Dernier jour", answer=Answer.DAY), WHY],
        danger=True,
        done="Diagnostic interrompu",
    ),
)

# What the landlord is told of it: that there is one, and that it is over.
DIAGNOSTIC_OUTSIDE = Outside(DIAGNOSTICS, {"start", "publish", "interrupt"})

PROPOSALS = TransitionTable(
    "Proposition d’un autre dispositif",
    ProposalState,
    Transition(
        "propose", "Proposer", [], ProposalState.WAITING, roles=[HEAD], done="Autre dispositif proposé au bailleur"
    ),
    Transition(
        "take_up",
        "Préparer la fiche",
        [ProposalState.WAITING],
        ProposalState.TAKEN_UP,
        roles=[ADVISOR],
        done="Proposition suivie d’une fiche",
    ),
    Transition(
        "decline",
        "Ne pas donner suite",
        [ProposalState.WAITING],
        ProposalState.DECLINED,
        roles=[ADVISOR],
        asks=[Ask("reason", "Pourquoi", "L’association lit votre réponse.", answer=Answer.LINES)],
        done="Proposition sans suite",
    ),
)

OBJECTIVES = TransitionTable(
    "Objectif",
    ObjectiveState,
    Transition(
        "agree", "Convenir d’un objectif", [], ObjectiveState.NOT_STARTED, roles=[WORKER], done="Objectif convenu"
    ),
    Transition(
        "begin",
        "Commencer",
        [ObjectiveState.NOT_STARTED],
        ObjectiveState.UNDER_WAY,
        roles=[WORKER],
        done="Objectif en cours",
    ),
    Transition(
        "reach",
        "Atteint",
        [ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY],
        ObjectiveState.REACHED,
        roles=[WORKER],
        done="Objectif atteint",
    ),
    Transition(
        "drop",
        "Abandonner",
        [ObjectiveState.NOT_STARTED, ObjectiveState.UNDER_WAY],
        ObjectiveState.DROPPED,
        roles=[WORKER],
        asks=[WHY],
        done="Objectif abandonné",
    ),
    Transition(
        "take_up_again",
        "Reprendre",
        [ObjectiveState.REACHED, ObjectiveState.DROPPED],
        ObjectiveState.UNDER_WAY,
        roles=[WORKER],
        asks=[WHY],
        done="Objectif repris",
    ),
)

EXCHANGES = TransitionTable(
    "Alerte du bailleur",
    ExchangeState,
    Transition("alert", "Alerter l’association", [], ExchangeState.OPEN, roles=[ADVISOR], done="Alerte envoyée"),
    Transition(
        "answer", "Répondre", [ExchangeState.OPEN], ExchangeState.ANSWERED, roles=[WORKER, HEAD], done="Réponse envoyée"
    ),
    Transition(
        "cancel",
        "Annuler",
        [ExchangeState.NOTED, ExchangeState.OPEN],
        ExchangeState.CANCELLED,
        roles=[ADVISOR, WORKER],
        asks=[WHY],
        done="Échange annulé",
    ),
)

REVIEWS = TransitionTable(
    "Bilan",
    ReviewState,
    Transition("start", "Préparer un bilan", [], ReviewState.DRAFT, roles=[WORKER], done="Bilan commencé"),
    Transition(
        "submit",
        "Proposer à la validation",
        [ReviewState.DRAFT, ReviewState.SENT_BACK],
        ReviewState.SUBMITTED,
        roles=[WORKER],
        done="Bilan proposé à la validation",
    ),
    Transition(
        "send_back",
        "Demander de reprendre",
        [ReviewState.SUBMITTED],
        ReviewState.SENT_BACK,
        roles=[HEAD],
        asks=[WHY],
        done="Bilan à reprendre",
    ),
    Transition(
        "validate",
        "Valider le bilan",
        [ReviewState.SUBMITTED],
        ReviewState.VALIDATED,
        roles=[HEAD],
        confirm="Le bailleur lira sa version, et le bilan ne changera plus.",
        done="Bilan validé",
    ),
    Transition(
        "sign", "Signer", [ReviewState.VALIDATED], ReviewState.SIGNED, roles=[WORKER, HEAD], done="Bilan signé par tous"
    ),
    Transition(
        "give_up",
        "Abandonner ce bilan",
        [ReviewState.DRAFT, ReviewState.SENT_BACK],
        ReviewState.CANCELLED,
        roles=[WORKER],
        asks=[WHY],
        danger=True,
        done="Bilan abandonné",
    ),
    Transition(
        "cancel",
        "Annuler le bilan",
        [ReviewState.VALIDATED, ReviewState.SIGNED],
        ReviewState.CANCELLED,
        roles=[HEAD],
        asks=[WHY],
        confirm="Le bailleur ne le lira plus ; il reste lisible pour l’équipe, avec votre motif.",
        danger=True,
        done="Bilan annulé",
    ),
)
# Told to the landlord of a bilan that it reads.
REVIEW_OUTSIDE = Outside(REVIEWS, ("validate", "sign"))
