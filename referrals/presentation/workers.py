"""Who follows a household at an operator: today, in days to come; and who may still read what she handed over."""

from dataclasses import dataclass, replace

from accounts.models import Membership
from core.wording import FIRM, near_date
from tenants.enums import AssignmentKind
from tenants.models import Assignment


@dataclass(frozen=True)
class Line:
    """`gone`: her role there is over, or her account closed."""

    assignment: Assignment
    name: str
    kind: str
    detail: str
    load: str = ""
    gone: bool = False
    # The privileged one is replaced, not taken away.
    may_end: bool = False


@dataclass(frozen=True)
class Team:
    now: list
    to_come: list
    over: list

    @property
    def ahead(self):
        """Whose load is worth reading: who has it, or will."""
        return [line.assignment.membership for line in (*self.now, *self.to_come) if not line.gone]

    def with_loads(self, loads):
        """`loads`: words by the key of the membership."""

        def told(line):
            return replace(line, load=loads.get(line.assignment.membership_id, ""))

        return replace(self, now=[told(line) for line in self.now], to_come=[told(line) for line in self.to_come])


def team_of(household, operator, today) -> Team:
    """In their order: the privileged one first, then by day; what is over, the latest first."""
    of_operator = Assignment.objects.filter(household=household, membership__organisation=operator)
    found = list(
        of_operator.select_related("membership__user", "membership__organisation").order_by("-starts_on", "pk")
    )
    at_work = Membership.objects.open_on(today).filter(organisation=operator, user__is_active=True)
    present = set(at_work.filter(pk__in={each.membership_id for each in found}).values_list("pk", flat=True))
    lines = [(each, line_of(each, today, gone=each.membership_id not in present)) for each in found]
    now = [line for each, line in lines if each.starts_on <= today and not is_over(each, today)]
    to_come = [line for each, line in lines if each.starts_on > today and not is_over(each, today)]
    over = [line for each, line in lines if is_over(each, today)]
    return Team(sorted(now, key=lambda line: line.assignment.kind != AssignmentKind.PRIVILEGED), to_come[::-1], over)


def is_over(assignment, today):
    ends_on = assignment.ends_on
    return ends_on is not None and (ends_on < today or ends_on < assignment.starts_on)


def line_of(assignment, today, *, gone):
    over = is_over(assignment, today)
    return Line(
        assignment=assignment,
        name=str(assignment.membership.user),
        kind=assignment.get_kind_display(),
        detail=" ".join(filter(None, (days_of(assignment, today), why(assignment), reading_of(assignment, today)))),
        gone=gone and not over,
        may_end=not over and assignment.kind != AssignmentKind.PRIVILEGED,
    )


def days_of(assignment, today):
    first, last = assignment.starts_on, assignment.ends_on
    if last is None:
        return f"Depuis le {near_date(first, today)}."
    if last < first:
        return f"Devait commencer le {near_date(first, today)}{FIRM}; annulé."
    return f"Du {near_date(first, today)} au {near_date(last, today)}."


def why(assignment):
    said = [assignment.reason, assignment.end_reason if assignment.end_reason != assignment.reason else ""]
    return " ".join(f"« {words} »" for words in said if words)


def reading_of(assignment, today):
    if not is_over(assignment, today) or assignment.read_until is None or assignment.ends_on < assignment.starts_on:
        return ""
    if assignment.read_until >= today:
        return f"Lit encore le dossier jusqu’au {near_date(assignment.read_until, today)}."
    return "Ne lit plus le dossier."
