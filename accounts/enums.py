from django.db import models


class OrganisationKind(models.TextChoices):
    LANDLORD = "landlord", "Bailleur"
    OPERATOR = "operator", "Opérateur associatif"
    PARTNER = "partner", "Partenaire"


class Role(models.TextChoices):
    ADVISOR = "advisor", "Conseillère clientèle"
    LANDLORD_MANAGER = "landlord_manager", "Responsable bailleur"
    SOCIAL_WORKER = "social_worker", "Travailleur social"
    SERVICE_HEAD = "service_head", "Chef de service"
    BILLING_OFFICER = "billing_officer", "Gestionnaire"
    COMMITTEE_MEMBER = "committee_member", "Membre du comité de pilotage"
    DPO = "dpo", "Référent données personnelles"
    ADMINISTRATOR = "administrator", "Administrateur"


# Who works on the files of households, at each of the two.
LANDLORD_ROLES = (Role.ADVISOR, Role.LANDLORD_MANAGER)
OPERATOR_ROLES = (Role.SOCIAL_WORKER, Role.SERVICE_HEAD)


class AccountState(models.TextChoices):
    OPEN = "open", "Ouvert"
    CLOSED = "closed", "Fermé"


class MembershipState(models.TextChoices):
    """Told by its dates."""

    COMING = "coming", "À venir"
    RUNNING = "running", "En cours"
    ENDED = "ended", "Terminé"


class InvitationState(models.TextChoices):
    PENDING = "pending", "En attente"
    ACCEPTED = "accepted", "Acceptée"
    REVOKED = "revoked", "Annulée"


class NoticeScope(models.TextChoices):
    """Which notices go out by e-mail."""

    ALL = "all", "Tous : ce qui me concerne et ce qui attend mon équipe"
    MINE = "mine", "Seulement ce qui me concerne"
    NONE = "none", "Aucun : je regarde ma page d’accueil"


class NoticePace(models.TextChoices):
    AT_ONCE = "at_once", "Tout de suite"
    DAILY = "daily", "Une fois par jour ouvré, à 7 heures"
