"""The accompaniment: what is recorded of it, what is decided, what the landlord reads."""

from accounts.matrix.short import (
    ADVISOR,
    AGGREGATE,
    ALL,
    BILLING_OFFICER,
    COMMITTEE,
    LANDLORD_MANAGER,
    OWN,
    PUBLISHED,
    SERVICE_HEAD,
    SOCIAL_WORKER,
    STATUS,
)
from accounts.rights import Right, Subject

FOLLOW_UP = (
    Subject(
        "Mesure : ses phases, ses suspensions, son terme",
        (
            Right(
                "mesures.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: ALL,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: STATUS,
                },
                {BILLING_OFFICER: "par numéro de dossier"},
            ),
            Right("progress.read", "Suivre l’avancement", {ADVISOR: OWN, LANDLORD_MANAGER: ALL}),
            Right("mesures.write", "Ouvrir, suspendre, proposer la fin", {SOCIAL_WORKER: OWN}),
            Right("mesures.decide", "Valider une fin, la suite d’un retrait d’adhésion", {SERVICE_HEAD: ALL}),
            Right("extensions.agree", "Accepter ou refuser une prolongation", {ADVISOR: OWN, LANDLORD_MANAGER: ALL}),
            Right("caseload.read", "Suivre sa charge et ses échéances", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("team_load.read", "Lire la charge de l’équipe", {SERVICE_HEAD: ALL}),
            Right("caseload.transfer", "Confier des suivis à un autre travailleur social", {SERVICE_HEAD: ALL}),
        ),
        "Le bailleur lit les dates et l’état, jamais la raison d’une suspension.",
    ),
    Subject(
        "Contacts tenus",
        (
            Right(
                "contacts.read",
                "Lire",
                {
                    ADVISOR: STATUS,
                    LANDLORD_MANAGER: STATUS,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: STATUS,
                    COMMITTEE: AGGREGATE,
                },
                {
                    ADVISOR: "le nombre par mois",
                    LANDLORD_MANAGER: "le nombre par mois",
                    BILLING_OFFICER: "des nombres",
                },
            ),
            Right("contacts.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
        "Le bailleur lit un nombre par mois, jamais une absence.",
    ),
    Subject(
        "Suivi : texte publié au bailleur",
        (
            Right("published.read", "Lire", {ADVISOR: OWN, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("published.write", "Choisir et publier", {SOCIAL_WORKER: OWN}),
        ),
        "Choisi et prévisualisé par la personne qui l’écrit.",
    ),
    Subject(
        "Suivi : texte d’équipe",
        (
            Right("team_text.read", "Lire", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("team_text.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
        "Chiffré. Aucun chemin n’y mène depuis le bailleur.",
    ),
    Subject(
        "Suivi : note privée",
        (
            Right(
                "private_note.read",
                "Lire et écrire",
                {SOCIAL_WORKER: OWN},
                {SOCIAL_WORKER: "seulement celles dont il est l’auteur"},
            ),
            Right("private_note.break_glass", "Ouvrir en urgence, avec un motif", {SERVICE_HEAD: ALL}),
        ),
        "Visible de son auteur seul, dans une table chiffrée à part. L’ouverture d’urgence dure une heure et "
        "l’auteur en est averti.",
    ),
    Subject(
        "Objectifs",
        (
            Right(
                "objectives.read",
                "Lire",
                {ADVISOR: PUBLISHED, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL, COMMITTEE: AGGREGATE},
            ),
            Right("objectives.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
    ),
    Subject(
        "Objectifs : qui fait quoi, démarches, relais",
        (
            Right("actions.read", "Lire", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("actions.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
        "L’avancement, les montants, les partenaires : pour l’équipe. Le bailleur lit les objectifs publiés.",
    ),
    Subject(
        "Présence aux rencontres collectives",
        (
            Right(
                "attendance.read",
                "Lire",
                {SOCIAL_WORKER: ALL, SERVICE_HEAD: ALL, BILLING_OFFICER: STATUS, COMMITTEE: AGGREGATE},
                {BILLING_OFFICER: "des nombres"},
            ),
            Right("attendance.write", "Écrire", {SOCIAL_WORKER: ALL}),
        ),
    ),
    Subject(
        "Diagnostic complet",
        (
            Right("diagnostics.read", "Lire", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("diagnostics.write", "Écrire", {SOCIAL_WORKER: OWN}),
            Right("diagnostics.validate", "Valider", {SERVICE_HEAD: ALL}),
        ),
    ),
    Subject(
        "Conclusions du diagnostic",
        (
            Right(
                "conclusions.read",
                "Lire",
                {ADVISOR: PUBLISHED, LANDLORD_MANAGER: PUBLISHED, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
                {ADVISOR: "de ses ménages, une fois validées", LANDLORD_MANAGER: "une fois validées"},
            ),
            Right("conclusions.write", "Écrire", {SOCIAL_WORKER: OWN}),
            Right("conclusions.validate", "Valider", {SERVICE_HEAD: ALL}),
        ),
        "Lues au ménage avant d’être publiées. Ni avis favorable, ni avis défavorable.",
    ),
    Subject(
        "Bilan individuel : version du bailleur",
        (
            Right(
                "reviews.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: ALL,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    COMMITTEE: AGGREGATE,
                },
            ),
            Right("reviews.write", "Écrire", {SOCIAL_WORKER: OWN}),
            Right("reviews.validate", "Valider", {SERVICE_HEAD: ALL}),
            Right("reviews.sign", "Recueillir les signatures", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
        ),
        "Sans santé ni texte d’équipe.",
    ),
    Subject(
        "Bilan individuel complet",
        (
            Right("full_reviews.read", "Lire", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("full_reviews.write", "Écrire", {SOCIAL_WORKER: OWN}),
            Right("full_reviews.validate", "Valider", {SERVICE_HEAD: ALL}),
        ),
    ),
    Subject(
        "Échanges entre bailleur et opérateur sur un ménage",
        (
            Right(
                "exchanges.read",
                "Lire",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right("exchanges.write", "Écrire", {ADVISOR: OWN, SOCIAL_WORKER: OWN}),
            Right("exchanges.alert", "Alerter l’association", {ADVISOR: OWN}),
            Right("exchanges.answer", "Répondre à une alerte", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
        ),
        "Avec l’accord du ménage.",
    ),
)

# Of the operator: it tells of no household.
DIRECTORY = (
    Subject(
        "Annuaire des partenaires",
        (
            Right("structures.read", "Lire", {SOCIAL_WORKER: ALL, SERVICE_HEAD: ALL}),
            Right("structures.write", "Écrire", {SOCIAL_WORKER: ALL, SERVICE_HEAD: ALL}),
        ),
        "Celui de l’association : des structures et leurs interlocuteurs, aucun ménage.",
    ),
)
