"""Figures and invoices: counted, never named."""

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
