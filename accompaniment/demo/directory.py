"""The directory of the demonstration: kinds of partners that every town has, and what the team knows of each."""

from django.db import transaction

from core.normalise import plain
from referrals.enums import StructureKind
from referrals.models import Structure

K = StructureKind
# (name, kind, commune, subjects, what the team knows)
STRUCTURES = (
    ("CCAS de Nantes", K.SOCIAL_SERVICE, "Nantes", "budget, aides facultatives, domiciliation", "Sur rendez-vous."),
    ("CCAS de Saint-Herblain", K.SOCIAL_SERVICE, "Saint-Herblain", "budget, aides facultatives", ""),
    ("CCAS de Rezé", K.SOCIAL_SERVICE, "Rezé", "budget, aides facultatives", "Commission le premier mardi du mois."),
    ("Maison départementale des solidarités, nord", K.SOCIAL_SERVICE, "Nantes", "famille, fsl, accès aux droits", ""),
    ("Maison départementale des solidarités, sud", K.SOCIAL_SERVICE, "Rezé", "famille, fsl, accès aux droits", ""),
    ("Fonds de solidarité logement", K.HOUSING, "Nantes", "fsl, impayés", "Compter six semaines après le dépôt."),
    ("ADIL", K.HOUSING, "Nantes", "droit du logement, bail, charges", "Conseil gratuit, par téléphone aussi."),
    ("Commission de médiation DALO", K.HOUSING, "Nantes", "dalo, relogement", ""),
    ("Banque de France, surendettement", K.DEBT_ADVICE, "Nantes", "surendettement", "Dossier complet, avec relevés."),
    ("Point conseil budget", K.DEBT_ADVICE, "Nantes", "budget, surendettement, banque", ""),
    ("Association de consommateurs", K.DEBT_ADVICE, "Saint-Herblain", "crédit, litiges", "Permanence le jeudi."),
    ("CAF", K.RIGHTS, "Nantes", "aide au logement, rsa, prime d’activité", "Rendez-vous social sur demande."),
    ("CPAM", K.RIGHTS, "Nantes", "droits santé, indemnités journalières", ""),
    ("CARSAT", K.RIGHTS, "Nantes", "retraite", ""),
    ("Espace France services", K.RIGHTS, "Saint-Nazaire", "démarches en ligne, impôts", ""),
    ("Point d’accès au droit", K.RIGHTS, "Nantes", "aide juridictionnelle, avocat", ""),
    ("MDPH", K.RIGHTS, "Nantes", "aah, reconnaissance", "Certificat de moins d’un an."),
    ("Centre médico-psychologique", K.HEALTH, "Nantes", "écoute, soins", "Premier accueil par une infirmière."),
    ("Permanence d’accès aux soins", K.HEALTH, "Nantes", "soins sans avance", ""),
    ("France Travail", K.WORK, "Nantes", "emploi, formation, indemnités", ""),
    ("Mission locale", K.WORK, "Nantes", "emploi, formation, moins de 26 ans", ""),
    ("Secours populaire", K.FOOD_AID, "Nantes", "colis, vacances, vêtements", "Inscription le mercredi matin."),
    ("Restos du cœur", K.FOOD_AID, "Saint-Herblain", "colis", "Campagne d’hiver et d’été."),
    ("Épicerie solidaire", K.FOOD_AID, "Rezé", "colis, ateliers cuisine", ""),
    ("Maison de quartier", K.NEIGHBOURHOOD, "Nantes", "ateliers, écrivain public, sorties", ""),
    ("Lieu d’accueil enfants-parents", K.FAMILY, "Nantes", "parentalité", ""),
)


@transaction.atomic
def load_directory(operators):
    """One for each operator; loading twice changes nothing."""
    for operator in operators:
        if not operator.structures.exists():
            for rank, (name, kind, commune, subjects, note) in enumerate(STRUCTURES):
                Structure.objects.create(
                    operator=operator,
                    name=name,
                    kind=kind,
                    commune=commune,
                    themes=subjects.split(", "),
                    # Numbers that are kept for fiction.
                    phone=f"02 61 91 {rank:02d} {rank * 3 % 100:02d}",
                    email=f"accueil@{'-'.join(plain(name).split())}.example"[:90],
                    contact="Accueil" if rank % 3 else "Le secrétariat, le matin",
                    note=note,
                )
