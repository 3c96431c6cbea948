"""Why a household goes elsewhere, or does not adhere, worded for the landlord: never of health. Pure."""

import re

from core.errors import DomainError
from core.normalise import plain
from programmes.definition import Definition
from programmes.enums import OrientationKind
from referrals.enums import DeclineKind

OTHER = "other"
REDIRECTIONS = {
    "existing": "Un dispositif existant répond mieux à ce que demande le ménage.",
    "wish": "Le ménage préfère une aide d’une autre forme.",
    "followed": "Le ménage est déjà accompagné par un service, qui poursuit avec lui.",
    "stronger": "La situation demande une intervention plus soutenue que celle de ce dispositif.",
    "lighter": "Une aide ponctuelle suffit : le ménage sait à qui s’adresser.",
    "territory": "Le logement se trouve hors du territoire de la convention.",
    "moved": "Le ménage quitte son logement.",
}
REFUSALS = {
    "not_now": "Le ménage ne souhaite pas être accompagné pour le moment.",
    "elsewhere": "Le ménage préfère s’adresser à un service qu’il connaît déjà.",
    "conditions": "Le ménage ne souhaite pas s’engager dans ce que propose le dispositif.",
    "solved": "Le ménage estime que la difficulté est réglée.",
    "no_reason": "Le ménage n’a pas souhaité dire pourquoi.",
}
NO_ANSWERS = {
    "letters": "Le ménage n’a pas répondu au courrier ni aux relances.",
    "calls": "Le ménage n’a pas pu être joint, malgré plusieurs appels.",
    "absent": "Le ménage n’a pas donné suite aux rendez-vous proposés.",
}
MOTIVES = {DeclineKind.REFUSAL: REFUSALS, DeclineKind.NO_ANSWER: NO_ANSWERS}
LONGEST_MOTIVE = 300

# Stems of words that tell of health: what the landlord never reads.
OF_HEALTH = (
    *("sante", "malad", "soin", "medec", "medic", "hopit", "hospital", "psy", "depress", "addict", "alcool"),
    *("drogue", "handicap", "trouble", "traitement", "therap", "diagnost", "toxico", "schizo", "bipol", "cancer"),
    *("infirm", "invalid", "grossesse", "enceinte", "suicid", "pathol", "symptom"),
)
TELLS_OF_HEALTH = (
    "Ce texte semble parler de santé (« {word} ») : le bailleur n’en lit jamais rien. Écrivez-le autrement, "
    "ou gardez-le pour l’équipe."
)


def word_of_health(text: str) -> str:
    """The first word that tells of health, or nothing."""
    for word in re.findall(r"\w+", text):
        if plain(word).startswith(OF_HEALTH):
            return word
    return ""


def compose_motive(sentences: dict, chosen: str, more: str) -> str:
    """What the landlord reads: the chosen sentence, then what was added in one's own words."""
    more = " ".join(more.split())
    if chosen != OTHER and chosen not in sentences:
        raise DomainError("Choisissez l’un des motifs proposés.", field="motive")
    if chosen == OTHER and not more:
        raise DomainError("Dites pourquoi, en quelques mots que le bailleur peut lire.", field="more")
    require_without_health(more, field="more")
    motive = " ".join(filter(None, [sentences.get(chosen, ""), more]))
    if len(motive) > LONGEST_MOTIVE:
        raise DomainError(f"Ce motif est trop long : {LONGEST_MOTIVE} signes au plus.", field="more")
    return motive


def require_without_health(text: str, *, field: str):
    if word := word_of_health(text):
        raise DomainError(TELLS_OF_HEALTH.format(word=word), field=field)


# Where nothing more precise is said in the programme: schemes of common law that every operator knows.
COMMON_LAW = "droit-commun"


def orientations_of(definition: Definition) -> dict[str, str]:
    """Code → words: the programme's own orientations that lead elsewhere, each common-law measure, then any other."""
    elsewhere = (OrientationKind.OTHER_PROGRAMME, OrientationKind.COMMON_LAW)
    found = {each.code: each.label for each in definition.orientations if each.kind in elsewhere}
    for each in definition.common_law_measures:
        said = "droit commun" in each.label
        found[f"mesure-{each.code}"] = each.label if said else f"{each.label} (droit commun)"
    found.setdefault(COMMON_LAW, "Mesures de droit commun")
    return found | {"autre-service": "Un autre service ou dispositif"}
