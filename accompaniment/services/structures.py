"""The operator's directory of partners: a structure is added, corrected, withdrawn, put back."""

from django.db import transaction
from django.utils import timezone

from accompaniment.rules.objectives import length_problem
from accompaniment.rules.structures import LONGEST_NOTE, same_place, themes_problem
from accounts.matrix import allows
from accounts.models import Organisation
from core.errors import DomainError
from core.models import StaleVersion
from referrals.enums import StructureKind
from referrals.models import Structure

WRITE = "structures.write"
VALUES = ("name", "kind", "themes", "commune", "address", "phone", "email", "contact", "note")
ALREADY = "Cette structure est déjà dans l’annuaire."
WITHDRAWN = "Cette structure a été retirée de l’annuaire : remettez-la, plutôt que de l’ajouter une seconde fois."
NOT_YOURS = "Cette structure n’est pas de l’annuaire de votre association."


@transaction.atomic
def add_structure(*, values, by) -> Structure:
    """`values`: those of VALUES that are known, `name` and `kind` at least."""
    hold_directory(by)
    return keep(Structure(operator=by.organisation), values, by)


@transaction.atomic
def change_structure(*, structure, values, by) -> Structure:
    locked = hold_structure(structure, by)
    if locked.version != structure.version:
        raise StaleVersion
    return keep(locked, values, by)


@transaction.atomic
def withdraw_structure(*, structure, by) -> Structure:
    """No more to be chosen; what was done with it stays."""
    locked = hold_structure(structure, by)
    if locked.closed_at:
        raise DomainError("Cette structure est déjà retirée de l’annuaire.")
    locked.closed_at = timezone.now()
    locked.save(update_fields=["closed_at"])
    return locked


@transaction.atomic
def restore_structure(*, structure, by) -> Structure:
    locked = hold_structure(structure, by)
    if locked.closed_at is None:
        raise DomainError(ALREADY)
    locked.closed_at = None
    locked.save(update_fields=["closed_at"])
    return locked


def hold_directory(by):
    """Two who add the same at once: the second one hears of the first."""
    if not allows(by.role, WRITE):
        raise DomainError("Cette action n’est pas possible dans votre rôle.")
    Organisation._base_manager.select_for_update(no_key=True, of=["self"]).get(pk=by.organisation_id)


def hold_structure(structure, by):
    hold_directory(by)
    locked = Structure.objects.visible_to(by).select_for_update(of=["self"]).filter(pk=structure.pk).first()
    if locked is None:
        raise DomainError(NOT_YOURS)
    return locked


def keep(structure, values, by):
    values = {name: values.get(name, getattr(structure, name)) for name in VALUES}
    values |= {name: " ".join(values[name].split()) for name in ("name", "commune", "address", "phone")}
    check(structure, values, by)
    for name, value in values.items():
        setattr(structure, name, value)
    structure.save()
    return structure


def check(structure, values, by):
    if not values["name"]:
        raise DomainError("Donnez le nom de la structure.", field="name")
    if values["kind"] not in StructureKind.values:
        raise DomainError("Choisissez un genre.", field="kind")
    if problem := themes_problem(values["themes"]):
        raise DomainError(problem, field="themes")
    if problem := length_problem(values["note"], LONGEST_NOTE):
        raise DomainError(problem, field="note")
    others = Structure.objects.visible_to(by).exclude(pk=structure.pk).only("name", "commune", "closed_at")
    if twin := same_place(values["name"], values["commune"], others):
        raise DomainError(WITHDRAWN if twin.closed_at else ALREADY, field="name")
