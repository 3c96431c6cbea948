"""Transitions as data: buttons, guards, documentation and tests read the same table. Pure.

    INVITATIONS = TransitionTable(
        "Invitation",
        InvitationState,
        Transition("revoke", "Annuler", sources=[PENDING], target=REVOKED, roles=[ADMINISTRATOR],
                   asks=[Ask("reason", "Motif")], confirm="Le lien envoyé ne marchera plus."),
    )

The buttons of whoever looks: {% load transitions %}{% transition_buttons steps "accounts:invitation" invitation.pk %}
over `available`. The service calls `core.trail.move`, which checks, saves and leaves the trace of who, when, from, to
and why. docs/transitions.md is written from the tables (bin/manage document_transitions).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.errors import DomainError


@dataclass(frozen=True)
class Ask:
    """What a transition wants to be told. `reason` is what the trace keeps as its why."""

    name: str
    label: str
    help_text: str = ""


@dataclass(frozen=True)
class Transition:
    """`roles` empty: no person takes this step, the application does."""

    action: str
    label: str
    sources: Iterable
    target: str
    roles: Iterable = ()
    asks: Iterable[Ask] = ()
    confirm: str = ""
    danger: bool = False

    def __post_init__(self):
        for name in ("sources", "roles", "asks"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def allows(self, role):
        return role in self.roles

    @property
    def takes_more_than_a_click(self):
        return bool(self.asks or self.confirm)


class TransitionTable:
    def __init__(self, subject, states, *transitions):
        self.subject, self.states, self.transitions = subject, states, transitions
        actions = [transition.action for transition in transitions]
        if len(actions) != len(set(actions)):
            raise ValueError(f"{subject}: an action stands twice in the table")
        for transition in transitions:
            unknown = {*transition.sources, transition.target} - set(states.values)
            if unknown:
                raise ValueError(f"{subject}, {transition.action}: unknown states {sorted(unknown)}")

    def __iter__(self):
        return iter(self.transitions)

    def find(self, action):
        for transition in self.transitions:
            if transition.action == action:
                return transition
        raise DomainError("Cette action n’existe pas.")

    def available(self, state, role):
        """What this role may do now, in the order of the table."""
        return [transition for transition in self if state in transition.sources and transition.allows(role)]

    def check(self, action, state, role, given=None):
        """The transition, or the reason why not. `role` None: the application itself takes the step."""
        transition = self.find(action)
        if role is not None and not transition.allows(role):
            raise DomainError(f"« {transition.label} » n’est pas possible dans votre rôle.")
        if state not in transition.sources:
            now = self.states(state).label.lower()
            raise DomainError(f"« {transition.label} » n’est plus possible : l’état est maintenant « {now} ».")
        for ask in transition.asks:
            if not str((given or {}).get(ask.name) or "").strip():
                raise DomainError(f"Indiquez : {ask.label.lower()}.", field=ask.name)
        return transition

    def ends(self):
        """States that nothing leaves."""
        left = {source for transition in self for source in transition.sources}
        return [state for state in self.states if state not in left]

    def markdown(self):
        """The table as the documentation shows it."""
        lines = ["| Action | De | À | Qui | Ce qui est demandé |", "|---|---|---|---|---|"]
        for transition in self:
            who = ", ".join(str(getattr(role, "label", role)) for role in transition.roles)
            cells = (
                transition.label,
                ", ".join(self.states(source).label for source in transition.sources),
                self.states(transition.target).label,
                who or "l’application",
                ", ".join(ask.label for ask in transition.asks) or "–",
            )
            lines.append(f"| {' | '.join(cells)} |")
        return "\n".join(lines) + "\n"
