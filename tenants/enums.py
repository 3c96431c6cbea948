"""The words in which a household and its situation are told. None of them asks for health, offences or opinions."""

from django.db.models import TextChoices


class YesNoUnknown(TextChoices):
    YES = "yes", "Oui"
    NO = "no", "Non"
    UNKNOWN = "unknown", "Inconnu"


class Composition(TextChoices):
    ALONE = "alone", "Personne seule"
    SINGLE_PARENT = "single_parent", "Parent seul avec enfants"
    COUPLE = "couple", "Couple sans enfant"
    COUPLE_WITH_CHILDREN = "couple_with_children", "Couple avec enfants"
    OTHER = "other", "Autre composition"


class Civility(TextChoices):
    MADAM = "mme", "Mme"
    SIR = "m", "M."


class Tie(TextChoices):
    """What somebody is in the household."""

    REFERENCE = "reference", "Personne de référence"
    PARTNER = "partner", "Conjoint ou conjointe"
    CHILD = "child", "Enfant"
    PARENT = "parent", "Père ou mère"
    RELATIVE = "relative", "Autre membre de la famille"
    OTHER = "other", "Autre"


class ContactWay(TextChoices):
    ANY = "any", "Sans préférence"
    PHONE = "phone", "Téléphone"
    TEXT = "text", "SMS"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Courrier"
    VISIT = "visit", "De vive voix"


class Guardianship(TextChoices):
    """Somebody signs with the person: it is asked to know who signs, never why."""

    NONE = "none", "Aucune"
    TUTELLE = "tutelle", "Sous tutelle"
    CURATELLE = "curatelle", "Sous curatelle"
    OTHER = "other", "Autre mandat"


class DwellingType(TextChoices):
    ROOM = "room", "Chambre"
    ONE_ROOM = "t1", "T1"
    TWO_ROOMS = "t2", "T2"
    THREE_ROOMS = "t3", "T3"
    FOUR_ROOMS = "t4", "T4"
    FIVE_ROOMS = "t5", "T5 et plus"
    HOUSE = "house", "Maison"


class ResourceKind(TextChoices):
    """Wide on purpose: a benefit that would tell of an illness stands among « minima sociaux » or « pensions »."""

    WORK = "work", "Salaire ou revenu d’activité"
    UNEMPLOYMENT = "unemployment", "Allocation chômage"
    MINIMUM = "minimum", "Minimum social"
    PENSION = "pension", "Retraite ou pension"
    FAMILY = "family", "Prestations familiales"
    HOUSING = "housing", "Aide au logement"
    OTHER = "other", "Autre ressource"
    NONE = "none", "Aucune ressource"


class Bracket(TextChoices):
    """Of a month."""

    ZERO = "zero", "0 €"
    BELOW_500 = "below_500", "Moins de 500 €"
    FROM_500 = "from_500", "De 500 à 999 €"
    FROM_1000 = "from_1000", "De 1 000 à 1 499 €"
    FROM_1500 = "from_1500", "De 1 500 à 1 999 €"
    FROM_2000 = "from_2000", "2 000 € et plus"
    UNKNOWN = "unknown", "Inconnu"


class EvictionStep(TextChoices):
    """Where a procedure stands, in its order; suspended or dropped stand apart."""

    NONE = "none", "Aucune procédure"
    NOTICE = "notice", "Commandement de payer"
    SUMMONS = "summons", "Assignation"
    JUDGMENT = "judgment", "Jugement"
    ORDER_TO_LEAVE = "order_to_leave", "Commandement de quitter les lieux"
    FORCE_ASKED = "force_asked", "Concours de la force publique demandé"
    FORCE_GRANTED = "force_granted", "Concours de la force publique accordé"
    SUSPENDED = "suspended", "Procédure suspendue"
    DROPPED = "dropped", "Procédure abandonnée"


class AssignmentKind(TextChoices):
    """How a household came to a worker."""

    PRIVILEGED = "privileged", "Interlocuteur privilégié"
    SECOND = "second", "Second intervenant"
    COVER = "cover", "Remplacement"


class LinkKind(TextChoices):
    SAME_PERSON = "same_person", "Peut-être le même ménage"
    FAMILY = "family", "Même famille"
    SEPARATED = "separated", "Issus d’une séparation"


class MergeState(TextChoices):
    PROPOSED = "proposed", "À relire"
    DONE = "done", "Réunis"
    REFUSED = "refused", "Refusée"
    UNDONE = "undone", "Défaite"
    WITHDRAWN = "withdrawn", "Retirée"
