"""The steps of a referral and of what surrounds it, and their delays. Pure: values in, values out."""

from accounts.enums import Role
from core.transitions import STAYS, Answer, Ask, Outside, Transition, TransitionTable
from referrals.enums import AppointmentState, MinutesState, ReferralState, RequestState, SlotState

ADVISOR, WORKER, HEAD = Role.ADVISOR, Role.SOCIAL_WORKER, Role.SERVICE_HEAD
DRAFT, ANNOUNCED, SENT, RECEIVED, INFORMATION_REQUESTED, MEETING_PLANNED, ADHERED, DECLINED, REDIRECTED, WITHDRAWN = (
    ReferralState
)
BEFORE_OUTCOME = (DRAFT, ANNOUNCED, SENT, RECEIVED, INFORMATION_REQUESTED, MEETING_PLANNED)
OUTCOMES = (ADHERED, DECLINED, REDIRECTED, WITHDRAWN)
# Received and confided to a worker, the outcome not known.
IN_HAND = (RECEIVED, INFORMATION_REQUESTED, MEETING_PLANNED)
AT_THE_OPERATOR = (SENT, *IN_HAND)
BOTH_READ = "Le bailleur et l’association le lisent dans l’historique : l’erreur, sans nom ni détail de la situation."

REFERRALS = TransitionTable(
    "Fiche",
    ReferralState,
    Transition("start", "Préparer une fiche", sources=[], target=DRAFT, roles=[ADVISOR], done="Fiche commencée"),
    Transition(
        "announce",
        "Annoncer à l’association",
        sources=[DRAFT],
        target=ANNOUNCED,
        roles=[ADVISOR],
        asks=[
            Ask(
                "informed_on",
                "Ménage informé le",
                "Du but de l’action, et de qui fait quoi entre le bailleur et l’association.",
                Answer.DAY,
                "Indiquez le jour où le ménage a été informé : sans cela, rien n’est transmis.",
            )
        ],
        done="Fiche d’orientation envoyée",
    ),
    Transition(
        "send",
        "Envoyer la fiche de liaison",
        sources=[DRAFT, ANNOUNCED],
        target=SENT,
        roles=[ADVISOR],
        confirm="Une fois envoyée, la fiche ne change plus : une correction en fait une nouvelle version.",
        done="Fiche de liaison envoyée",
    ),
    Transition(
        "receive",
        "Accuser réception et confier",
        sources=[SENT],
        target=RECEIVED,
        roles=[HEAD],
        asks=[Ask("worker", "À qui la confier", missing="Choisissez à qui confier cette fiche.")],
        done="Réception accusée",
    ),
    Transition(
        "ask_information",
        "Demander une précision",
        sources=[RECEIVED, MEETING_PLANNED],
        target=INFORMATION_REQUESTED,
        roles=[WORKER, HEAD],
        asks=[Ask("questions", "Vos questions", missing="Posez au moins une question.")],
        done="Précisions demandées",
    ),
    Transition(
        "answer_information",
        "Répondre aux questions",
        sources=[INFORMATION_REQUESTED],
        target=RECEIVED,
        roles=[ADVISOR],
        asks=[Ask("answers", "Vos réponses", missing="Répondez à une question au moins.")],
        done="Précisions données",
    ),
    Transition(
        "drop_questions",
        "Reprendre sans attendre la réponse",
        sources=[INFORMATION_REQUESTED],
        target=RECEIVED,
        roles=[WORKER, HEAD],
        confirm="Les questions restées sans réponse sont closes ; la conseillère le lit.",
        done="Questions closes",
    ),
    Transition(
        "plan",
        "Fixer la rencontre",
        sources=[RECEIVED],
        target=MEETING_PLANNED,
        roles=[ADVISOR, WORKER, HEAD],
        done="Rencontre fixée",
    ),
    Transition("unplan", "Rencontre à refixer", sources=[MEETING_PLANNED], target=RECEIVED, done="Rencontre à refixer"),
    Transition(
        "adhere",
        "Recueillir l’adhésion",
        sources=[RECEIVED, MEETING_PLANNED],
        target=ADHERED,
        roles=[WORKER],
        done="Adhésion recueillie",
    ),
    Transition(
        "decline",
        "Noter que le ménage n’adhère pas",
        sources=[RECEIVED, INFORMATION_REQUESTED, MEETING_PLANNED],
        target=DECLINED,
        roles=[WORKER, HEAD],
        asks=[Ask("reason", "Motif, lu par le bailleur", answer=Answer.LINES)],
        done="Sans adhésion",
    ),
    Transition(
        "redirect",
        "Orienter vers un autre dispositif",
        sources=[SENT, RECEIVED, INFORMATION_REQUESTED, MEETING_PLANNED],
        target=REDIRECTED,
        roles=[WORKER, HEAD],
        asks=[Ask("reason", "Ce que le bailleur lira", answer=Answer.LINES)],
        done="Réorientée",
    ),
    Transition(
        "withdraw",
        "Retirer la fiche",
        sources=BEFORE_OUTCOME,
        target=WITHDRAWN,
        roles=[ADVISOR],
        asks=[Ask("reason", "Motif", answer=Answer.LINES)],
        danger=True,
        done="Fiche retirée",
    ),
    Transition(
        "note_letter",
        "Noter que le courrier est parti",
        sources=AT_THE_OPERATOR,
        target=STAYS,
        roles=[ADVISOR],
        done="Courrier envoyé au locataire",
    ),
    Transition(
        "send_correction",
        "Envoyer la correction",
        sources=AT_THE_OPERATOR,
        target=STAYS,
        roles=[ADVISOR],
        done="Fiche corrigée",
    ),
    Transition(
        "change_worker",
        "Confier à quelqu’un d’autre",
        sources=IN_HAND,
        target=STAYS,
        roles=[HEAD],
        done="Changement d’interlocuteur",
    ),
    Transition(
        "cancel_adhesion",
        "Annuler une réponse notée par erreur",
        sources=[*IN_HAND, *OUTCOMES],
        target=STAYS,
        roles=[WORKER],
        asks=[Ask("reason", "Motif", BOTH_READ, Answer.LINES)],
        danger=True,
        done="Réponse à l’adhésion annulée",
    ),
    Transition(
        "cancel_paper",
        "Annuler un papier signé",
        sources=[*IN_HAND, *OUTCOMES],
        target=STAYS,
        roles=[WORKER],
        asks=[Ask("reason", "Motif", BOTH_READ, Answer.LINES)],
        danger=True,
        done="Papier signé annulé",
    ),
)

