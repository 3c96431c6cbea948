"""The files of the households, up to their adhesion: who reads and writes what of them."""

from accounts.matrix.short import (
    ADVISOR,
    AGGREGATE,
    ALL,
    BILLING_OFFICER,
    COMMITTEE,
    LANDLORD_MANAGER,
    OWN,
    SERVICE_HEAD,
    SOCIAL_WORKER,
    STATUS,
)
from accounts.rights import Right, Subject

REFERRED = (
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
            Right("debts.write", "Noter la dette de loyer", {ADVISOR: OWN}),
            Right(
                "households.guard",
                "Protéger le contact d’une personne en danger",
                {ADVISOR: OWN, LANDLORD_MANAGER: OWN, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
                {LANDLORD_MANAGER: "ceux dont le dossier lui est réservé"},
            ),
            Right(
                "households.list",
                "Chercher, lister",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right(
                "households.export",
                "Exporter la liste",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right(
                "households.link",
                "Lier deux dossiers, proposer de les réunir",
                {ADVISOR: OWN},
                {ADVISOR: "ceux de ses ménages"},
            ),
            Right(
                "merges.read",
                "Lire les réunions de dossiers",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL},
            ),
            Right("merges.review", "Relire et réunir deux dossiers, ou les séparer à nouveau", {LANDLORD_MANAGER: ALL}),
        ),
        "« Confié » : pour une conseillère, son secteur ; pour un travailleur social, les ménages qu’il accompagne, "
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
        "Entretien préalable",
        (
            Right("preliminary.read", "Lire", {ADVISOR: OWN, LANDLORD_MANAGER: ALL}),
            Right("preliminary.write", "Écrire, jusqu’à l’envoi de la fiche", {ADVISOR: OWN}),
        ),
        "Une conversation entre le locataire et son bailleur : l’opérateur lit ce que la fiche de liaison en dit.",
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
            Right(
                "referrals.export",
                "Exporter la liste",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right("referrals.receive", "Accuser réception et confier", {SERVICE_HEAD: ALL}),
            Right(
                "referrals.treat",
                "Demander une précision, orienter, clore",
                {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
            Right("referrals.answer", "Répondre aux précisions demandées", {ADVISOR: OWN}),
            Right(
                "workers.read", "Lire qui suit, a suivi ou suivra un ménage", {SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL}
            ),
            Right("households.assign", "Confier un ménage à un travailleur social", {SERVICE_HEAD: ALL}),
        ),
    ),
    Subject(
        "Rencontres tripartites : compte rendu et engagements partagés",
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
        "Rendez-vous, agenda, lettre de rendez-vous",
        (
            Right(
                "appointments.read",
                "Lire",
                {ADVISOR: OWN, LANDLORD_MANAGER: ALL, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
                {SOCIAL_WORKER: "ceux de l’équipe ; le nom, pour les ménages qui lui sont confiés"},
            ),
            Right(
                "appointments.write",
                "Fixer, déplacer, annuler, noter une absence",
                {ADVISOR: OWN, SOCIAL_WORKER: OWN, SERVICE_HEAD: ALL},
            ),
        ),
        "Celui qui est attendu lit son rendez-vous ; sans accès au dossier, il lit un numéro à la place du nom.",
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
)

# Opened before there is anybody to show: apart from the files that leave a trace of each look.
OPENING = (Subject("Ouverture d’un dossier", (Right("households.create", "Ouvrir un dossier", {ADVISOR: OWN}),)),)
