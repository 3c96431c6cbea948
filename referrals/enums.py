"""The words of a referral, from the first conversation to the adhesion."""

from django.db.models import TextChoices


class ReferralState(TextChoices):
    DRAFT = "draft", "En préparation"
    ANNOUNCED = "announced", "Annoncée"
    SENT = "sent", "Envoyée"
    RECEIVED = "received", "Reçue"
    INFORMATION_REQUESTED = "information_requested", "Précisions demandées"
    MEETING_PLANNED = "meeting_planned", "Rencontre fixée"
    ADHERED = "adhered", "Adhésion recueillie"
    DECLINED = "declined", "Sans adhésion"
    REDIRECTED = "redirected", "Réorientée"
    WITHDRAWN = "withdrawn", "Retirée"


class TenantAnswer(TextChoices):
    """What the tenant says at the end of the preliminary meeting."""

    AGREES = "agrees", "Accepte d’être rencontré"
    NEEDS_TIME = "needs_time", "Demande un temps de réflexion"
    REFUSES = "refuses", "Refuse"


class Origin(TextChoices):
    """Who noticed."""

    ADVISOR = "advisor", "Conseillère clientèle"
    CARETAKER = "caretaker", "Gardien ou personnel de proximité"
    ARREARS_MEETING = "arrears_meeting", "Commission des impayés"
    NEIGHBOURS = "neighbours", "Voisinage"
    FAMILY = "family", "Famille ou entourage"
    PARTNER = "partner", "Partenaire"
    TENANT = "tenant", "Le locataire lui-même"


class StartMode(TextChoices):
    TRIPARTITE = "tripartite", "Rencontre tripartite"
    LETTER = "courrier", "Courrier au locataire"


class Urgency(TextChoices):
    NORMAL = "normal", "Sans urgence particulière"
    SOON = "soon", "À voir rapidement"
    URGENT = "urgent", "Urgence"


class SocialServices(TextChoices):
    """Whether somebody already helps; who, in a free text."""

    FOLLOWED = "followed", "Un suivi existe"
    BROKEN = "broken", "Un suivi a existé, il est rompu"
    NONE = "none", "Aucun lien"
    UNKNOWN = "unknown", "Inconnu"


class AttachmentKind(TextChoices):
    PIECE = "piece", "Pièce jointe à la fiche"
    SIGNED = "signed", "Papier signé"


class RequestState(TextChoices):
    OPEN = "open", "À répondre"
    ANSWERED = "answered", "Répondu"
    CLOSED = "closed", "Clos"


class DeclineKind(TextChoices):
    REFUSAL = "refusal", "Le ménage refuse"
    NO_ANSWER = "no_answer", "Le ménage ne répond pas"


class AppointmentKind(TextChoices):
    TRIPARTITE_START = "tripartite_start", "Rencontre tripartite de démarrage"
    TRIPARTITE_INTERMEDIATE = "tripartite_intermediate", "Rencontre tripartite intermédiaire"
    TRIPARTITE_QUARTERLY = "tripartite_quarterly", "Rencontre tripartite trimestrielle"
    TRIPARTITE_FINAL = "tripartite_final", "Rencontre tripartite finale"
    FIRST_VISIT = "first_visit", "Première visite"
    MEETING = "meeting", "Rendez-vous"


class MeetingKind(TextChoices):
    START = "start", "Rencontre de démarrage"
    INTERMEDIATE = "intermediate", "Rencontre intermédiaire"
    QUARTERLY = "quarterly", "Rencontre trimestrielle"
    FINAL = "final", "Rencontre finale"


class PlaceKind(TextChoices):
    ASSOCIATION = "association", "Dans les locaux de l’association"
    HOME = "home", "Au domicile"
    LANDLORD = "landlord", "À l’agence du bailleur"
    ELSEWHERE = "elsewhere", "Ailleurs"


class AppointmentState(TextChoices):
    PLANNED = "planned", "Fixé"
    HELD = "held", "Tenu"
    MISSED = "missed", "Manqué"
    CANCELLED = "cancelled", "Annulé"


class Party(TextChoices):
    """The three who meet."""

    TENANT = "tenant", "Locataire"
    LANDLORD = "landlord", "Bailleur"
    OPERATOR = "operator", "Association"


class SlotState(TextChoices):
    OPEN = "open", "Libre"
    BOOKED = "booked", "Réservé"
    WITHDRAWN = "withdrawn", "Retiré"


class MinutesState(TextChoices):
    OPEN = "open", "En cours d’écriture"
    SEALED = "sealed", "Signé"
    CANCELLED = "cancelled", "Annulé"


class CommitmentOutcome(TextChoices):
    PENDING = "pending", "En cours"
    KEPT = "kept", "Tenu"
    MISSED = "missed", "Pas tenu"
    DROPPED = "dropped", "Abandonné d’un commun accord"


class AdhesionWay(TextChoices):
    PAPER = "paper", "Signée sur papier"
    SCREEN = "screen", "Signée sur l’écran"
    WITNESS = "witness", "Donnée devant témoin, la personne ne pouvant signer"
    TAKEN_OVER = "taken_over", "Reprise de dossier"


class StructureKind(TextChoices):
    """The partners of the directory."""

    SOCIAL_SERVICE = "social_service", "Service social"
    HOUSING = "housing", "Logement"
    DEBT_ADVICE = "debt_advice", "Budget, surendettement"
    RIGHTS = "rights", "Accès aux droits"
    HEALTH = "health", "Santé"
    WORK = "work", "Emploi, formation"
    FOOD_AID = "food_aid", "Aide alimentaire"
    CULTURE = "culture", "Culture, loisirs"
    FAMILY = "family", "Famille, enfance"
    NEIGHBOURHOOD = "neighbourhood", "Vie de quartier"
    OTHER = "other", "Autre"
