"""What an e-mail says of what waits: a subject and a sentence for each code, never of whom nor what happened."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The subject of the letter, also a line of the digest; what one finds behind the link."""

    subject: str
    text: str


NOTICES = {
    "referral_announced": Words(
        "Une fiche d’orientation vous attend",
        "Un bailleur vous annonce une démarche : elle se lit ici.",
    ),
    "referral_sent": Words(
        "Une fiche de liaison vous attend", "Elle est à lire, et à confier à un interlocuteur privilégié."
    ),
    "referral_corrected": Words(
        "Une fiche de liaison a une nouvelle version", "Elle a été corrigée depuis votre dernière lecture."
    ),
    "referral_assigned": Words(
        "Une fiche de liaison vous est confiée", "Vous êtes l’interlocuteur privilégié du ménage."
    ),
    "referral_received": Words(
        "Une fiche que vous avez envoyée est reçue", "L’association a désigné un interlocuteur privilégié."
    ),
    "referral_withdrawn": Words("Une fiche est retirée", "Il n’y a plus rien à faire ; le motif se lit sur la fiche."),
    "referral_decided": Words(
        "La suite d’une fiche vous attend", "L’association a répondu : sa décision et son motif se lisent sur la fiche."
    ),
    "referral_taken_over": Words(
        "Un ménage change d’interlocuteur", "Le nouvel interlocuteur privilégié se lit sur la fiche."
    ),
    "household_confided": Words(
        "Un dossier vous est confié", "Au long cours, à plusieurs ou le temps d’une absence : c’est dit ici."
    ),
    "household_taken_over": Words(
        "Un dossier change de mains", "Vous ne le suivez plus ; vous pouvez le relire pendant un temps."
    ),
    "contact_changed": Words(
        "Un dossier a changé de règles", "Qui le lit, et ce qui peut être envoyé : relisez-le avant toute démarche."
    ),
    "contact_watched": Words(
        "Un contact a été protégé, ou ne l’est plus", "Le journal des accès dit qui a lu ce dossier."
    ),
    "information_asked": Words(
        "Des précisions vous sont demandées", "L’association attend votre réponse sur une fiche de liaison."
    ),
    "information_answered": Words("Des précisions vous sont données", "La réponse se lit sur la fiche de liaison."),
    "appointment_fixed": Words("Un rendez-vous est fixé", "Le jour, l’heure et le lieu se lisent ici."),
    "appointment_moved": Words("Un rendez-vous est déplacé", "Le nouveau jour et la nouvelle heure se lisent ici."),
    "appointment_cancelled": Words("Un rendez-vous est annulé", "Le motif se lit ici."),
    "appointment_missed": Words("Un rendez-vous est à refixer", "Il n’a pas eu lieu : un autre est à proposer."),
    "minutes_open": Words("Un compte rendu vous attend", "Il est ouvert à votre relecture."),
    "minutes_sealed": Words("Un compte rendu est signé", "Il se lit ici, avec les engagements de chacun."),
    "adhesion_withdrawn": Words("Un dossier a changé", "Une décision du ménage se lit ici."),
    "adhesion_cancelled": Words(
        "Un dossier a changé", "Une réponse notée par erreur est annulée ; la suite se lit ici."
    ),
    "mesure_opened": Words("Un accompagnement commence", "Ses dates se lisent ici."),
    "mesure_taken_back": Words("Un dossier a changé", "Une ouverture notée par erreur est annulée."),
    "mesure_closed": Words("Un accompagnement est terminé", "Ses dates se lisent ici."),
    "mesure_reopened": Words("Un accompagnement reprend", "Sa fin est annulée ; ses dates se lisent ici."),
    "extension_proposed": Words("Une prolongation vous attend", "L’association demande votre accord."),
    "extension_answered": Words("Le bailleur a répondu", "Sa réponse sur une prolongation se lit ici."),
    "closing_proposed": Words("Une fin de mesure est à valider", "Votre équipe la propose : elle se lit ici."),
    "closing_answered": Words("Une fin de mesure a reçu sa réponse", "Votre chef de service l’a relue."),
    "review_submitted": Words("Un bilan est à valider", "Votre équipe le propose : il se lit ici."),
    "review_answered": Words("Un bilan a reçu sa réponse", "Votre chef de service l’a relu."),
    "review_validated": Words("Un bilan vous attend", "L’association l’a validé : il se lit ici."),
    "mesure_changed": Words("Un dossier a changé", "Les dates d’un accompagnement se lisent ici."),
    "diagnostic_submitted": Words("Un diagnostic est à valider", "Votre équipe le propose : il se lit ici."),
    "diagnostic_answered": Words("Un diagnostic a reçu sa réponse", "Votre chef de service l’a relu."),
    "diagnostic_interrupted": Words("Un diagnostic est interrompu", "Le motif se lit ici."),
    "conclusions_published": Words("Des conclusions sont publiées", "Elles ont été écrites pour vous."),
    "proposal_received": Words("Une proposition vous attend", "L’association propose un autre dispositif."),
    "proposal_answered": Words("Le bailleur a répondu", "Sa réponse à une proposition se lit ici."),
    "decision_proposed": Words("Une décision est à valider", "Votre équipe propose une suite : elle se lit ici."),
    "decision_answered": Words("Une décision est prise", "Votre chef de service a relu la suite que vous proposez."),
    "caseload_confided": Words("Des suivis vous sont confiés", "Leur liste, et ce que chacun attend, se lit ici."),
    "caseload_taken_over": Words(
        "Des suivis changent de mains", "Vous ne les suivez plus ; vous pouvez relire ces dossiers pendant un temps."
    ),
    "cadence_late": Words(
        "Des rencontres sont à fixer", "Le rythme convenu est dépassé dans vos suivis : les plus en retard d’abord."
    ),
    "team_cadence_late": Words(
        "Des rencontres tardent dans l’équipe", "La charge de chacun, et ce qui est en retard, se lit ici."
    ),
    "merge_proposed": Words("Deux dossiers sont à rapprocher", "Une relecture vous est demandée."),
    "private_note_opened": Words(
        "Une note privée a été ouverte", "Par qui et pourquoi se lit sur l’entretien que vous avez noté."
    ),
    "alert_raised": Words("Une alerte du bailleur vous attend", "Elle demande une réponse."),
    "alert_answered": Words("Une réponse vous est donnée", "L’association a répondu à votre alerte."),
    "exchange_noted": Words("Un message vous est adressé", "Il se lit dans les échanges du dossier."),
}
