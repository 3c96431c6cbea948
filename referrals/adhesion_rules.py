"""Whose yes is needed, in which way it may be given, and when it may be. Pure: values in, values out."""

import datetime
from collections.abc import Collection, Iterable

from referrals.enums import AdhesionWay

# What a person answers by herself at a meeting; files taken over from elsewhere have their own way.
WAYS_AT_A_MEETING = (AdhesionWay.PAPER, AdhesionWay.SCREEN, AdhesionWay.WITNESS)


def missing_kinds(required: Iterable[str], given: Collection[str]) -> list[str]:
    """The kinds of adhesion that the programme asks for and that nobody has given yet, in its order."""
    return [kind for kind in required if kind not in given]


def day_problem(
    on: datetime.date, *, today: datetime.date, sent_on: datetime.date | None, met_on: datetime.date | None
) -> str:
    """Why an answer cannot have been given on that day, in a sentence; nothing when it can."""
    if on > today:
        return "Ce jour n’est pas encore venu : une adhésion se note quand elle est donnée."
    if sent_on and on < sent_on:
        return f"La fiche de liaison a été envoyée le {sent_on:%d/%m/%Y} : l’adhésion vient ensuite."
    if met_on and on < met_on:
        return f"La rencontre a eu lieu le {met_on:%d/%m/%Y} : l’adhésion se donne ce jour-là, ou après."
    return ""


def way_problems(
    way: str, *, signed_on_screen: bool, witness: str, guarded_by: str, cosigned_by: str
) -> dict[str, str]:
    """What is missing for a yes given in this way, by field. `guarded_by`: who must sign with the person, if any."""
    problems = {}
    if way not in WAYS_AT_A_MEETING:
        problems["way"] = "Indiquez comment la personne a donné son adhésion."
    if way == AdhesionWay.SCREEN and not signed_on_screen:
        problems["signature"] = "Faites signer la personne dans le cadre, ou choisissez une autre façon de signer."
    if way == AdhesionWay.WITNESS and not witness.strip():
        problems["witness"] = "Indiquez le nom du témoin : la personne n’a pas pu signer elle-même."
    if guarded_by and not cosigned_by.strip():
        problems["cosigned_by"] = f"{guarded_by} signe avec la personne : indiquez qui a cosigné."
    return problems
