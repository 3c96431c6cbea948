"""The steps of a merge: proposed by an advisor, read by the landlord's manager, undone with a reason."""

from accounts.enums import Role
from core.transitions import Answer, Ask, Transition, TransitionTable
from tenants.enums import MergeState

PROPOSED, DONE, REFUSED, UNDONE = MergeState.PROPOSED, MergeState.DONE, MergeState.REFUSED, MergeState.UNDONE

MERGES = TransitionTable(
    "Réunion de deux dossiers",
    MergeState,
    Transition(
        "propose",
        "Proposer de réunir",
        sources=[],
        target=PROPOSED,
        roles=[Role.ADVISOR],
        done="Réunion proposée",
        asks=[Ask("reason", "Pourquoi est-ce le même ménage ?", answer=Answer.LINES)],
    ),
    Transition(
        "accept",
        "Relire et réunir",
        sources=[PROPOSED],
        target=DONE,
        roles=[Role.LANDLORD_MANAGER],
        confirm="Tout ce qui est dans un dossier passe dans l’autre.",
        done="Dossiers réunis",
    ),
    Transition(
        "refuse",
        "Refuser",
        sources=[PROPOSED],
        target=REFUSED,
        roles=[Role.LANDLORD_MANAGER],
        asks=[Ask("reason", "Pourquoi ne pas les réunir", "La conseillère qui l’a proposé le lira.", Answer.LINES)],
        confirm="Les deux dossiers restent comme ils sont.",
        done="Réunion refusée",
    ),
    Transition(
        "withdraw",
        "Retirer la proposition",
        sources=[PROPOSED],
        target=MergeState.WITHDRAWN,
        roles=[Role.ADVISOR],
        asks=[Ask("reason", "Pourquoi la retirer", "La responsable le lira.", Answer.LINES)],
        confirm="Les deux dossiers restent comme ils sont ; une autre réunion pourra être proposée.",
        done="Proposition retirée",
    ),
    Transition(
        "undo",
        "Défaire la réunion",
        sources=[DONE],
        target=UNDONE,
        roles=[Role.LANDLORD_MANAGER],
        asks=[Ask("reason", "Pourquoi les séparer à nouveau", answer=Answer.LINES)],
        confirm="Ce qui venait du dossier réuni y retourne. Ce qui a été ajouté depuis reste dans le dossier gardé.",
        danger=True,
        done="Réunion défaite",
    ),
)