REQUESTS = TransitionTable(
    "Demande de précision",
    RequestState,
    Transition("ask", "Demander", sources=[], target=RequestState.OPEN, roles=[WORKER, HEAD], done="Question posée"),
    Transition(
        "answer",
        "Répondre",
        sources=[RequestState.OPEN],
        target=RequestState.ANSWERED,
        roles=[ADVISOR],
        done="Réponse donnée",
    ),
    Transition(
        "close",
        "Clore",
        sources=[RequestState.OPEN, RequestState.ANSWERED],
        target=RequestState.CLOSED,
        roles=[WORKER, HEAD],
        done="Question close",
    ),
)

SLOTS = TransitionTable(
    "Créneau",
    SlotState,
    Transition("publish", "Proposer", sources=[], target=SlotState.OPEN, roles=[WORKER, HEAD], done="Créneau proposé"),
    Transition(
        "book",
        "Réserver",
        sources=[SlotState.OPEN],
        target=SlotState.BOOKED,
        roles=[ADVISOR, WORKER, HEAD],
        done="Créneau réservé",
    ),
    Transition("free", "Libérer", sources=[SlotState.BOOKED], target=SlotState.OPEN, done="Créneau libéré"),
    Transition(
        "withdraw",
        "Retirer",
        sources=[SlotState.OPEN],
        target=SlotState.WITHDRAWN,
        roles=[WORKER, HEAD],
        done="Créneau retiré",
    ),
)

READ_BY_BOTH = "Le bailleur et l’association lisent ce motif : ni santé, ni confidence."
APPOINTMENTS = TransitionTable(
    "Rendez-vous",
    AppointmentState,
    Transition(
        "fix",
        "Fixer",
        sources=[],
        target=AppointmentState.PLANNED,
        roles=[ADVISOR, WORKER, HEAD],
        done="Rendez-vous fixé",
    ),
    Transition(
        "move",
        "Déplacer",
        sources=[AppointmentState.PLANNED],
        target=AppointmentState.PLANNED,
        roles=[ADVISOR, WORKER, HEAD],
        done="Rendez-vous déplacé",
    ),
    Transition(
        "hold",
        "Noter que la rencontre a eu lieu",
        sources=[AppointmentState.PLANNED],
        target=AppointmentState.HELD,
        roles=[ADVISOR, WORKER, HEAD],
        done="Rencontre tenue",
    ),
    Transition(
        "miss",
        "Noter qu’il a été manqué",
        sources=[AppointmentState.PLANNED],
        target=AppointmentState.MISSED,
        roles=[ADVISOR, WORKER, HEAD],
        done="Rendez-vous manqué",
    ),
    Transition(
        "cancel",
        "Annuler le rendez-vous",
        sources=[AppointmentState.PLANNED],
        target=AppointmentState.CANCELLED,
        roles=[ADVISOR, WORKER, HEAD],
        asks=[Ask("reason", "Motif", help_text=READ_BY_BOTH)],
        done="Rendez-vous annulé",
    ),
)
# Told to the landlord of what is between the household and its worker: never an absence, never why.
APPOINTMENT_OUTSIDE = Outside(APPOINTMENTS, {"fix", "move", "hold", "cancel"})

MINUTES = TransitionTable(
    "Compte rendu",
    MinutesState,
    Transition(
        "open",
        "Ouvrir le compte rendu",
        sources=[],
        target=MinutesState.OPEN,
        roles=[ADVISOR, WORKER],
        done="Compte rendu ouvert",
    ),
    Transition(
        "seal",
        "Signer le compte rendu",
        sources=[MinutesState.OPEN],
        target=MinutesState.SEALED,
        roles=[WORKER],
        confirm="Une fois signé, le compte rendu ne change plus.",
        done="Compte rendu signé",
    ),
    Transition(
        "cancel",
        "Annuler ce compte rendu",
        sources=[MinutesState.OPEN, MinutesState.SEALED],
        target=MinutesState.CANCELLED,
        roles=[WORKER],
        asks=[Ask("reason", "Motif")],
        danger=True,
        done="Compte rendu annulé",
    ),
    Transition(
        "cancel_paper",
        "Annuler un papier signé",
        sources=MinutesState,
        target=STAYS,
        roles=[ADVISOR, WORKER],
        asks=[Ask("reason", "Motif", BOTH_READ, Answer.LINES)],
        danger=True,
        done="Papier signé annulé",
    ),
)
