"""What of a fiche may be asked about, in its order. Pure."""

LONGEST = 1000
OTHER = "other"
ASKABLE = {
    "origin": "Qui a repéré la situation",
    "context": "Contexte",
    "problem_codes": "Problématiques",
    "problems": "Problématiques, dans les mots du bailleur",
    "improvements": "Améliorations attendues",
    "social_services": "Lien avec les services sociaux",
    "social_services_text": "Qui accompagne déjà le ménage",
    "agreed_on": "Accord du ménage pour être rencontré",
    "start_mode": "Démarrage",
    "wishes": "Propositions de rendez-vous",
    "urgency": "Urgence",
    "household": "Composition, logement, situation du ménage",
    OTHER: "Autre chose",
}


def label_of(field: str) -> str:
    return ASKABLE.get(field, ASKABLE[OTHER])
