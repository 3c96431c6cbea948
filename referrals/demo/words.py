"""What the demonstration's advisors and workers wrote. Invented, and as one should: facts, no health, no opinion."""

PROBLEMS = {
    "desequilibre-financier": (
        "Le loyer n’est plus payé en entier depuis quatre mois ; les charges d’électricité ont doublé après l’hiver.",
        "Plusieurs crédits à la consommation, et un impayé qui grandit malgré deux plans d’apurement.",
    ),
    "appropriation": (
        "Des cartons ne sont pas ouverts depuis l’emménagement ; les relations avec le palier sont tendues.",
        "Le logement est encombré, la visite annuelle n’a pas pu avoir lieu.",
    ),
    "isolement": (
        "Ne sort presque plus et ne répond plus au téléphone ; la gardienne s’en inquiète.",
        "Personne ne vient en visite depuis le départ des enfants.",
    ),
    "rupture-services-sociaux": (
        "Les courriers de la CAF restent fermés ; aucun rendez-vous au centre médico-social depuis deux ans.",
        "A cessé de voir l’assistante sociale de secteur après un changement de professionnelle.",
    ),
    "acces-fragile": (
        "Premier logement à son nom après une longue période chez des proches ; les démarches d’entrée inquiètent.",
        "Une proposition de logement a déjà été perdue faute de pièces rendues à temps.",
    ),
    "maintien-fragile": (
        "Des plaintes du voisinage, sans que la personne ait pu dire ce qui se passe pour elle.",
        "Deux échéances impayées et plus aucun contact avec l’agence.",
    ),
}
IMPROVEMENTS = (
    "Reprendre le paiement du loyer et savoir à qui demander de l’aide.",
    "Renouer un contact régulier avec l’agence et ouvrir les courriers ensemble.",
    "Sortir de chez soi une fois par semaine, connaître les lieux du quartier.",
    "Que les droits soient ouverts et le budget remis à plat.",
)
WORDS = (
    "J’aimerais qu’on m’aide à y voir clair dans mes papiers.",
    "Je veux garder mon logement, mes enfants ont leurs amis ici.",
    "Depuis que je suis seule, j’ai tout laissé filer.",
    "On ne m’avait jamais expliqué comment ça marche.",
)
COMMITMENTS = {
    "tenant": (
        "Apporter les trois derniers relevés",
        "Venir au premier rendez-vous",
        "Ouvrir les courriers de la semaine",
    ),
    "landlord": (
        "Suspendre les relances pendant deux mois",
        "Transmettre le décompte de loyer",
        "Faire réparer le volet",
    ),
    "operator": (
        "Proposer un rendez-vous sous quinze jours",
        "Accompagner à la CAF",
        "Inscrire à la réunion de groupe",
    ),
}
REFUSALS = (
    "Ne souhaite pas être accompagnée pour le moment ; sait qu’elle peut revenir vers l’agence.",
    "Préfère continuer avec l’assistante sociale de secteur.",
    "Estime que sa situation s’est arrangée depuis l’entretien.",
)
REDIRECTIONS = (
    "Un accompagnement social lié au logement répond mieux à la situation ; la demande est faite au Département.",
    "Le Fonds de solidarité pour le logement peut être saisi directement ; le ménage a été accompagné dans sa demande.",
)
QUESTIONS = (
    ("social_services", "Savez-vous si un travailleur social du Département suit encore le ménage ?"),
    ("wishes", "À quels moments le ménage peut-il nous recevoir ?"),
)
REMARKS = ("Souhaite être rappelé avant toute visite.", "Demande que la rencontre ait lieu à l’agence.", "", "")
LATER = {
    "intermediate": (
        (
            "Le loyer est payé depuis trois mois ; la dette baisse. Les courriers sont ouverts ensemble.",
            "Tenir l’échéancier et venir aux rencontres du groupe.",
        ),
        (
            "Le lien avec l’agence est repris. Deux rencontres collectives sur trois ont été suivies.",
            "Prendre seul le prochain rendez-vous à la CAF.",
        ),
        ("La situation a peu changé ; un nouveau rythme de rendez-vous est convenu.", "Se voir chaque semaine."),
    ),
    "quarterly": (
        ("Le logement est investi ; les démarches d’entrée sont terminées.", "Ouvrir les droits qui restent."),
        ("Un échéancier est signé avec l’agence et tenu depuis deux mois.", "Garder ce rythme jusqu’à l’été."),
    ),
    "final": (
        (
            "La dette est apurée ; le ménage sait à qui s’adresser.",
            "Aucune : l’action prend fin, la porte reste ouverte.",
        ),
        ("Le paiement a repris ; un plan court encore quelques mois.", "Tenir le plan, avec l’appui de l’agence."),
    ),
}
OUTCOME_NOTES = {
    "kept": ("Fait dans le mois.", "Fait, un peu après la date prévue.", ""),
    "missed": ("Pas encore : le rendez-vous a été reporté deux fois.", "Oublié ; repris plus bas."),
    "dropped": ("Ce n’est plus utile.",),
}
WISHES = ("Plutôt le mercredi après-midi, à l’agence.", "Avant 10 h, hors vacances scolaires.")
NOT_NOW = (
    "« J’ai déjà quelqu’un qui m’aide. »",
    "« Pas maintenant, je cherche du travail. »",
    "« Les groupes, ce n’est pas pour moi. »",
)
