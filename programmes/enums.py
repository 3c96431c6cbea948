"""The vocabularies that programmes and conventions are written with."""

from django.db.models import TextChoices


class PhaseKind(TextChoices):
    """The single vocabulary of phases; each programme declares which ones it uses."""

    OUTREACH = "outreach", "Aller vers"
    UPSTREAM = "upstream", "En amont de l’entrée"
    DIAGNOSTIC = "diagnostic", "Diagnostic social"
    SUPPORT = "support", "Accompagnement"
    AUTONOMY = "autonomy", "Gestion autonome"
    WATCH = "watch", "Veille"


class TariffUnit(TextChoices):
    SUPPORT_MONTH = "support_month", "Mois d’accompagnement"
    DIAGNOSTIC = "diagnostic", "Diagnostic rendu"
    FLAT_QUARTER = "flat_quarter", "Forfait trimestriel"


class CountingRule(TextChoices):
    ANY_DAY = "any_day", "Un jour d’accompagnement suffit"
    MIN_DAYS = "min_days", "Un nombre de jours au moins"
    WITH_CONTACT = "with_contact", "Un jour et au moins un contact dans le mois"


class PayerKind(TextChoices):
    INVOICE = "invoice", "Facturé"
    SUBSIDY = "subsidy", "Subvention"
    IN_KIND = "in_kind", "Apport en nature"


class FirstDay(TextChoices):
    """What makes the first day that counts, proposed when a mesure opens."""

    ADHESION = "adhesion", "Le jour de l’adhésion"
    FIRST_INTERVIEW = "first_interview", "Le jour du premier entretien"


class ConventionState(TextChoices):
    UPCOMING = "upcoming", "À venir"
    CURRENT = "current", "En cours"
    ENDING = "ending", "Bientôt échue"
    ENDED = "ended", "Échue"

    @property
    def tone(self):
        """The colour of its badge, which only repeats the word."""
        tones = {self.UPCOMING: "note", self.CURRENT: "done", self.ENDING: "soon"}
        return tones.get(self, "")


class ContextKind(TextChoices):
    MOVING_IN = "moving_in", "À l’entrée dans les lieux"
    TENANCY = "tenancy", "En cours de location"


class OccupancyStatus(TextChoices):
    """What a household is to the landlord when it is met, and later."""

    APPLICANT = "applicant", "Demandeur ou accédant"
    TENANT = "tenant", "Locataire en titre"
    SUB_TENANT = "sub_tenant", "Sous-locataire"
    SLIDING_LEASE = "sliding_lease", "Bail glissant"
    HOUSED = "housed", "Hébergé"


class KnownFact(TextChoices):
    """What the file of a household tells of a prerequisite before anybody is asked."""

    LEASE = "lease", "Un membre du ménage est titulaire du bail"
    TRANSPORT = "transport", "Le logement est desservi par les transports"
    ORDINARY_DWELLING = "ordinary_dwelling", "Le ménage est locataire ou demandeur"


class Participant(TextChoices):
    TENANT = "tenant", "Locataire"
    HOUSEHOLD = "household", "Ménage"
    LANDLORD = "landlord", "Bailleur"
    OPERATOR = "operator", "Opérateur"
    GROUP = "group", "Groupe de locataires"
    PARTNER = "partner", "Partenaire"


class BranchKind(TextChoices):
    """How steps that stand side by side relate to one another."""

    PARALLEL = "parallel", "En même temps"
    CHOICE = "choice", "L’un ou l’autre"
    OUTCOME = "outcome", "Selon l’orientation"


class AdhesionKind(TextChoices):
    INDIVIDUAL = "individual", "Accompagnement individuel"
    COLLECTIVE = "collective", "Actions collectives"


class WithdrawalOutcome(TextChoices):
    CONTINUE_INDIVIDUAL = "continue_individual", "Poursuivre l’accompagnement individuel"
    REDIRECT = "redirect", "Réorienter le ménage"
    CLOSE = "close", "Mettre fin à l’accompagnement"


class Period(TextChoices):
    DAY = "day", "jour"
    WEEK = "week", "semaine"
    MONTH = "month", "mois"
    QUARTER = "quarter", "trimestre"
    YEAR = "year", "an"


class CadenceSubject(TextChoices):
    INDIVIDUAL = "individual", "Suivi individuel"
    COLLECTIVE = "collective", "Rencontres collectives"
    TRIPARTITE = "tripartite", "Rencontres tripartites"


class CadenceNature(TextChoices):
    INTENDED = "intended", "prévu"
    PRACTICE = "practice", "en pratique"


class RecordingSide(TextChoices):
    """Who may record an effect: what touches health is the operator's alone."""

    BOTH = "both", "Bailleur et opérateur"
    LANDLORD = "landlord", "Bailleur"
    OPERATOR = "operator", "Opérateur seul"


class ExitReason(TextChoices):
    OBJECTIVES_REACHED = "objectives_reached", "Objectifs atteints"
    AUTONOMY = "autonomy", "Autonomie acquise"
    REHOUSED = "rehoused", "Relogement ou mutation"
    RELAYED = "relayed", "Relais vers le droit commun"
    DROPPED_OUT = "dropped_out", "Abandon"
    ADHESION_WITHDRAWN = "adhesion_withdrawn", "Retrait de l’adhésion"
    EVICTED = "evicted", "Expulsion"
    DECEASED = "deceased", "Décès"
    END_OF_TERM = "end_of_term", "Fin de la durée prévue"
    DOES_NOT_FIT = "does_not_fit", "Orientation vers un autre dispositif"


class OrientationKind(TextChoices):
    NO_FOLLOW_UP = "no_follow_up", "Sans suite"
    COMMON_LAW = "common_law", "Mesures de droit commun"
    OTHER_PROGRAMME = "other_programme", "Autre dispositif"
    SUPPORT = "support", "Accompagnement personnalisé"


class MeansKind(TextChoices):
    HUMAN = "human", "Moyens humains"
    MATERIAL = "material", "Moyens techniques et matériels"
    FINANCIAL = "financial", "Moyens financiers"


class InstanceKind(TextChoices):
    """The meetings and reports through which a programme is followed and evaluated."""

    TEAM = "team", "Réunion d’équipe"
    CASES = "cases", "Réunion de situations bailleur / opérateur"
    FOLLOW_UP_GROUP = "follow_up_group", "Groupe de suivi"
    STEERING = "steering", "Comité de pilotage"
    COUNT = "count", "Comptage mensuel"
    INVOICE = "invoice", "Facturation"
    TRACKING = "tracking", "Tableaux de suivi"
    YEARLY_REPORT = "yearly_report", "Bilan annuel"
    INDIVIDUAL_REVIEW = "individual_review", "Bilan individuel"
    TRAINING = "training", "Formation"


class SheetAnswer(TextChoices):
    """The answers to the boxes of a call for projects."""

    YES = "yes", "Oui"
    NO = "no", "Non"
    PER_HOUSEHOLD = "per_household", "Selon les ménages"
    NOT_APPLICABLE = "not_applicable", "Sans objet"


class DwellingMode(TextChoices):
    NEW = "new", "Création d’une offre nouvelle"
    REFURBISHED = "refurbished", "Aménagement de logements existants"
    EXISTING = "existing", "Mobilisation de logements existants sans aménagement"
    RECLASSIFIED = "reclassified", "Reclassement de l’offre existante en offre à bas loyer"
