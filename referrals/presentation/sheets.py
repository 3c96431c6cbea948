"""A fiche de liaison as it is read: the same on the summary, on its page, on paper; and what a correction changed."""

from dataclasses import dataclass, replace

from core.wording import plain_date
from referrals.models import Sheet


@dataclass(frozen=True)
class Fact:
    """`field` is that of Sheet; `words` one text or several lines; `before` what the version before said."""

    field: str
    label: str
    words: str = ""
    lines: tuple[str, ...] = ()
    changed: bool = False
    before: str = ""

    @property
    def said(self):
        return self.words or " ; ".join(self.lines)


@dataclass(frozen=True)
class Section:
    title: str
    facts: tuple[Fact, ...]

    @property
    def is_said(self):
        return any(fact.said or fact.changed for fact in self.facts)


def sections_of(sheet: Sheet, definition, before: Sheet | None = None) -> list[Section]:
    """`definition`: of the programme, for the labels of the problems. With `before`, what differs says so."""
    sections = _sections(sheet, definition)
    if before is None:
        return sections
    earlier = {fact.field: fact.said for section in _sections(before, definition) for fact in section.facts}
    return [replace(section, facts=tuple(_compared(fact, earlier) for fact in section.facts)) for section in sections]


def _compared(fact, earlier):
    before = earlier.get(fact.field, "")
    return replace(fact, changed=True, before=before) if before != fact.said else fact


def _sections(sheet, definition):
    labels = {choice.code: choice.label for choice in definition.screening.criteria}
    problems = tuple(labels.get(code, code) for code in sheet.problem_codes)
    return [
        Section(
            "Le repérage",
            (
                Fact("origin", "Repéré par", sheet.get_origin_display()),
                Fact("context", "Contexte", sheet.get_context_display()),
            ),
        ),
        Section(
            "Les problématiques et les améliorations attendues",
            (
                Fact("problem_codes", "Problématiques", lines=problems),
                Fact("problems", "Dans les mots du bailleur", sheet.problems),
                Fact("improvements", "Améliorations attendues", sheet.improvements),
            ),
        ),
        Section(
            "Les services sociaux",
            (
                Fact("social_services", "Lien avec les services sociaux", sheet.get_social_services_display()),
                Fact("social_services_text", "Qui accompagne déjà le ménage", sheet.social_services_text),
            ),
        ),
        Section(
            "Le démarrage",
            (
                Fact("agreed_on", "Accord du ménage", plain_date(sheet.agreed_on) if sheet.agreed_on else ""),
                Fact("start_mode", "Démarrage par", sheet.get_start_mode_display()),
                Fact("wishes", "Propositions de rendez-vous", sheet.wishes),
                Fact("urgency", "Urgence", sheet.get_urgency_display()),
                Fact("urgency_reason", "Ce qui presse", sheet.urgency_reason),
            ),
        ),
    ]


def summary_of_changes(sections: list[Section]) -> list[str]:
    return [fact.label for section in sections for fact in section.facts if fact.changed]
