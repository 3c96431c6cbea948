"""What the workers of the demonstration wrote of their mesures."""

from programmes.enums import ExitReason

PROLONGED = (
    "Le plan d’apurement n’est pas encore signé ; le ménage souhaite continuer.",
    "Les rencontres collectives viennent de commencer pour lui.",
    "Le relogement demandé est attendu d’ici quelques mois.",
)
REFUSED = "Le plan d’apurement est tenu : le bailleur propose d’en rester au terme prévu."
AWAY = (
    "Parti auprès de ses parents, revient à la rentrée.",
    "Le ménage a demandé du temps.",
    "Un chantier loin d’ici, pour deux mois.",
)
PAUSED = ("Congés d’été.", "Fêtes de fin d’année.", "Formation, tous les jours de la semaine.")
NOTES = {
    ExitReason.OBJECTIVES_REACHED: "Le loyer est payé à son jour depuis six mois.",
    ExitReason.AUTONOMY: "Il fait ses démarches seul et sait à qui s’adresser.",
    ExitReason.REHOUSED: "Mutation acceptée dans un logement plus petit.",
    ExitReason.RELAYED: "Le relais est pris par le centre médico-social du quartier.",
    ExitReason.DROPPED_OUT: "Plus de réponse malgré cinq passages.",
    ExitReason.ADHESION_WITHDRAWN: "Le ménage préfère arrêter, et le dit calmement.",
    ExitReason.EVICTED: "Le concours de la force publique a été accordé.",
    ExitReason.DECEASED: "La famille a prévenu l’équipe.",
    ExitReason.END_OF_TERM: "Le terme est atteint ; le ménage sait qu’il peut revenir.",
    ExitReason.DOES_NOT_FIT: "Une intervention plus soutenue est mise en place.",
}
TO_REDO = "Le relais n’est pas dit : à compléter avant de terminer."
GOES_ON = "Le groupe lui pèse ; l’accompagnement individuel porte ses fruits."
STOPS = "Il ne souhaite plus être accompagné."
