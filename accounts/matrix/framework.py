"""What the work is framed by: programmes, conventions, accounts, the log."""

from accounts.enums import Role
from accounts.matrix.short import (
    ADMINISTRATOR,
    ADVISOR,
    ALL,
    BILLING_OFFICER,
    COMMITTEE,
    DPO,
    LANDLORD_MANAGER,
    OWN,
    SERVICE_HEAD,
    SOCIAL_WORKER,
    TECHNICAL,
)
from accounts.rights import Right, Subject

EVERYONE = dict.fromkeys(Role, ALL)
PROGRAMMES = dict.fromkeys(Role, "ceux de ses conventions") | {ADMINISTRATOR: "tous"}
ADMINISTERED = {ADMINISTRATOR: "la sienne et celles qu’elle administre"}
OWN_LOOKS = dict.fromkeys(Role, "ses propres consultations") | {
    ADMINISTRATOR: "les siennes, et celles qui portent sur les comptes et les réglages"
}

FRAMEWORK = (
    Subject("Dispositifs", (Right("programmes.read", "Lire", EVERYONE, PROGRAMMES),)),
    Subject(
        "Conventions",
        (
            Right(
                "conventions.read",
                "Lire",
                {LANDLORD_MANAGER: ALL, SERVICE_HEAD: ALL, BILLING_OFFICER: ALL, ADMINISTRATOR: ALL},
            ),
            Right(
                "conventions.follow",
                "Être averti d’un terme proche ou de ce qui manque",
                {SERVICE_HEAD: ALL, BILLING_OFFICER: ALL, ADMINISTRATOR: ALL},
            ),
            Right(
                "conventions.write",
                "Créer, modifier",
                {ADMINISTRATOR: ALL},
                {ADMINISTRATOR: "celles des opérateurs qu’elle administre ; le bailleur lit les siennes"},
            ),
        ),
    ),
    Subject(
        "Créneaux de rencontre, lien d’agenda",
        (
            Right(
                "slots.write",
                "Proposer et retirer des créneaux",
                {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
                {SOCIAL_WORKER: "les siens", SERVICE_HEAD: "ceux de son équipe"},
            ),
            Right(
                "calendar.follow",
                "Suivre ses rendez-vous dans un autre agenda",
                dict.fromkeys((ADVISOR, LANDLORD_MANAGER, SOCIAL_WORKER, SERVICE_HEAD), OWN),
                dict.fromkeys((ADVISOR, LANDLORD_MANAGER, SOCIAL_WORKER, SERVICE_HEAD), "les siens"),
            ),
        ),
        "Hors de l’application, un rendez-vous ne dit qu’un numéro de dossier et un genre de lieu.",
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
        "Secteurs du bailleur",
        (
            Right(
                "sectors.write",
                "Lire, organiser, ouvrir les portefeuilles",
                {LANDLORD_MANAGER: ALL, ADMINISTRATOR: ALL},
                {LANDLORD_MANAGER: "ceux de son organisation"} | ADMINISTERED,
            ),
        ),
        "Un secteur dit quelles conseillères voient quels ménages.",
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
            Right(
                "access_log.of_file",
                "Lire qui a regardé un dossier",
                {SERVICE_HEAD: ALL, DPO: ALL},
                {SERVICE_HEAD: "dans son service", DPO: "par numéro de dossier, sans rien en lire"},
            ),
            Right("access_log.export", "Exporter", {DPO: ALL}),
        ),
        "Qui a regardé quoi, et quand ; jamais ce qui s’y lit.",
    ),
)
