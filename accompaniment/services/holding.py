"""What the services of a mesure share: the household is locked first; what PostgreSQL refuses is said."""

from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment
from accounts.enums import OPERATOR_ROLES, Role
from accounts.matrix import allows
from core.errors import DomainError
from core.trail import check_and_trace
from tenants.models import Household

NOT_YOURS = "Cette mesure n’est pas, ou n’est plus, de celles que vous suivez."
NOT_YOUR_ROLE = "Cette action n’est pas possible dans votre rôle."
PARTS = ("household__landlord", "convention__programme", "convention__operator", "convention__landlord", "referral")

# The services say it before; somebody else may have written in between.
REFUSALS = {
    "mesures_do_not_overlap": "Une autre mesure de ce ménage court ces jours-là sous la même convention.",
    "mesure_holds_its_phases": "Une phase dépasse les dates de la mesure.",
    "mesure_holds_its_contacts": "Un entretien a eu lieu en dehors des dates de la mesure : relisez-les.",
    "contact_in_its_mesure": "La mesure n’était pas en cours ce jour-là : un entretien ne s’y note pas.",
    "mesure_closes_whole": "Un objectif ou une phase est encore ouvert : la mesure ne peut pas se terminer ainsi.",
    "mesure_number_once": "Ce numéro est déjà celui d’une autre mesure de la convention.",
    "mesure_dates_in_order": "Le dernier jour ne peut pas précéder le premier.",
    "phases_do_not_overlap": "Deux phases d’une mesure n’ont pas de jour en commun.",
    "phase_in_its_mesure": "Une phase tient entre les dates de sa mesure.",
    "phase_holds_its_suspensions": "Une suspension dépasse les dates de l’accompagnement.",
    "phase_on_its_adhesions": "Il manque une adhésion que le dispositif demande, ce jour-là.",
    "phase_dates_in_order": "Le dernier jour d’une phase ne peut pas précéder le premier.",
    "phase_diagnostic_ends_with_an_outcome": "Un diagnostic se termine par une orientation, ou s’interrompt.",
    "suspensions_do_not_overlap": "Deux suspensions n’ont pas de jour en commun.",
    "suspension_in_a_support_phase": "Une suspension tient dans une phase d’accompagnement.",
    "suspension_dates_in_order": "La fin d’une suspension ne peut pas précéder son début.",
    "pauses_do_not_overlap": "Deux pauses n’ont pas de jour en commun.",
    "pause_dates_in_order": "La fin d’une pause ne peut pas précéder son début.",
    "extension_one_at_a_time": "Une prolongation attend déjà l’accord du bailleur.",
    "closing_one_at_a_time": "La fin de cette mesure est déjà proposée.",
}
OTHERWISE = "Quelqu’un a écrit dans ce dossier entre-temps : relisez la page, puis recommencez."


@contextmanager
def settled():
    """What the database would refuse at the end of the transaction is heard at once, as a sentence."""
    try:
        with transaction.atomic():
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as refused:
        name = getattr(getattr(refused.__cause__, "diag", None), "constraint_name", None)
        raise DomainError(REFUSALS.get(name, OTHERWISE)) from refused


def within_reach(by, rows=None):
    """The mesures in the actor's hands: assigned to the worker, entrusted to the head; at the landlord, its own.

    A mesure that has ended: the head, who reopens it and corrects its days, as long as she reads it.
    """
    rows = Accompaniment.objects if rows is None else rows
    found = rows.visible_to(by)
    if by.role not in OPERATOR_ROLES:
        return found
    in_hands = Q(household__in=Household.objects.in_hands_of(by))
    if by.role == Role.SERVICE_HEAD:
        in_hands |= Q(state=MesureState.CLOSED)
    return found.filter(in_hands)


def hold_mesure(mesure, by, *actions):
    """The household, then the mesure, until the end of the transaction; for whoever may take one of these actions."""
    if not any(allows(by.role, action) for action in actions):
        raise DomainError(NOT_YOUR_ROLE)
    Household.objects.hold(mesure.household_id)
    rows = within_reach(by).select_related(*PARTS, "programme_version").select_for_update(of=["self"])
    locked = rows.filter(pk=mesure.pk).first()
    if locked is None:
        raise DomainError(NOT_YOURS)
    return locked


def hold_part(part, by, *actions):
    """A phase, a closing…: its mesure is held, and the part is read again under the lock."""
    mesure = hold_mesure(part.accompaniment, by, *actions)
    again = type(part)._base_manager.select_for_update(of=["self"]).filter(pk=part.pk, accompaniment=mesure).first()
    if again is None:
        raise DomainError(OTHERWISE)
    again.accompaniment = mesure
    return again


def told(mesure, table, action, *, by, reason=""):
    """The step is checked against the table and leaves its trace; the mesure keeps its state."""
    return check_and_trace(mesure, table, action, source=mesure.state, by=by, given={"reason": reason})


def refuse(problem, field=None):
    """Say it, where there is something to say."""
    if problem:
        raise DomainError(problem, field=field)
