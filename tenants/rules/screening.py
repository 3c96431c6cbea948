"""Whether a programme fits a household, and how that is told. Pure: values in, words out."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.wording import FIRM, count, plain_date, sentence
from programmes.definition import Choice, Definition, Prerequisite, Screening
from programmes.enums import KnownFact, OccupancyStatus
from tenants.enums import YesNoUnknown

SEPARATOR = f"{FIRM}; "


@dataclass(frozen=True)
class Result:
    """`sentence` says it all at once; `reasons`: what is missing, one by one."""

    passed: bool
    sentence: str
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class Facts:
    """What the file of a household tells before anybody is asked."""

    holds_lease: bool = False
    status: str = ""
    by_transport: str = YesNoUnknown.UNKNOWN


@dataclass(frozen=True)
class Known:
    """A prerequisite that the file speaks of: it holds or not, and the words that say where that comes from."""

    holds: bool
    words: str


@dataclass(frozen=True)
class Period:
    """Of a convention; the last day is one of its days."""

    first: datetime.date
    last: datetime.date


def screening_result(screening: Screening, prerequisites: Collection[str], criteria: Collection[str]) -> Result:
    """« éligible : 2 critères sur 4 », « pas éligible : ne peut pas se déplacer seule »."""
    reasons = [_without(each) for each in screening.prerequisites if each.code not in prerequisites]
    met, total = sum(each.code in criteria for each in screening.criteria), len(screening.criteria)
    if met < screening.criteria_minimum:
        reasons.append(_too_few(met, total, screening.criteria_minimum))
    if reasons:
        return Result(False, f"pas éligible{FIRM}: {SEPARATOR.join(reasons)}", tuple(reasons))
    told = f"{count(met, 'critère')} sur {total}" if total else "tous les préalables sont remplis"
    return Result(True, f"éligible{FIRM}: {told}")


def _without(prerequisite: Prerequisite) -> str:
    return prerequisite.without or f"préalable non rempli, « {prerequisite.label} »"


def _too_few(met: int, total: int, minimum: int) -> str:
    if met == 0 and minimum == 1:
        return "aucun critère ne s’applique"
    return f"{count(met, 'critère')} sur {total}, il en faut {minimum}"


def unknown_codes(screening: Screening, prerequisites: Iterable[str], criteria: Iterable[str]) -> set[str]:
    """What was ticked and stands nowhere in this version of the programme."""
    known = {each.code for each in (*screening.prerequisites, *screening.criteria)}
    return {*prerequisites, *criteria} - known


def in_order(choices: Iterable[Choice | Prerequisite], ticked: Collection[str]) -> list[str]:
    """The codes that were ticked, once each, in the order of the programme."""
    return [choice.code for choice in choices if choice.code in ticked]


def known_from_file(prerequisite: Prerequisite, facts: Facts) -> Known | None:
    """What the file tells of a prerequisite; None where it tells nothing."""
    if prerequisite.known_from == KnownFact.LEASE and (facts.holds_lease or facts.status):
        words = "titulaire du bail" if facts.holds_lease else "personne n’y figure comme titulaire du bail"
        return Known(facts.holds_lease and facts.status in ("", OccupancyStatus.TENANT), words)
    if prerequisite.known_from == KnownFact.TRANSPORT and facts.by_transport in (YesNoUnknown.YES, YesNoUnknown.NO):
        served = facts.by_transport == YesNoUnknown.YES
        return Known(served, f"logement {'' if served else 'non '}desservi par les transports")
    if prerequisite.known_from == KnownFact.ORDINARY_DWELLING and facts.status:
        holds = facts.status in (OccupancyStatus.TENANT, OccupancyStatus.APPLICANT)
        return Known(holds, OccupancyStatus(facts.status).label.lower())
    return None


def admits(definition: Definition, status: str) -> bool:
    """Whether the landlord may propose this programme to a household of this status."""
    return "landlord" in definition.opening.opened_by and status in definition.opening.occupancies


def not_admitted(definition: Definition, status: str) -> str:
    """Why a programme is not proposed to a household of this status."""
    if not status:
        return "La situation locative du ménage n’est pas encore notée dans son dossier."
    meant = sentence([OccupancyStatus(each).label.lower() for each in definition.opening.occupancies], "ou")
    return f"S’adresse à{FIRM}: {meant}."


def outside_territory(communes: Collection[str], commune: str) -> str:
    """A word of warning, nothing more: a convention has its exceptions, with their reason."""
    if not communes or not commune or commune.casefold() in {each.casefold() for each in communes}:
        return ""
    return f"{commune} n’est pas dans le territoire de la convention{FIRM}: voyez ses exceptions avant de proposer."


def wrong_day(
    on: datetime.date, *, today: datetime.date, since: datetime.date | None, conventions: Iterable[Period]
) -> str:
    """Why a household could not be screened on this day; empty where it could. `since`: from when on it is known."""
    if on > today:
        return "Ce jour n’est pas encore venu."
    if since and on < since:
        return f"Le ménage n’est connu du bailleur que depuis le {plain_date(since)}."
    if not any(period.first <= on <= period.last for period in conventions):
        return "Aucune convention de ce dispositif n’était en cours ce jour-là."
    return ""


def common_law(definitions: Iterable[Definition]) -> list[Choice]:
    """The measures of common law that these programmes name, once each."""
    named = {measure.code: measure for each in definitions for measure in each.common_law_measures}
    return list(named.values())
