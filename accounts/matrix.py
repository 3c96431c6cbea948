"""Who may do what: the one table, read by the middleware, the page « Qui voit quoi » and the tests.

A row gives, for each role, the reach of what it may see or do. A role without a reach has none. Reach is enforced by
`visible_to`; the middleware only asks whether there is any.
"""

from accounts.enums import Role
from accounts.rights import Reach, Right, Subject

ALL, OWN, PUBLISHED, STATUS, AGGREGATE, TECHNICAL = (
    Reach.ALL,
    Reach.OWN,
    Reach.PUBLISHED,
    Reach.STATUS,
    Reach.AGGREGATE,
    Reach.TECHNICAL,
)
ADVISOR, LANDLORD_MANAGER, SOCIAL_WORKER, SERVICE_HEAD, BILLING_OFFICER, COMMITTEE, DPO, ADMINISTRATOR = (
    Role.ADVISOR,
    Role.LANDLORD_MANAGER,
    Role.SOCIAL_WORKER,
    Role.SERVICE_HEAD,
    Role.BILLING_OFFICER,
    Role.COMMITTEE_MEMBER,
    Role.DPO,
    Role.ADMINISTRATOR,
)
EVERYONE = dict.fromkeys(Role, ALL)
ADMINISTERED = {ADMINISTRATOR: "la sienne et celles qu’elle administre"}
OWN_LOOKS = dict.fromkeys(Role, "ses propres consultations") | {
    ADMINISTRATOR: "les siennes, et celles qui portent sur les comptes et les réglages"
}

