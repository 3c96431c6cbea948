"""Steps taken for a household (démarches), what they obtained, and the partners with whom it was put in touch."""

from django.db import transaction
from django.utils import timezone

from accompaniment.enums import MesureState
from accompaniment.models import Action, Relay
from accompaniment.rules import MESURES
from accompaniment.rules.objectives import action_problems, relay_problems
from accompaniment.services.holding import hold_mesure, hold_part, refuse, told
from core.errors import DomainError
from core.models import StaleVersion
from referrals.models import Structure

WRITE = "actions.write"
OVER = "La mesure est terminée : ses démarches et ses relais ne changent plus."
NO_STRUCTURE = "Cette structure n’est pas, ou n’est plus, dans l’annuaire de votre association."
NO_OBJECTIVE = "Cet objectif n’est pas de cette mesure."
VALUES = (
    "kind",
    "objective",
    "structure",
    "state",
    "begun_on",
    "due_on",
    "decided_on",
    "amount_asked",
    "amount_obtained",
    "note",
)


@transaction.atomic
def note_action(*, mesure, values, by) -> Action:
    """`values`: all those of VALUES."""
    mesure = hold_open(mesure, by)
    action = Action(accompaniment=mesure, author=by)
    keep_action(action, values, by)
    told(mesure, MESURES, "note_action", by=by)
    return action


@transaction.atomic
def change_action(*, action, values, by) -> Action:
    locked = hold_current(action, by)
    keep_action(locked, values, by)
    told(locked.accompaniment, MESURES, "change_action", by=by)
    return locked


@transaction.atomic
def cancel_action(*, action, reason, by):
    """Noted by mistake: it goes, and the history keeps what it said and why."""
    locked = hold_writable(action, by)
    told(locked.accompaniment, MESURES, "cancel_action", by=by, reason=reason)
    locked.delete()
    return locked.accompaniment


def keep_action(action, values, by):
    mesure = action.accompaniment
    for field, problem in action_problems(values, today=timezone.localdate()).items():
        refuse(problem, field)
    check_structure(values["structure"], action.structure_id, by)
    objective = values["objective"]
    if objective and objective.accompaniment_id != mesure.pk:
        raise DomainError(NO_OBJECTIVE, field="objective")
    for name in VALUES:
        setattr(action, name, values[name])
    action.note = values["note"].strip()
    action.save()


@transaction.atomic
def note_relay(*, mesure, values, by) -> Relay:
    """`values`: structure, on, purpose, result."""
    mesure = hold_open(mesure, by)
    relay = Relay(accompaniment=mesure, author=by)
    keep_relay(relay, values, by)
    told(mesure, MESURES, "relay", by=by)
    return relay


@transaction.atomic
def change_relay(*, relay, values, by) -> Relay:
    """What became of it, most often."""
    locked = hold_current(relay, by)
    keep_relay(locked, values, by)
    told(locked.accompaniment, MESURES, "change_relay", by=by)
    return locked


@transaction.atomic
def cancel_relay(*, relay, reason, by):
    locked = hold_writable(relay, by)
    told(locked.accompaniment, MESURES, "cancel_relay", by=by, reason=reason)
    locked.delete()
    return locked.accompaniment


def keep_relay(relay, values, by):
    first_day = relay.accompaniment.starts_on
    for field, problem in relay_problems(values, today=timezone.localdate(), first_day=first_day).items():
        refuse(problem, field)
    if values["structure"] is None:
        raise DomainError("Choisissez une structure de l’annuaire.", field="structure")
    check_structure(values["structure"], relay.structure_id, by)
    relay.structure, relay.on = values["structure"], values["on"]
    relay.purpose, relay.result = values["purpose"].strip(), values["result"].strip()
    relay.save()


def check_structure(structure, before, by):
    """Of one's own directory, and in it still; one that was chosen before it was withdrawn stays."""
    if structure is None or structure.pk == before:
        return
    if not Structure.objects.visible_to(by).in_use().filter(pk=structure.pk).exists():
        raise DomainError(NO_STRUCTURE, field="structure")


def hold_open(mesure, by):
    mesure = hold_mesure(mesure, by, WRITE)
    if mesure.state != MesureState.OPEN:
        raise DomainError(OVER)
    return mesure


def hold_writable(part, by):
    locked = hold_part(part, by, WRITE)
    if locked.accompaniment.state != MesureState.OPEN:
        raise DomainError(OVER)
    return locked


def hold_current(part, by):
    locked = hold_writable(part, by)
    if locked.version != part.version:
        raise StaleVersion
    return locked
