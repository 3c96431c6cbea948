"""What each role finds on its home page besides its queue: where to begin, and what is near at hand."""

from dataclasses import dataclass

from django.urls import reverse

from accounts.enums import Role


@dataclass(frozen=True)
class Way:
    """A page worth going to."""

    label: str
    detail: str
    url_name: str

    @property
    def url(self):
        return reverse(self.url_name)


READ_PROGRAMMES = Way(
    "Lire les dispositifs", "Publics, critères, étapes et argumentaires à imprimer.", "programmes:programmes"
)
READ_CONVENTIONS = Way("Lire les conventions", "Territoires, tarifs, budget de l’année.", "programmes:conventions")
SEE_HOUSEHOLDS = Way("Chercher un ménage", "Par nom, bail, adresse ou téléphone.", "tenants:households")
SEE_REFERRALS = Way("Suivre les fiches", "Où en est chacune, et qui doit agir.", "referrals:referrals")
SEE_INBOX = Way("Lire les fiches reçues", "Ce que chacune attend, les plus en retard d’abord.", "referrals:inbox")
SECTORS = Way("Partager les secteurs", "Quelles conseillères voient quels ménages.", "tenants:sectors")
MERGES = Way("Réunir des dossiers", "Deux dossiers ouverts pour un même ménage.", "tenants:merges")
AGENDA = Way("Ouvrir l’agenda", "La semaine, le mois, les vôtres et ceux de l’équipe.", "referrals:agenda")
CASELOAD = Way("Mes suivis", "Qui voir d’abord, qui n’a pas été vu, qui attend.", "accompaniment:caseload")
FOLLOWED = Way("Lire les suivis", "Où en est chaque mesure, la prochaine rencontre.", "accompaniment:followed")
TEAM_LOAD = Way("Charge de l’équipe", "Qui suit combien de ménages, et ce qui tarde.", "accompaniment:team_load")
DIAGNOSTICS = Way("Diagnostics", "Ceux qui sont à rendre, les plus proches d’abord.", "accompaniment:diagnostics")
NOTE = Way("Noter un entretien", "Une visite, un appel, une sortie : trois touches suffisent.", "accompaniment:quick")
INVITE = Way("Gérer les comptes", "Inviter, donner un rôle, fermer un compte.", "accounts:accounts")
TEAM = Way("Voir l’équipe", "Qui travaille avec vous, et dans quel rôle.", "accounts:accounts")
ORGANISATIONS = Way("Gérer les organisations", "Noms, adresses, numéros, logos.", "accounts:organisations")
READ_LOG = Way("Lire le journal des accès", "Qui a regardé quoi, et quand.", "accounts:access_log")
WHO_SEES_WHAT = Way("Qui voit quoi", "Ce que chaque rôle peut lire et écrire.", "accounts:who_sees_what")


@dataclass(frozen=True)
class Welcome:
    """`awaited`: what will come into the queue of this role; `first`: where to begin meanwhile; then what is near."""

    awaited: str
    first: Way
    near: tuple
    # The gesture of every day: at the head of the page, at the thumb on a phone.
    at_hand: Way | None = None


WELCOME = {
    Role.ADVISOR: Welcome(
        "Les fiches à compléter, les précisions demandées, les décisions à lire et vos rencontres de la semaine "
        "paraissent ici, les plus en retard d’abord. Cherchez un ménage, ou relisez ce que vous proposerez.",
        SEE_HOUSEHOLDS,
        (SEE_HOUSEHOLDS, SEE_REFERRALS, FOLLOWED, AGENDA, READ_PROGRAMMES, WHO_SEES_WHAT),
    ),
    Role.LANDLORD_MANAGER: Welcome(
        "Les réunions de dossiers à relire paraissent ici ; les comptages et les factures y viendront. Où en est "
        "chaque fiche se lit dans la liste, les plus en retard d’abord si vous le souhaitez.",
        SEE_REFERRALS,
        (SEE_REFERRALS, SEE_HOUSEHOLDS, FOLLOWED, SECTORS, MERGES, READ_CONVENTIONS, READ_PROGRAMMES, WHO_SEES_WHAT),
    ),
    Role.SOCIAL_WORKER: Welcome(
        "Les rencontres à fixer, ce qui est à refixer et vos rendez-vous de la semaine paraissent ici, le plus en "
        "retard d’abord. Tout ce qui vous est confié se lit dans les fiches reçues.",
        SEE_INBOX,
        (CASELOAD, SEE_INBOX, AGENDA, SEE_HOUSEHOLDS, READ_PROGRAMMES, WHO_SEES_WHAT),
        NOTE,
    ),
    Role.SERVICE_HEAD: Welcome(
        "Les fiches à confier, les diagnostics et les bilans à valider, ce qui tarde dans l’équipe paraissent ici ; "
        "les mois à clore y viendront. Commencez par vérifier que toute l’équipe a un compte.",
        TEAM,
        (TEAM_LOAD, DIAGNOSTICS, SEE_INBOX, TEAM, READ_CONVENTIONS, READ_PROGRAMMES, READ_LOG),
    ),
    Role.BILLING_OFFICER: Welcome(
        "Les trimestres à facturer et les paiements attendus arriveront ici. Les tarifs se lisent déjà dans les "
        "conventions.",
        READ_CONVENTIONS,
        (READ_CONVENTIONS, READ_PROGRAMMES, WHO_SEES_WHAT),
    ),
    Role.COMMITTEE_MEMBER: Welcome(
        "Le tableau annuel, les bilans et les réunions arriveront ici : des chiffres d’ensemble, jamais une personne. "
        "Les dispositifs se lisent dès maintenant.",
        READ_PROGRAMMES,
        (READ_PROGRAMMES, WHO_SEES_WHAT),
    ),
    Role.DPO: Welcome(
        "Les demandes de droits arriveront ici. Le journal des accès de votre organisation se lit dès maintenant.",
        READ_LOG,
        (READ_LOG, WHO_SEES_WHAT),
    ),
    Role.ADMINISTRATOR: Welcome(
        "Les invitations restées sans réponse arriveront ici. Commencez par inviter les personnes de vos "
        "organisations.",
        INVITE,
        (INVITE, ORGANISATIONS, READ_CONVENTIONS, READ_LOG),
    ),
}
