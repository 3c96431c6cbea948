"""What the bilans of the demonstration say: invented, of nobody. The lines of one rank go together."""

from accompaniment.enums import EffectAnswer
from programmes.enums import ExitReason

DONE = (
    "Un rendez-vous tous les quinze jours, un budget écrit ensemble, un plan d’apurement signé et tenu depuis.",
    "Les droits ont été rouverts et le rappel versé au bailleur. Une visite du quartier, puis les ateliers du jeudi.",
    "Le courrier est ouvert chaque semaine. La demande de mutation est déposée, deux visites ont été faites.",
    "Une rencontre avec le gardien et les voisins, préparée avec la famille. Les plaintes ont cessé.",
    "Un dossier d’aide sur l’énergie, accordé. L’échéancier est respecté.",
)
WORKER_VIEWS = (
    "Le ménage tient ses engagements et prévient quand il a un empêchement.",
    "Il sait maintenant à qui s’adresser ; il lui arrive encore d’attendre trop longtemps.",
    "Un projet de logement précis, porté par la personne elle-même.",
    "La confiance est revenue de part et d’autre ; elle reste à entretenir.",
    "Les démarches en ligne restent un obstacle ; un relais de proximité est utile.",
)
LANDLORD_VIEWS = (
    "Les paiements sont repris et l’agence est prévenue à temps.",
    "Le dialogue est plus simple ; un seul interlocuteur aide beaucoup.",
    "La mutation est envisageable si les paiements se maintiennent.",
    "Plus aucune plainte n’est parvenue à l’agence.",
    "L’échéancier est suivi ; l’agence reste attentive à l’hiver.",
)
TENANT_WORDS = (
    "« Je souffle, depuis que le loyer est payé. »",
    "« Avant, je n’osais pas appeler. »",
    "« Je voudrais rester près de l’école. »",
    "« Les voisins me disent bonjour à nouveau. »",
    "« J’ai compris mes factures, c’est déjà beaucoup. »",
)
GOING_ON = (
    "Continuer le plan d’apurement et faire le point chaque mois.",
    "Demander la régularisation des charges, rencontrer le service logement.",
    "Une visite accompagnée d’un logement plus petit.",
    "Participer à la prochaine rencontre de l’immeuble.",
    "Préparer la demande de chèque énergie pour l’hiver.",
)
ENDING = {
    ExitReason.OBJECTIVES_REACHED: "Les objectifs sont atteints : l’accompagnement peut s’arrêter.",
    ExitReason.AUTONOMY: "Le ménage poursuit seul ; il garde le numéro de l’agence et celui de l’association.",
    ExitReason.END_OF_TERM: "Le terme est atteint ; le ménage sait qu’il peut revenir vers son bailleur.",
    ExitReason.RELAYED: "Le relais est pris par le service social du quartier.",
    ExitReason.REHOUSED: "L’entrée dans le nouveau logement est faite ; les contrats sont à jour.",
}
ANALYSES = (
    "L’aide a porté parce qu’elle était régulière. Un passage difficile au quatrième mois, dont le ménage a parlé.",
    "Des progrès réels, encore fragiles. La solitude reste la première difficulté.",
    "Le logement était le bon levier : tout le reste a suivi.",
    "La colère est tombée dès que chacun a pu dire sa version.",
    "Le travail mené en binôme a permis de ne pas tout porter seul.",
)
HEALTH = ("", "A revu son médecin ; un suivi est en place.", "", "", "Dit mieux dormir qu’à l’entrée.")
AUTONOMY = (
    "Fait ses démarches seul, demande une relecture.",
    "Vient aux rendez-vous sans rappel.",
    "Se déplace seul, appelle quand il hésite.",
    "Prend la parole devant les voisins.",
    "A besoin d’être accompagné pour les démarches en ligne.",
)
PAYMENTS = (
    ("Irréguliers, deux termes en retard", "Chaque mois, au 5"),
    ("Loyer payé, charges en retard", "Loyer et charges payés"),
    ("Suspendus depuis trois mois", "Repris, avec le plan d’apurement"),
)
YES, PARTLY, NO, ASIDE = EffectAnswer.YES, EffectAnswer.PARTLY, EffectAnswer.NO, EffectAnswer.NOT_CONCERNED
AT_HALF_WAY = (PARTLY, PARTLY, YES, NO, ASIDE)
AT_THE_END = (YES, YES, PARTLY, YES, ASIDE, PARTLY, NO)
# Where all went well.
REACHED = (YES, YES, YES, PARTLY, ASIDE)
WELL_ENDED = (ExitReason.OBJECTIVES_REACHED, ExitReason.AUTONOMY)
EFFECT_NOTES = {YES: "Depuis quelques mois.", PARTLY: "À consolider.", NO: "Pas encore.", ASIDE: ""}
SENT_BACK = "Dites aussi ce que le bailleur en pense, et relisez les engagements."
WITNESS = "Monique Rabier, à l’accueil"
# Why a mesure ended without one.
WITHOUT = {
    ExitReason.DROPPED_OUT: "Le ménage n’est pas venu à la dernière rencontre.",
    ExitReason.EVICTED: "Le ménage a quitté le logement avant la dernière rencontre.",
    ExitReason.DECEASED: "La mesure s’arrête avec le décès de la personne.",
    ExitReason.ADHESION_WITHDRAWN: "Le ménage a repris son adhésion et n’a pas souhaité de bilan.",
    ExitReason.DOES_NOT_FIT: "La mesure s’est arrêtée trop tôt pour un bilan ; le relais s’est fait en rencontre.",
}
DIAGNOSED = "Les conclusions du diagnostic, lues avec le ménage, tiennent lieu de bilan."
