"""The words of an accompaniment: its stays, its meetings, what was agreed, how it ends."""

from django.db.models import TextChoices


class MesureState(TextChoices):
    OPEN = "open", "En cours"
    CLOSED = "closed", "Terminée"


class PhaseOutcome(TextChoices):
    """How a diagnostic ended: an orientation, or before there was one."""

    NO_FOLLOW_UP = "no_follow_up", "Sans suite"
    COMMON_LAW = "common_law", "Mesures de droit commun"
    OTHER_PROGRAMME = "other_programme", "Autre dispositif"
    SUPPORT = "support", "Accompagnement personnalisé"
    INTERRUPTED = "interrupted", "Interrompu"


class SuspensionReason(TextChoices):
    """Wide on purpose: none of them tells of an illness or of a place where somebody is kept."""

    AWAY = "away", "Absence prolongée du ménage"
    REQUEST = "request", "À la demande du ménage"
    NO_CONTACT = "no_contact", "Le contact est interrompu"
    OTHER = "other", "Autre raison"


class PauseReason(TextChoices):
    """Why the rhythm of the meetings waits for some days."""

    HOUSEHOLD_AWAY = "household_away", "Le ménage est absent"
    HOUSEHOLD_WISH = "household_wish", "À la demande du ménage"
    WORKER_AWAY = "worker_away", "Absence du travailleur social"
    OTHER = "other", "Autre raison"


class Rhythm(TextChoices):
    """How often the household and the worker mean to meet."""

    WEEKLY = "weekly", "Chaque semaine"
    FORTNIGHTLY = "fortnightly", "Tous les 15 jours"
    MONTHLY = "monthly", "Chaque mois"
    YEARLY = "yearly", "Une fois par an"


class Pace(TextChoices):
    """Where a household stands in the rhythm of its meetings."""

    LATE = "late", "En retard"
    SOON = "soon", "À voir sous 7 jours"
    ON_TIME = "on_time", "À jour"
    STOPPED = "stopped", "En pause"


class ExtensionState(TextChoices):
    PROPOSED = "proposed", "Accord du bailleur attendu"
    AGREED = "agreed", "Acceptée"
    REFUSED = "refused", "Refusée"
    TAKEN_BACK = "taken_back", "Abandonnée"


class ClosingState(TextChoices):
    PROPOSED = "proposed", "À valider"
    SENT_BACK = "sent_back", "À reprendre"
    VALIDATED = "validated", "Validée"
    TAKEN_BACK = "taken_back", "Abandonnée"


class DecisionState(TextChoices):
    PROPOSED = "proposed", "À valider"
    SENT_BACK = "sent_back", "À reprendre"
    VALIDATED = "validated", "Validée"


class InterviewKind(TextChoices):
    INTERVIEW = "interview", "Entretien"
    HOME_VISIT = "home_visit", "Visite à domicile"
    OUTING = "outing", "Sortie accompagnée"
    CALL = "call", "Appel"
    LETTER = "letter", "Courrier"
    ATTEMPT = "attempt", "Tentative de contact"


class InterviewOutcome(TextChoices):
    HELD = "held", "A eu lieu"
    MISSED = "missed", "Manqué"
    CANCELLED = "cancelled", "Annulé"


class Side(TextChoices):
    """By whom a meeting was missed or cancelled, who is to do something."""

    HOUSEHOLD = "household", "Le ménage"
    WORKER = "worker", "Le travailleur social"
    LANDLORD = "landlord", "Le bailleur"
    PARTNER = "partner", "Un partenaire"


class AttemptWay(TextChoices):
    CALL = "call", "Appel"
    TEXT = "text", "SMS"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Courrier"
    DOORSTEP = "doorstep", "Passage au domicile"
    THIRD_PARTY = "third_party", "Par un tiers"


class AttemptResult(TextChoices):
    NO_ANSWER = "no_answer", "Sans réponse"
    MESSAGE_LEFT = "message_left", "Message ou avis de passage laissé"
    CALL_BACK = "call_back", "La personne rappellera"
    AGREED = "agreed", "La personne est jointe, un rendez-vous est convenu"
    DECLINED = "declined", "La personne ne souhaite pas, pour l’instant"
    WRONG_ADDRESS = "wrong_address", "Coordonnées à vérifier"


