"""What the diagnostics of the demonstration say: invented, of nobody. The lines of one rank go together."""

PROBLEMS = (
    "Deux mois de loyer en retard depuis la fin d’un contrat. Madame n’ouvre plus son courrier.",
    "Le logement est trop grand et trop cher depuis le départ des enfants. Monsieur craint de déménager seul.",
    "Arrivée récente, après deux ans d’hébergement. Personne ne connaît encore le quartier ni les démarches.",
    "Des voisins se plaignent du bruit. La famille dit ne plus savoir comment en parler avec eux.",
    "Les factures d’énergie ont doublé. Un échéancier a été demandé, sans réponse à ce jour.",
    "Une séparation est en cours : deux loyers à prévoir, des papiers à refaire.",
)
FAMILIES = (
    "Une mère et ses deux enfants de sept et onze ans, scolarisés dans le quartier. Le père les reçoit aux vacances.",
    "Un homme seul. Ses trois enfants sont adultes ; une fille passe chaque semaine.",
    "Un couple et un bébé de huit mois. Les grands-parents vivent dans une autre région.",
    "Une famille de cinq personnes. L’aîné cherche un apprentissage.",
    "Une femme seule, entourée d’une sœur et d’amies de longue date.",
    "Deux parents qui se séparent, trois enfants en résidence alternée.",
)
SOCIAL = (
    "En recherche d’emploi. Les droits sont ouverts, sauf l’allocation de logement, suspendue faute d’une attestation.",
    "Retraité depuis l’an passé. La complémentaire n’a jamais été demandée.",
    "Un contrat à temps partiel commence le mois prochain. Une place en crèche est demandée.",
    "Deux emplois à horaires décalés. Aucun service social n’est connu à ce jour.",
    "Aide à domicile, à temps plein. Les démarches en ligne restent difficiles.",
    "Une assistante sociale de secteur suit la séparation ; un conciliateur est saisi.",
)
FINANCIAL = (
    "Le budget tient de justesse. La dette vient de deux mois sans allocation, elle devrait se réduire avec le rappel.",
    "Le loyer prend près de la moitié de la retraite. Rien n’est dû, mais rien ne reste pour un imprévu.",
    "Les ressources viennent de changer : le budget est à reprendre dans deux mois.",
    "Un crédit à la consommation pèse chaque mois. Un dossier de surendettement est envisagé.",
    "Les charges d’énergie expliquent seules le retard.",
    "Deux budgets sont à construire. La prestation compensatoire n’est pas fixée.",
)
STRENGTHS = (
    "Elle tient ses rendez-vous, connaît ses droits et les explique à ses voisines.",
    "Il bricole, entretient le logement et a de l’humour.",
    "Le couple se parle et décide ensemble ; ils apprennent vite.",
    "Une famille soudée, attachée à ce quartier et à son école.",
    "Une grande régularité au travail ; elle sait demander quand elle comprend à quoi cela sert.",
    "Chacun des deux veut épargner les enfants.",
)
LEVERS = (
    "Refaire ensemble la demande d’allocation ; un relevé par mois sur la table de la cuisine.",
    "Visiter un logement plus petit avant d’en décider.",
    "Une heure au centre socioculturel, pour connaître ce qui existe.",
    "Une rencontre avec les voisins et le gardien, préparée avec la famille.",
    "Un rendez-vous au point d’information sur l’énergie.",
    "Un calendrier commun des démarches, écrit avec chacun.",
)
ANALYSES = (
    "La dette est récente et s’explique. Un coup de main sur les démarches suffit si le rappel arrive.",
    "Le projet de logement est à lui. Il a besoin de temps et d’une visite accompagnée.",
    "L’installation se passe bien. Le risque est l’isolement, plus que le budget.",
    "La famille cherche une issue avec ses voisins ; elle accepte une médiation.",
    "Une difficulté précise, une personne qui sait se saisir d’une aide.",
    "La situation est en mouvement : un accompagnement évite qu’elle se dégrade.",
)
HEALTH = ("", "", "Il dit mal dormir et souhaite revoir son médecin ; nous en reparlerons s’il le veut.", "", "", "")
BUDGETS = (
    (("Salaire", "640.00"), ("Allocations familiales", "131.16"), ("Loyer et charges", "412.40"), "Loyer", "824.80"),
    (("Retraite", "1088.00"), ("Complément", "42.50"), ("Loyer et charges", "538.90"), "", ""),
    (("Prime d’activité", "287.00"), ("Salaire", "792.30"), ("Loyer et charges", "389.10"), "", ""),
    (
        ("Salaires", "1912.00"),
        ("Allocations familiales", "295.05"),
        ("Loyer et charges", "604.00"),
        "Crédit",
        "4120.00",
    ),
    (("Salaire", "1241.80"), ("Prime d’activité", "96.00"), ("Loyer et charges", "421.75"), "Énergie", "612.40"),
    (("Salaires", "2280.00"), ("Allocations familiales", "165.00"), ("Loyer et charges", "688.20"), "Impôts", "340.00"),
)
CHARGES = (
    ("Énergie, eau", "96.00"),
    ("Assurances", "38.60"),
    ("Téléphone et internet", "34.98"),
    ("Transports", "42.00"),
)
TIES = (
    ("Sa sœur", "famille", "helpful", "Vient le dimanche."),
    ("Les voisins du dessus", "voisinage", "not_helpful", "Des reproches dans l’escalier."),
    ("Le centre socioculturel", "association", "helpful", "Un atelier le jeudi."),
    ("Une ancienne collègue", "amie", "neutral", ""),
    ("L’école", "service", "helpful", "La directrice connaît la famille."),
    ("Le gardien de l’immeuble", "voisinage", "helpful", "Relaie les messages."),
)
CONCLUSIONS = (
    "Le ménage a repris ses démarches et présente des justificatifs à jour. Un rappel d’allocation est attendu.",
    "Le ménage souhaite un logement plus petit et prépare une demande de mutation.",
    "L’installation dans le logement se passe bien. Le ménage découvre son quartier.",
    "Le ménage accepte une rencontre avec le gardien et ses voisins, et propose des horaires.",
    "Le retard de paiement est dû aux factures d’énergie. Le ménage a demandé un échéancier.",
    "Le ménage traverse un changement et tient son bailleur informé de ce qui touche au logement.",
)
RECOMMENDATIONS = (
    "Faire un point avec le bailleur dans deux mois.",
    "Proposer une visite accompagnée d’un logement plus petit.",
    "Présenter au ménage les lieux et les rencontres du quartier.",
    "Organiser une rencontre au pied de l’immeuble.",
    "Solliciter une aide sur l’énergie.",
    "Convenir d’un interlocuteur unique au bailleur.",
)
REMARKS = (
    "« C’est bien ça. »",
    "« Je ne veux pas partir loin de ma fille. »",
    "",
    "« Nous voulons que ça se calme, pour les enfants. »",
    "« Le retard n’est pas de mon fait. »",
    "",
)
INTERRUPTED = "Le ménage a quitté la région pour un emploi : il n’a plus besoin de ce diagnostic."
SENT_BACK = "Précisez ce que le ménage dit lui-même de son budget, et relisez-lui les conclusions."
DECLINED = "Le ménage a déménagé entre-temps."
