"""A state as each side reads it: who acts reads what to do, who waits reads what happens next and at whom. Pure."""

from dataclasses import dataclass

from accounts.enums import Role
from referrals.enums import ReferralState


@dataclass(frozen=True)
class Words:
    """`label` and `tone` make the badge; `sentence` says what comes next."""

    label: str
    sentence: str
    tone: str = ""


def both(label, sentence, tone=""):
    return {"landlord": Words(label, sentence, tone), "operator": Words(label, sentence, tone)}


WORDS = {
    ReferralState.DRAFT: {
        "landlord": Words("À compléter", "Terminez la fiche, relisez-la, puis envoyez-la à l’association.", "soon"),
        "operator": Words("En préparation", "Le bailleur prépare la fiche."),
    },
    ReferralState.ANNOUNCED: {
        "landlord": Words("Annoncée", "L’association est prévenue : elle attend votre fiche de liaison.", "soon"),
        "operator": Words("Annoncée", "Le bailleur prépare la fiche de liaison. Vous n’avez rien à faire.", "brand"),
    },
    ReferralState.SENT: {
        "landlord": Words("Envoyée", "L’association doit en accuser réception et nommer un interlocuteur.", "brand"),
        "operator": Words("À recevoir", "Accusez réception et confiez-la à un interlocuteur privilégié.", "soon"),
    },
    ReferralState.RECEIVED: {
        "landlord": Words("Reçue", "L’association fixe la rencontre.", "brand"),
        "operator": Words("Rencontre à fixer", "Fixez la rencontre avec le ménage et le bailleur.", "soon"),
    },
    ReferralState.INFORMATION_REQUESTED: {
        "landlord": Words("À préciser", "L’association attend vos réponses pour continuer.", "soon"),
        "operator": Words("En attente du bailleur", "La conseillère répond à vos questions.", "brand"),
    },
    ReferralState.MEETING_PLANNED: both("Rencontre fixée", "La rencontre a lieu au jour convenu.", "brand"),
    ReferralState.ADHERED: both("Adhésion recueillie", "Le ménage est accompagné.", "done"),
    ReferralState.DECLINED: both("Sans adhésion", "Le ménage n’entre pas dans l’action.", ""),
    ReferralState.REDIRECTED: both("Réorientée", "Une autre orientation est proposée.", ""),
    ReferralState.WITHDRAWN: both("Retirée", "Le bailleur a retiré la fiche.", ""),
}


def state_words(state: str, role: str) -> Words:
    side = "operator" if role in (Role.SOCIAL_WORKER, Role.SERVICE_HEAD) else "landlord"
    return WORDS[ReferralState(state)][side]
