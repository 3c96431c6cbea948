"""Rows that lead to one thing are made to lead to another, whatever application they are of, and back again.

Nothing is known here of the applications above: their foreign keys are asked of Django. History stays where it was.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field

from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.db.models import F, UniqueConstraint

from core.errors import DomainError
from core.history import Event
from core.models import VersionedModel


@dataclass(frozen=True)
class Pointer:
    """A foreign key: of which model, under which name."""

    model: type
    name: str

    @property
    def label(self):
        return self.model._meta.label_lower

    @property
    def words(self):
        return str(self.model._meta.verbose_name)


@dataclass(frozen=True)
class Step:
    """These rows of a model lead from one key to another; as it is kept in the merge."""

    model: str
    name: str
    source: str
    target: str
    rows: list = field(default_factory=list)

    def kept(self):
        return asdict(self)

    @property
    def back(self):
        return Step(self.model, self.name, self.target, self.source, self.rows)


def pointers(model, *, but: Iterable = ()):
    """All foreign keys to this model, hidden ones too, without history and without these models."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one)):
            continue
        owner = relation.related_model
        if not issubclass(owner, Event) and owner not in but:
            found.append(Pointer(owner, relation.field.name))
    return sorted(found, key=lambda pointer: (pointer.label, pointer.name))


def rows_of(pointer, key):
    return list(pointer.model._base_manager.filter(**{pointer.name: key}).order_by("pk").values_list("pk", flat=True))


def clashes(pointer, source, target):
    """Rows of the source that the target has already, in the eyes of a unique constraint."""
    found = set()
    for names, condition in unique_rules(pointer):
        rows = pointer.model._base_manager.filter(**{f"{pointer.name}__in": [source, target]}).order_by()
        rows = rows.filter(condition) if condition else rows
        others = [name for name in names if name != pointer.name]
        values = list(rows.values_list("pk", pointer.name, *others))
        # To PostgreSQL, what is empty is never the same.
        theirs = {tuple(rest) for _, holder, *rest in values if holder == target and None not in rest}
        found |= {pk for pk, holder, *rest in values if holder == source and tuple(rest) in theirs}
    return found


def unique_rules(pointer):
    """(the names of the fields, the condition) of each rule of uniqueness in which the pointer stands."""
    if pointer.model._meta.get_field(pointer.name).unique:
        yield [pointer.name], None
    for constraint in pointer.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and pointer.name in constraint.fields:
            yield constraint.fields, constraint.condition


def take(step):
    """Who has the row open in a form meets its new version."""
    model = apps.get_model(step.model)
    rows = model._base_manager.filter(pk__in=step.rows, **{step.name: step.source})
    counted = {"version": F("version") + 1} if issubclass(model, VersionedModel) else {}
    rows.update(**{f"{step.name}_id": step.target}, **counted)


def settled(work, refusal):
    """Do it, and hear at once what the database would say at the end of the transaction."""
    try:
        with transaction.atomic():
            work()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        raise DomainError(refusal) from None


def torn_apart(parent, keys, *, but=()):
    """Rows of these parents that lean on a row of another parent: (words of the row, words of what it leans on)."""
    parts = {pointer.model: pointer.name for pointer in pointers(parent, but=but) if pointer.model is not parent}
    found = []
    for model, name in parts.items():
        for key in model._meta.get_fields():
            leans_on = key.related_model if key.concrete and key.many_to_one else None
            if leans_on not in parts or leans_on is parent:
                continue
            rows = model._base_manager.filter(**{f"{name}__in": keys, f"{key.name}__isnull": False})
            if rows.exclude(**{f"{key.name}__{parts[leans_on]}": F(name)}).exists():
                found.append((str(model._meta.verbose_name), str(leans_on._meta.verbose_name)))
    return found