class ExchangeWay(TextChoices):
    CALL = "call", "Appel"
    MESSAGE = "message", "Message écrit"
    MEETING = "meeting", "De vive voix"
    ALERT = "alert", "Alerte du bailleur"


class ExchangeState(TextChoices):
    """Only an alert waits for an answer."""

    NOTED = "noted", "Noté"
    OPEN = "open", "Réponse attendue"
    ANSWERED = "answered", "Répondu"
    CANCELLED = "cancelled", "Annulé"


class DiagnosticState(TextChoices):
    DRAFT = "draft", "En cours"
    SUBMITTED = "submitted", "À valider"
    SENT_BACK = "sent_back", "À reprendre"
    PUBLISHED = "published", "Validé et publié"
    INTERRUPTED = "interrupted", "Interrompu"


class ProposalState(TextChoices):
    WAITING = "waiting", "Réponse attendue"
    TAKEN_UP = "taken_up", "Fiche commencée"
    DECLINED = "declined", "Sans suite"


class BudgetSide(TextChoices):
    """In the order of the table."""

    INCOME = "income", "Ressources"
    CHARGE = "charge", "Charges"
    DEBT = "debt", "Dettes"


class TieHelp(TextChoices):
    """What somebody of the network is to the household."""

    HELPFUL = "helpful", "Aidant"
    NEUTRAL = "neutral", "Ni l’un ni l’autre"
    NOT_HELPFUL = "not_helpful", "Pas aidant"


class ObjectiveState(TextChoices):
    NOT_STARTED = "not_started", "Pas commencé"
    UNDER_WAY = "under_way", "En cours"
    REACHED = "reached", "Atteint"
    DROPPED = "dropped", "Abandonné"


class ActionKind(TextChoices):
    FSL = "fsl", "Fonds de solidarité logement (FSL)"
    OVER_INDEBTEDNESS = "over_indebtedness", "Dossier de surendettement"
    REPAYMENT_PLAN = "repayment_plan", "Plan d’apurement"
    CAF = "caf", "CAF"
    TAXES = "taxes", "Impôts"
    BANK = "bank", "Banque"
    ENERGY = "energy", "Énergie, eau"
    REHOUSING = "rehousing", "Mutation ou relogement"
    CARE = "care", "Soins"
    MDPH = "mdph", "MDPH"
    WORK = "work", "Emploi, formation"
    PENSION = "pension", "Retraite"
    PAPERS = "papers", "Papiers, état civil"
    FAMILY = "family", "Famille, enfants"
    FOOD_AID = "food_aid", "Aide alimentaire"
    OTHER = "other", "Autre démarche"


class ActionState(TextChoices):
    TO_DO = "to_do", "À faire"
    UNDER_WAY = "under_way", "Engagée"
    WAITING = "waiting", "Réponse attendue"
    OBTAINED = "obtained", "Obtenue"
    REFUSED = "refused", "Refusée"
    DROPPED = "dropped", "Abandonnée"


class ReviewKind(TextChoices):
    INTERMEDIATE = "intermediate", "Bilan intermédiaire"
    FINAL = "final", "Bilan final"


class ReviewState(TextChoices):
    DRAFT = "draft", "En préparation"
    SUBMITTED = "submitted", "À valider"
    SENT_BACK = "sent_back", "À reprendre"
    VALIDATED = "validated", "Validé"
    SIGNED = "signed", "Signé"
    CANCELLED = "cancelled", "Annulé"


class EffectAnswer(TextChoices):
    YES = "yes", "Oui"
    PARTLY = "partly", "En partie"
    NO = "no", "Non"
    NOT_CONCERNED = "not_concerned", "Sans objet"


class Moment(TextChoices):
    ENTRY = "entry", "À l’entrée"
    EXIT = "exit", "À la sortie"


class SignatureWay(TextChoices):
    PAPER = "paper", "Signé sur papier"
    SCREEN = "screen", "Signé sur l’écran"
    WITNESS = "witness", "Lu et approuvé devant témoin"
