"""Whose yes is needed, in which way it may be given, and when it may be. Pure: values in, values out."""

import datetime
from collections.abc import Collection, Iterable

from core.wording import plain_date
from referrals.enums import AdhesionWay, ReferralState

# What a person answers by herself at a meeting; files taken over from elsewhere have their own way.
WAYS_AT_A_MEETING = (AdhesionWay.PAPER, AdhesionWay.SCREEN, AdhesionWay.WITNESS)
# An answer is written down from the reception of a referral on, also while the support lasts.
ANSWERABLE = (ReferralState.RECEIVED, ReferralState.MEETING_PLANNED, ReferralState.ADHERED)
ADULT_AT = 18


def missing_kinds(required: Iterable[str], given: Collection[str]) -> list[str]:
    """The kinds of adhesion that the programme asks for and that nobody has given yet, in its order."""
    return [kind for kind in required if kind not in given]


def day_problem(
    on: datetime.date, *, today: datetime.date, sent_on: datetime.date | None, met_on: datetime.date | None
) -> str:
    """Why an answer cannot have been given on that day, in a sentence; nothing when it can."""
    if on > today:
        return "Ce jour n’est pas encore venu : une adhésion se note quand elle est donnée."
    if sent_on and on < sent_on:
        return f"La fiche de liaison a été envoyée le {plain_date(sent_on)} : l’adhésion vient ensuite."
    if met_on and on < met_on:
        return f"La rencontre a eu lieu le {plain_date(met_on)} : l’adhésion se donne ce jour-là, ou après."
    return ""


def way_problems(
    way: str,
    *,
    signed_on_screen: bool,
    witness: str,
    guarded_by: str,
    cosigned_by: str,
    cosigned_on_screen: bool = False,
) -> dict[str, str]:
    """What is missing for a yes given in this way, by field. `guarded_by`: who must sign with the person, if any."""
    problems = {}
    if way not in WAYS_AT_A_MEETING:
        problems["way"] = "Indiquez comment la personne a donné son adhésion."
    if way == AdhesionWay.SCREEN and not signed_on_screen:
        problems["signature"] = "Faites signer la personne dans le cadre, ou choisissez une autre façon de signer."
    if way == AdhesionWay.WITNESS and not witness.strip():
        problems["witness"] = "Indiquez le nom du témoin : la personne n’a pas pu signer elle-même."
    if guarded_by and not cosigned_by.strip():
        problems["cosigned_by"] = f"{guarded_by} signe avec la personne : indiquez qui a cosigné."
    elif guarded_by and way == AdhesionWay.SCREEN and not cosigned_on_screen:
        problems["cosignature"] = f"{guarded_by} signe aussi dans son cadre ; en son absence, signez sur papier."
    return problems


def age_problem(born: datetime.date | None, on: datetime.date) -> str:
    """A child does not commit herself; an unknown birth date tells nothing."""
    if born is None:
        return ""
    before_birthday = (on.month, on.day) < (born.month, born.day)
    age = on.year - born.year - before_birthday
    return "Cette personne était mineure ce jour-là : l’adhésion est celle d’un adulte." if age < ADULT_AT else ""


def answer_words(*, given: bool | None, on: datetime.date | None, withdrawn_on: datetime.date | None) -> str:
    """« Donnée le 3 mars 2015 »: the same for every reader."""
    if given is None:
        return "Pas encore de réponse"
    if withdrawn_on:
        return f"Retirée le {plain_date(withdrawn_on)}"
    return f"{'Donnée' if given else 'Refusée'} le {plain_date(on)}"


def answer_tone(*, given: bool | None, withdrawn: bool) -> str:
    if given is None:
        return "note"
    return "done" if given and not withdrawn else ""
