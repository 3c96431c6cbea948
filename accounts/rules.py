"""Who may hold which role where, who administers whom, the steps of an account, of a role, of an invitation. Pure."""

from accounts.enums import AccountState, InvitationState, MembershipState, OrganisationKind, Role
from core.transitions import Answer, Ask, Transition, TransitionTable

KINDS_OF_ROLE = {
    Role.ADVISOR: {OrganisationKind.LANDLORD},
    Role.LANDLORD_MANAGER: {OrganisationKind.LANDLORD},
    Role.SOCIAL_WORKER: {OrganisationKind.OPERATOR},
    Role.SERVICE_HEAD: {OrganisationKind.OPERATOR},
    Role.BILLING_OFFICER: {OrganisationKind.OPERATOR},
    Role.COMMITTEE_MEMBER: {OrganisationKind.PARTNER},
    Role.DPO: {OrganisationKind.OPERATOR, OrganisationKind.LANDLORD},
    Role.ADMINISTRATOR: set(OrganisationKind),
}

# Downwards only. A landlord who administered an operator could name a social worker and read the files; a partner who
# administered a landlord could meet the persons.
KINDS_ADMINISTERED = {
    OrganisationKind.OPERATOR: {OrganisationKind.OPERATOR, OrganisationKind.LANDLORD, OrganisationKind.PARTNER},
    OrganisationKind.LANDLORD: {OrganisationKind.LANDLORD, OrganisationKind.PARTNER},
    OrganisationKind.PARTNER: {OrganisationKind.PARTNER},
}

ADDRESS = ("address", "postcode", "city")
# Who issues an invoice, and who receives one.
ASKED_BY_INVOICES = {
    OrganisationKind.OPERATOR: (*ADDRESS, "siren", "siret", "rna", "iban"),
    OrganisationKind.LANDLORD: (*ADDRESS, "siren"),
    OrganisationKind.PARTNER: (*ADDRESS, "siren"),
}


def roles_of_kind(kind):
    return [role for role in Role if kind in KINDS_OF_ROLE[role]]


def may_hold(role, kind):
    return kind in KINDS_OF_ROLE[role]


def kinds_administered_by(kind):
    return [administered for administered in OrganisationKind if administered in KINDS_ADMINISTERED[kind]]


def may_administer(administering_kind, administered_kind):
    return administered_kind in KINDS_ADMINISTERED[administering_kind]


def same_name(one, other):
    """Whether two writings name one organisation: capitals, apostrophes and spaces aside."""
    return _written(one) == _written(other)


def _written(name):
    return " ".join(name.casefold().replace("’", "'").split())


def missing_for_invoices(organisation):
    """The names of the fields that an invoice from, or to, this organisation still needs."""
    return [name for name in ASKED_BY_INVOICES[organisation.kind] if not getattr(organisation, name)]


def may_manage_account(at_work_in, reach):
    """An account is managed by whoever administers every organisation where the person is at work.

    Otherwise closing it, or taking its second factor away, would reach into somebody else's house.
    """
    return set(at_work_in) <= set(reach)


def overlap(first_start, first_end, second_start, second_end):
    """Whether two intervals share a day; an end of None is open."""
    return (first_end is None or second_start <= first_end) and (second_end is None or first_start <= second_end)


def membership_state(starts_on, ends_on, today):
    if ends_on is not None and ends_on < today:
        return MembershipState.ENDED
    return MembershipState.COMING if starts_on > today else MembershipState.RUNNING


REASON = Ask(
    "reason",
    "Motif",
    "En quelques mots. Il reste dans l’historique du compte.",
    answer=Answer.LINES,
    missing="Indiquez le motif en quelques mots.",
)
LAST_DAY = Ask(
    "ends_on",
    "Dernier jour",
    "Le rôle vaut jusqu’à la fin de ce jour. Pour couper l’accès tout de suite, mettez la veille.",
    answer=Answer.DAY,
    missing="Choisissez un jour.",
)
# Not a role: what one is to one's own account.
HERSELF = "la personne elle-même"

