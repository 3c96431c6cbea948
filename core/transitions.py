"""Transitions as data: buttons, guards, documentation and tests read the same table. Pure.

    INVITATIONS = TransitionTable(
        "Invitation",
        InvitationState,
        Transition("revoke", "Annuler l’invitation", sources=[PENDING], target=REVOKED, roles=[ADMINISTRATOR],
                   asks=[Ask("reason", "Motif")], confirm="Le lien envoyé ne marchera plus.",
                   done="Invitation annulée"),
    )

The buttons of whoever looks: {% load transitions %}{% transition_buttons steps "accounts:invitation" invitation.pk %}
over `available`; each leads to its page (core.views.transitions). The service calls `core.trail.move`, which checks,
saves and leaves the trace of who, when, from, to and why; `done` is how the history tells it. docs/transitions.md is
written from the tables (bin/manage document_transitions).
"""

import enum
from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import DomainError

# Where a thing comes from that is only made.
NEW = ""
# The target of what is noted beside the states: it changes none, has a page of its own, and stands in the history.
STAYS = None


class Answer(enum.Enum):
    """How one answers: on a line, in a few lines, with a day."""

    LINE = "line"
    LINES = "lines"
    DAY = "day"


@dataclass(frozen=True)
class Ask:
    """What a transition wants to be told. `reason` is what the trace keeps as its why."""

    name: str
    label: str
    help_text: str = ""
    answer: Answer = Answer.LINE
    # What is said where the answer is missing.
    missing: str = ""

    def __post_init__(self):
        usual = "Dites pourquoi." if self.name == "reason" else f"« {self.label} » est à remplir."
        object.__setattr__(self, "missing", self.missing or usual)


@dataclass(frozen=True)
class Transition:
    """`roles` empty: no person takes this step, the application does. `sources` empty: it makes the thing."""

    action: str
    label: str
    sources: Iterable
    target: str | None
    roles: Iterable = ()
    asks: Iterable[Ask] = ()
    confirm: str = ""
    danger: bool = False
    done: str = ""

    def __post_init__(self):
        for name in ("sources", "roles", "asks"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def allows(self, role):
        return role in self.roles

    def leads_to(self, source):
        return source if self.target is STAYS else self.target

    @property
    def takes_more_than_a_click(self):
        return bool(self.asks or self.confirm)


class TransitionTable:
    # Whether whoever reads its steps reads why; which of them are told, None for all.
    tells_why, steps_told = True, None

    def __init__(self, subject, states, *transitions):
        self.subject, self.states, self.transitions = subject, states, transitions
        actions = [transition.action for transition in transitions]
        if len(actions) != len(set(actions)):
            raise ValueError(f"{subject}: an action stands twice in the table")
        for transition in transitions:
            unknown = {*transition.sources, transition.target} - {STAYS, *states.values}
            if unknown:
                raise ValueError(f"{subject}, {transition.action}: unknown states {sorted(unknown)}")

    def __iter__(self):
        return iter(self.transitions)

    def find(self, action):
        for transition in self.transitions:
            if transition.action == action:
                return transition
        raise DomainError("Cette action n’existe pas.")

    def told(self, action):
        """The step in the history: « Compte fermé »."""
        words = {transition.action: transition.done or transition.label for transition in self}
        return words.get(action, action)

    def available(self, state, role):
        """What this role may do now, in the order of the table; not what is noted beside the states."""
        steps = [transition for transition in self if transition.target is not STAYS]
        return [transition for transition in steps if state in transition.sources and transition.allows(role)]

    def check(self, action, state, role, given=None):
        """The transition, or the reason why not. `role` None: the application itself takes the step."""
        transition = self.find(action)
        if role is not None and not transition.allows(role):
            raise DomainError(f"« {transition.label} » n’est pas possible dans votre rôle.")
        if state not in (transition.sources or [NEW]):
            now = self.states(state).label.lower()
            raise DomainError(f"« {transition.label} » n’est plus possible : l’état est maintenant « {now} ».")
        for ask in transition.asks:
            if not str((given or {}).get(ask.name) or "").strip():
                raise DomainError(ask.missing, field=ask.name)
        return transition

    def ends(self):
        """States that nothing leaves."""
        left = {source for transition in self if transition.target is not STAYS for source in transition.sources}
        return [state for state in self.states if state not in left]

    def markdown(self):
        """The table as the documentation shows it."""
        lines = ["| Action | De | À | Qui | Ce qui est demandé |", "|---|---|---|---|---|"]
        for transition in self:
            who = ", ".join(str(getattr(role, "label", role)) for role in transition.roles)
            cells = (
                transition.label,
                ", ".join(self.states(source).label for source in transition.sources) or "–",
                "–" if transition.target is STAYS else self.states(transition.target).label,
                who or "l’application",
                ", ".join(ask.label for ask in transition.asks) or "–",
            )
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"


class Outside:
    """A table as the other house is told of it in a history: some of its steps, never why."""

    tells_why = False

    def __init__(self, table, actions):
        self.table, self.steps_told = table, frozenset(actions)

    def told(self, action):
        return self.table.told(action)
