"""Who answered what, kind by kind: what the pages and papers of a referral show of its adhesions."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from accounts.matrix import reach
from accounts.rights import Reach
from core.composed import Composed
from programmes.definition import Adhesion as AskedAdhesion
from referrals.models import Adhesion
from referrals.rules.adhesions import ANSWERABLE, answer_tone, answer_words, missing_kinds
from tenants.enums import Guardianship
from tenants.models import Person
from tenants.presentation.situation import persons_of


@dataclass(frozen=True)
class Cell:
    """One person and one kind. `answer`: None where there is none yet, or where its state only is for the reader."""

    asked: AskedAdhesion
    words: str
    tone: str
    answer: Adhesion | None = None
    stands: bool = False
    refused: bool = False


@dataclass(frozen=True)
class Line:
    person: Person
    cells: list[Cell]
    guardian: str
    # Whether something is still to be asked of her.
    asks: bool


@dataclass(frozen=True)
class Board:
    lines: list[Line]
    missing: list[AskedAdhesion]
    refused: list[AskedAdhesion]
    answerable: bool

    @property
    def complete(self):
        return not self.missing

    @property
    def answered(self):
        return any(cell.tone != "note" for line in self.lines for cell in line.cells)


def reads_details(actor):
    """How an answer was given, its signature, its paper; the others read its state."""
    return reach(actor.role, "adhesions.read") not in (None, Reach.STATUS, Reach.AGGREGATE)


def board_of(referral, actor, today=None):
    """Those who hold the lease (or the one of reference), and whoever answered."""
    definition = referral.convention.programme.version_on(today or timezone.localdate()).content
    return board_said(referral, definition, actor)


def board_said(referral, definition, actor):
    return board_with(ANSWERS_TO(referral=referral.pk), referral, definition, actor)


ANSWERS_TO = Composed(
    lambda referral: (
        Adhesion.objects.kept()
        .filter(referral=referral)
        .select_related("person", "recorded_by__user")
        .order_by("created_at", "pk")
    )
)
# For the page of a household: no signature, no reason.
ANSWERS = Composed(
    lambda household: (
        Adhesion.objects.kept()
        .filter(referral__household=household)
        .select_related("person")
        .defer("signature", "cosignature", "refusal_reason", "withdrawal_reason")
        .order_by("created_at", "pk")
    )
)


def boards_of(household, referrals, actor, today):
    """[(referral, board)]: one statement for their answers, one for each programme."""
    answers, definitions = defaultdict(list), {}
    for answer in ANSWERS(household=household.pk) if referrals else ():
        answers[answer.referral_id].append(answer)
    boards = []
    for referral in referrals:
        programme = referral.convention.programme
        if programme.pk not in definitions:
            definitions[programme.pk] = programme.version_on(today).content
        referral.household = household
        boards.append((referral, board_with(answers[referral.pk], referral, definitions[programme.pk], actor)))
    return boards


def board_with(answers, referral, definition, actor):
    latest = {(answer.person_id, answer.kind): answer for answer in answers}
    persons = expected_of(referral.household)
    persons += [answer.person for answer in latest.values() if answer.person_id not in {one.pk for one in persons}]
    details = reads_details(actor)
    lines, seen = [], set()
    for person in persons:
        if person.pk not in seen:
            seen.add(person.pk)
            lines.append(line_of(person, definition.adhesions, latest, details))
    given = {cell.asked.kind for line in lines if not line.person.left_on for cell in line.cells if cell.stands}
    required = definition.required_adhesions
    missing_now = missing_kinds([one.kind for one in required], given)
    missing = [one for one in required if one.kind in missing_now]
    refused = [one for one in missing if all_refuse(one.kind, lines)]
    return Board(lines, missing, refused, referral.state in ANSWERABLE)


def all_refuse(kind, lines):
    """Everybody who stands in the board said no, or took back what she had said."""
    cells = [cell for line in lines if not line.person.left_on for cell in line.cells if cell.asked.kind == kind]
    return bool(cells) and all(cell.tone == "" for cell in cells)


def line_of(person, adhesions, latest, details):
    cells = []
    for asked in adhesions:
        answer = latest.get((person.pk, asked.kind))
        values = {"given": answer and answer.given}
        words = answer_words(**values, on=answer and answer.on, withdrawn_on=answer and answer.withdrawn_on)
        tone = answer_tone(**values, withdrawn=bool(answer and answer.withdrawn_on))
        stands = bool(answer and answer.given and not answer.withdrawn_on)
        cells.append(Cell(asked, words, tone, answer if details else None, stands, bool(answer and not answer.given)))
    guardian = person.guardian_name if person.guardianship != Guardianship.NONE else ""
    asks = not person.left_on and any(not cell.stands for cell in cells)
    return Line(person, cells, guardian, asks)


def expected_of(household):
    """Those who hold the lease; where nobody does yet, the first of the household."""
    present = persons_of(household)
    return [person for person in present if person.holds_lease] or present[:1]