ACCOUNTS = TransitionTable(
    "Compte",
    AccountState,
    Transition("open", "Ouvrir le compte", sources=[], target=AccountState.OPEN, done="Compte ouvert"),
    Transition(
        "sign_out",
        "Déconnecter tous ses appareils",
        sources=[AccountState.OPEN],
        target=AccountState.OPEN,
        roles=[HERSELF],
        done="Tous les appareils déconnectés",
    ),
    Transition(
        "unlock",
        "Débloquer la connexion",
        sources=[AccountState.OPEN],
        target=AccountState.OPEN,
        roles=[Role.ADMINISTRATOR],
        confirm="La personne pourra essayer de nouveau sans attendre la fin du quart d’heure.",
        done="Connexion débloquée",
    ),
    Transition(
        "reset_second_factor",
        "Retirer le second facteur",
        sources=[AccountState.OPEN],
        target=AccountState.OPEN,
        roles=[Role.ADMINISTRATOR],
        asks=[REASON],
        confirm="Application, clés et codes de secours sont retirés, ses appareils sont déconnectés. La personne en "
        "est avertie par courriel, se connecte avec son mot de passe et met un nouveau second facteur en place.",
        danger=True,
        done="Second facteur retiré",
    ),
    Transition(
        "close",
        "Fermer le compte",
        sources=[AccountState.OPEN],
        target=AccountState.CLOSED,
        roles=[Role.ADMINISTRATOR],
        asks=[REASON],
        confirm="La personne ne pourra plus entrer dès sa prochaine action, ses rôles sont coupés tout de suite, "
        "les invitations qu’elle a reçues ou envoyées sont annulées. Ce qu’elle a écrit reste dans les dossiers.",
        danger=True,
        done="Compte fermé",
    ),
    Transition(
        "reopen",
        "Rouvrir le compte",
        sources=[AccountState.CLOSED],
        target=AccountState.OPEN,
        roles=[Role.ADMINISTRATOR],
        asks=[REASON],
        confirm="La personne se connecte de nouveau avec son mot de passe. Ses rôles restent terminés : donnez-lui "
        "ensuite ceux qu’il lui faut.",
        done="Compte rouvert",
    ),
)

MEMBERSHIPS = TransitionTable(
    "Rôle",
    MembershipState,
    Transition(
        "give",
        "Donner le rôle",
        sources=[],
        target=MembershipState.RUNNING,
        roles=[Role.ADMINISTRATOR],
        done="Rôle donné",
    ),
    Transition(
        "end",
        "Terminer le rôle",
        sources=[MembershipState.COMING, MembershipState.RUNNING],
        target=MembershipState.ENDED,
        roles=[Role.ADMINISTRATOR],
        asks=[LAST_DAY],
        confirm="Ce qui a été écrit dans ce rôle reste dans les dossiers ; les autres rôles de la personne ne changent "
        "pas.",
        done="Rôle terminé",
    ),
)

INVITATIONS = TransitionTable(
    "Invitation",
    InvitationState,
    Transition(
        "accept",
        "Accepter",
        sources=[InvitationState.PENDING],
        target=InvitationState.ACCEPTED,
        done="Invitation acceptée",
    ),
    Transition(
        "resend",
        "Renvoyer",
        sources=[InvitationState.PENDING],
        target=InvitationState.PENDING,
        roles=[Role.ADMINISTRATOR],
        done="Invitation renvoyée",
    ),
    Transition(
        "revoke",
        "Annuler l’invitation",
        sources=[InvitationState.PENDING],
        target=InvitationState.REVOKED,
        roles=[Role.ADMINISTRATOR],
        confirm="Le lien envoyé ne marchera plus. Une autre invitation pourra partir à la même adresse.",
        danger=True,
        done="Invitation annulée",
    ),
)
