"""Who may do what: the one table, read by the middleware, the page « Qui voit quoi » and the tests.

A row gives, for each role, the reach of what it may see or do. A role without a reach has none. Reach is enforced by
`visible_to`; the middleware only asks whether there is any.
"""

from dataclasses import dataclass
from enum import Enum

from accounts.enums import Role


class Reach(Enum):
    """How far a right goes. The value is what the page says."""

    ALL = "tout son périmètre"
    OWN = "seulement ce qui lui est confié"
    PUBLISHED = "seulement ce que l’opérateur a publié"
    STATUS = "seulement l’état, les dates ou les nombres"
    AGGREGATE = "seulement des chiffres d’ensemble"
    TECHNICAL = "la partie technique, sans contenu"


@dataclass(frozen=True)
class Right:
    """`action` is what a view declares; `who` gives each role its reach."""

    action: str
    label: str
    who: dict


@dataclass(frozen=True)
class Subject:
    name: str
    rights: tuple
    note: str = ""


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
            ),
            Right("households.write", "Écrire", {ADVISOR: OWN, SOCIAL_WORKER: OWN}),
        ),
        "La gestionnaire lit le numéro de dossier et la référence du bail, jamais un nom.",
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
            Right("private_note.read", "Lire et écrire", {SOCIAL_WORKER: OWN}),
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
            Right("organisations.read", "Lire son organisation", EVERYONE),
            Right("organisations.write", "Écrire les organisations", {ADMINISTRATOR: ALL}),
            Right("accounts.read", "Lire les comptes", {SERVICE_HEAD: OWN, ADMINISTRATOR: ALL}),
            Right("accounts.write", "Inviter, changer un rôle, fermer un compte", {ADMINISTRATOR: ALL}),
        ),
        "L’administrateur ne lit le contenu d’aucun dossier.",
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
            ),
            Right("access_log.export", "Exporter", {DPO: ALL}),
        ),
        "Chacun y lit ses propres consultations.",
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
