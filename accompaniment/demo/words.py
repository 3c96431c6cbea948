"""What the demonstration's workers wrote of their meetings. Invented, and as one should: facts, nobody named."""

# Of each theme: for the team, then what the landlord may read of it, if anything.
TALKS = {
    "budget": (
        (
            "Tri des courriers fait ensemble, deux enveloppes de l’agence n’étaient pas ouvertes. Budget du mois revu "
            "ligne à ligne : le reste à vivre est de 210 €. L’assurance habitation est à renégocier.",
            "Le budget est remis à plat. Le loyer du mois est payé.",
        ),
        (
            "A apporté ses relevés. Deux prélèvements qui n’étaient pas reconnus : opposition faite. Prochaine "
            "fois, l’échéancier d’électricité.",
            "",
        ),
        (
            "Dossier FSL complété, il manque l’attestation de la CAF. Le loyer de ce mois a été payé le 5.",
            "Le dossier d’aide est complet à une pièce près ; il part cette semaine.",
        ),
    ),
    "demarches": (
        (
            "Compte en ligne de la CAF rouvert, mot de passe noté au carnet. La déclaration du trimestre est faite "
            "ensemble. Sait maintenant où trouver ses attestations.",
            "Les droits sont à jour.",
        ),
        (
            "Accompagnement à la maison du département. L’attente a été longue, l’accueil bon. Rendez-vous pris avec "
            "l’assistante sociale du secteur.",
            "Un relais est pris avec le service social du secteur.",
        ),
        ("Demande de carte d’identité déposée. Photographies faites sur le chemin.", ""),
    ),
    "psychologique": (
        (
            "A parlé longuement de la solitude depuis le départ des enfants. Des rencontres courtes, le matin. "
            "Ne pas proposer le groupe tout de suite.",
            "",
        ),
        ("Semaine difficile, n’a pas voulu ouvrir les volets. Accepte un appel vendredi. Prévenir la collègue.", ""),
    ),
    "environnement": (
        (
            "Visite de la médiathèque et de la maison de quartier. A pris une carte. Le trajet se refera seul la "
            "semaine prochaine.",
            "Des repères sont pris dans le quartier.",
        ),
        (
            "Rencontre avec la voisine du palier : le bruit du matin venait du local à vélos. Les deux se sont parlé.",
            "La question du bruit est reprise avec le palier.",
        ),
    ),
    "reseau": (
        ("Passage à l’épicerie solidaire, inscription faite. L’équipe a proposé l’atelier cuisine du jeudi.", ""),
    ),
    "logement": (
        (
            "Le tour du logement est fait ensemble : les cartons du salon sont ouverts. Fuite à signaler sous l’évier. "
            "Les charges ont été expliquées, poste par poste.",
            "L’installation avance. Une fuite sous l’évier est signalée à l’agence.",
        ),
    ),
    "liens-familiaux": (("A repris contact avec sa sœur, qui viendra le mois prochain. En est fière.", ""),),
    "emploi": (("CV relu. Rendez-vous à la mission emploi de la commune dans dix jours.", ""),),
}
ALERTS = (
    (
        "Le courrier de l’agence revient depuis deux semaines, et la boîte déborde. Le ménage est-il chez lui ?",
        "Le ménage était absent dix jours et l’avait dit. Le courrier est relevé, nous l’avons ouvert ensemble.",
    ),
    (
        "Deux voisins se plaignent à nouveau du bruit en soirée. Pouvez-vous en parler avec le ménage ?",
        "Nous en avons parlé mardi. Le ménage propose de rencontrer le gardien, qui est d’accord.",
    ),
    ("L’échéance du plan d’apurement n’est pas arrivée. Pouvez-vous voir ce qui se passe ?", ""),
)
EXCHANGES = (
    "Le gardien passera mardi pour la fuite. Le ménage en est prévenu.",
    "L’agence a reçu l’attestation d’assurance. Rien d’autre ne manque au dossier.",
    "Le ménage souhaite payer le 10 plutôt que le 5 : l’agence est d’accord à partir du mois prochain.",
)
NOTES = (
    "Je me suis sentie dépassée aujourd’hui. En parler à la prochaine analyse de pratiques.",
    "À vérifier avant la prochaine fois : ai-je promis trop vite pour le dossier d’aide ?",
)
CANCELLED = "Noté deux fois : c’était le rendez-vous du matin."
