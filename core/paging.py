"""Pages of a long list, by the place where one stands: as quick on the last page as on the first."""

import base64
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q

AFTER, BEFORE = "apres", "avant"
SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list
    previous_url: str = ""
    next_url: str = ""


def keyset_page(queryset, parameters, *, by, size=SIZE):
    """The rows after, or before, the place named in the URL.

    `by`: the ordering, all ascending or all descending, ending with a unique field, each carried by an index.
    A place that nobody made (typed, cut off) is the first page.
    """
    names = [name.removeprefix("-") for name in by]
    backwards = BEFORE in parameters
    place = _read(queryset.model, names, parameters.get(BEFORE if backwards else AFTER))
    backwards = backwards and place is not None
    descending = by[0].startswith("-") != backwards
    order = [f"-{name}" if descending else name for name in names]
    if place is not None:
        queryset = queryset.filter(_beyond(names, place, "lt" if descending else "gt"))
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    before = more if backwards else place is not None
    after = more or backwards
    return Page(
        rows,
        _url(parameters, BEFORE, rows[0], names) if before and rows else "",
        _url(parameters, AFTER, rows[-1], names) if after and rows else "",
    )


def _beyond(names, place, comparison):
    """Lexicographic order, with a first condition that an index can use alone."""
    condition, equal = Q(), {}
    for name, value in zip(names, place, strict=True):
        condition |= Q(**equal, **{f"{name}__{comparison}": value})
        equal[name] = value
    return Q(**{f"{names[0]}__{comparison}e": place[0]}) & condition


def _url(parameters, direction, row, names):
    query = parameters.copy()
    for name in (AFTER, BEFORE):
        query.pop(name, None)
    fields = [row._meta.pk if name == "pk" else row._meta.get_field(name) for name in names]
    values = json.dumps([field.value_to_string(row) for field in fields])
    query[direction] = base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")
    return f"?{query.urlencode()}"


def _read(model, names, written):
    if not written:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(written + "=" * (-len(written) % 4)))
        fields = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
        if not isinstance(values, list) or not all(isinstance(value, str) and "\0" not in value for value in values):
            return None
        place = [field.to_python(value) for field, value in zip(fields, values, strict=True)]
    except (ValueError, ValidationError):
        return None
    return None if None in place else place