TENANT_FILES = (
    Subject(
        "Identité, ménage, logement, dette de loyer",
        (
            Right(
                "households.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: ALL,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: STATUS,
                },
                {BILLING_OFFICER: "le numéro de dossier et la référence du bail, jamais un nom"},
            ),
            Right("households.write", "Écrire", {ADVISOR: OWN, SOCIAL_WORKER: OWN}),
        ),
        "« Confié » : pour une conseillère, son secteur ; pour un travailleur social, les ménages qu’il accompagne, "
        "ceux d’un collègue qu’il remplace, et pendant 30 jours, en lecture, ceux qu’il a transmis.",
    ),
    Subject(
        "Vérification de l’éligibilité",
        (
            Right(
                "screenings.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: ALL,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    COMMITTEE: AGGREGATE,
                },
            ),
            Right("screenings.write", "Écrire", {ADVISOR: OWN}),
        ),
        "Une attestation qui n’est pas donnée ne laisse aucune trace.",
    ),
    Subject(
        "Fiche d’orientation, fiche de liaison",
        (
            Right(
                "referrals.read",
                "Lire",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right("referrals.write", "Écrire, jusqu’à l’envoi", {ADVISOR: OWN}),
        ),
    ),
    Subject(
        "Rencontres tripartites : compte rendu et engagements partagés",
        (
            Right(
                "tripartite.read",
                "Lire",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right("tripartite.write", "Écrire, jusqu’à la signature", {ADVISOR: OWN, SOCIAL_WORKER: OWN}),
        ),
    ),
    Subject(
        "Adhésion",
        (
            Right(
                "adhesions.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: STATUS,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: STATUS,
                    COMMITTEE: AGGREGATE,
                },
                {LANDLORD_MANAGER: "l’état", BILLING_OFFICER: "les dates"},
            ),
            Right("adhesions.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
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
        "Suivi : texte publié au bailleur",
        (
            Right("published.read", "Lire", {ADVISOR: OWN, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("published.write", "Choisir et publier", {SOCIAL_WORKER: OWN}),
        ),
        "Choisi et prévisualisé par la personne qui l’écrit.",
    ),
    Subject(
        "Suivi : texte d’équipe",
        (
            Right("team_text.read", "Lire", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}),
            Right("team_text.write", "Écrire", {SOCIAL_WORKER: OWN}),
        ),
        "Chiffré. Aucun chemin n’y mène depuis le bailleur.",
    ),
    Subject(
        "Suivi : note privée",
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
        "Bilan individuel : version du bailleur",
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
        ),
        "Avec l’accord du ménage.",
    ),
)

FIGURES = (
    Subject(
        "Tableau nominatif du mois",
        (
            Right(
                "monthly_table.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: ALL,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: STATUS,
                },
                {BILLING_OFFICER: "les numéros de dossier"},
            ),
            Right("monthly_table.transmit", "Transmettre", {SERVICE_HEAD: ALL}),
            Right("monthly_table.verify", "Vérifier", {LANDLORD_MANAGER: ALL}),
        ),
    ),
    Subject(
        "Factures",
        (
            Right(
                "invoices.read",
                "Lire, télécharger",
                {LANDLORD_MANAGER: ALL, SERVICE_HEAD: ALL, BILLING_OFFICER: ALL, COMMITTEE: AGGREGATE},
                {COMMITTEE: "les totaux"},
            ),
            Right("invoices.write", "Préparer, émettre, encaisser", {BILLING_OFFICER: ALL}),
        ),
        "Aucun nom de locataire, ni sur le papier ni dans le fichier.",
    ),
    Subject(
        "Tableaux de bord",
        (
            Right(
                "dashboards.read",
                "Lire",
                {
                    ADVISOR: AGGREGATE,
                    LANDLORD_MANAGER: AGGREGATE,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: AGGREGATE,
                    COMMITTEE: AGGREGATE,
                },
                {SOCIAL_WORKER: "des chiffres d’ensemble, et ses propres dossiers"},
            ),
        ),
        "En dessous de 5 personnes (11 pour les dettes et les ressources), un nombre est regroupé ou caché.",
    ),
)

FRAMEWORK = (
    Subject("Dispositifs", (Right("programmes.read", "Lire", EVERYONE),)),
    Subject(
        "Conventions",
        (
            Right(
                "conventions.read",
                "Lire",
                {LANDLORD_MANAGER: ALL, SERVICE_HEAD: ALL, BILLING_OFFICER: ALL, ADMINISTRATOR: ALL},
            ),
            Right("conventions.write", "Créer, modifier", {ADMINISTRATOR: ALL}),
        ),
    ),
    Subject(
        "Comptes, organisations, réglages",
        (
            Right(
                "organisations.read", "Lire l’organisation", EVERYONE, dict.fromkeys(Role, "la sienne") | ADMINISTERED
            ),
            Right("organisations.write", "Écrire les organisations", {ADMINISTRATOR: ALL}, ADMINISTERED),
            Right(
                "accounts.read",
                "Lire les comptes",
                {SERVICE_HEAD: OWN, ADMINISTRATOR: ALL},
                {SERVICE_HEAD: "son équipe"} | ADMINISTERED,
            ),
            Right("accounts.write", "Inviter, changer un rôle, fermer un compte", {ADMINISTRATOR: ALL}, ADMINISTERED),
        ),
        "L’administrateur ne lit le contenu d’aucun dossier, et personne ne change ses propres rôles.",
    ),
    Subject(
        "Journal des accès",
        (
            Right(
                "access_log.read",
                "Lire",
                {
                    ADVISOR: OWN,
                    LANDLORD_MANAGER: OWN,
                    SOCIAL_WORKER: OWN,
                    SERVICE_HEAD: ALL,
                    BILLING_OFFICER: OWN,
                    COMMITTEE: OWN,
                    DPO: ALL,
                    ADMINISTRATOR: TECHNICAL,
                },
                OWN_LOOKS
                | {
                    SERVICE_HEAD: "celles de son service, et celles que d’autres y font",
                    DPO: "celles de son organisation, et celles que d’autres y font",
                },
            ),
            Right("access_log.export", "Exporter", {DPO: ALL}),
        ),
        "Qui a regardé quoi, et quand ; jamais ce qui s’y lit.",
    ),
)

SECTIONS = (
    ("Dossiers des ménages", TENANT_FILES),
    ("Chiffres et factures", FIGURES),
    ("Cadre de travail", FRAMEWORK),
)

RIGHTS = {right.action: right for _, subjects in SECTIONS for subject in subjects for right in subject.rights}


def reach(role, action):
    """How far the role may go in this action, or None. An action that the table does not know is an error."""
    return RIGHTS[action].who.get(role)


def allows(role, action):
    return reach(role, action) is not None
