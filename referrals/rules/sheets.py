"""The fiche de liaison: its steps, what it still lacks before it may be sent. Pure: values in, values out."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from core.wording import plain_date
from referrals.enums import StartMode, Urgency

# An agreement and a screening speak of a situation: beyond, both are asked again.
VALID_MONTHS = 6
VALID_DAYS = 183


@dataclass(frozen=True)
class Step:
    """A page of the stepper; `fields` are those of Sheet that it writes."""

    code: str
    label: str
    fields: tuple[str, ...] = ()


STEPS = (
    Step("reperage", "Repérage et contexte", ("origin", "context")),
    Step("problematiques", "Problématiques et améliorations", ("problem_codes", "problems", "improvements")),
    Step("services-sociaux", "Services sociaux", ("social_services", "social_services_text")),
    Step(
        "demarrage",
        "Démarrage et rendez-vous",
        ("agreed_on", "start_mode", "wishes", "urgency", "urgency_reason"),
    ),
    Step("pieces", "Pièces jointes"),
)
SUMMARY = "recapitulatif"
SUMMARY_LABEL = "Récapitulatif"
FIELDS = tuple(name for step in STEPS for name in step.fields)


def step_named(code: str) -> Step | None:
    return next((step for step in STEPS if step.code == code), None)


def step_after(code: str) -> str:
    codes = [step.code for step in STEPS] + [SUMMARY]
    return codes[codes.index(code) + 1]


def step_of(field: str) -> str:
    return next((step.code for step in STEPS if field in step.fields), SUMMARY)


@dataclass(frozen=True)
class Lack:
    """What a sheet lacks: the field where it is filled in, or the page (`at`) where it is done."""

    sentence: str
    field: str = ""
    at: str = ""
    # Advice only: the sheet may go without.
    blocks: bool = True

    @property
    def step(self):
        return step_of(self.field) if self.field else ""


def lacks_of(sheet, *, screening, convention, guarded: bool, announced: bool, announces: bool, today) -> list[Lack]:
    """What stands against sending, then what would help the operator. `screening`: the latest for the programme."""
    found = [
        *_lacks_of_frame(screening, convention, today),
        *_lacks_of_content(sheet),
        *agreement_lacks(sheet.agreed_on, today),
    ]
    if guarded and sheet.start_mode == StartMode.LETTER:
        words = "Le contact de ce ménage est protégé : aucun courrier ne part. Choisissez la rencontre tripartite."
        found.append(Lack(words, "start_mode"))
    if announces and not announced:
        words = "Dans ce dispositif, l’association est d’abord prévenue par une fiche d’orientation."
        found.append(Lack(words, at="announce", blocks=False))
    if not sheet.problems:
        found.append(Lack("Quelques mots sur la situation aideront l’association.", "problems", blocks=False))
    if not sheet.improvements:
        found.append(Lack("Les améliorations que vous attendez ne sont pas dites.", "improvements", blocks=False))
    return found


def _lacks_of_frame(screening, convention, today):
    if not convention.starts_on <= today <= convention.ends_on:
        yield Lack("La convention n’est pas en cours aujourd’hui : aucune fiche ne peut être envoyée.", at="convention")
    if screening is None:
        yield Lack("L’éligibilité n’a pas encore été vérifiée pour ce dispositif.", at="screening")
    elif not screening.passed:
        words = f"La dernière vérification, du {plain_date(screening.on)}, ne conclut pas à l’éligibilité."
        yield Lack(words, at="screening")
    elif too_old(screening.on, today):
        words = f"La vérification du {plain_date(screening.on)} a plus de {VALID_MONTHS} mois : refaites-la."
        yield Lack(words, at="screening")


def _lacks_of_content(sheet):
    if not sheet.origin:
        yield Lack("Dites qui a repéré la situation.", "origin")
    if not sheet.problem_codes:
        yield Lack("Nommez au moins une problématique.", "problem_codes")
    if sheet.urgency == Urgency.URGENT and not sheet.urgency_reason:
        yield Lack("Dites ce qui presse.", "urgency_reason")


def agreement_lacks(agreed_on: datetime.date | None, today: datetime.date) -> Iterable[Lack]:
    if agreed_on is None:
        yield Lack("Indiquez le jour où le ménage a accepté d’être rencontré.", "agreed_on")
    elif agreed_on > today:
        yield Lack("L’accord du ménage porte un jour qui n’est pas encore venu.", "agreed_on")
    elif too_old(agreed_on, today):
        words = f"L’accord du {plain_date(agreed_on)} a plus de {VALID_MONTHS} mois : demandez-le de nouveau au ménage."
        yield Lack(words, "agreed_on")


def too_old(day: datetime.date, today: datetime.date) -> bool:
    return (today - day).days > VALID_DAYS


def steps_wanting(lacks: Iterable[Lack]) -> set[str]:
    """The steps in which something must still be said."""
    return {lack.step for lack in lacks if lack.blocks and lack.step}
