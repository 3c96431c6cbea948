"""Pages of a long list, by the place where one stands: as quick on the last page as on the first."""

import uuid
from dataclasses import dataclass

from django.db.models import Q

AFTER, BEFORE = "apres", "avant"
SIZE = 50


@dataclass(frozen=True)
class Page:
    rows: list
    previous_url: str = ""
    next_url: str = ""


def keyset_page(queryset, parameters, *, by, within=None, size=SIZE):
    """The rows after, or before, the row named in the URL: by its identifier only, since addresses are kept in logs.

    `by`: the ordering, all ascending or all descending, ending with a unique field, each carried by an index.
    `within`: all that the actor may see, filtered out or not: where the named row stands is read there. A row that is
    not (typed, cut off, out of reach) is the first page.
    """
    names = [name.removeprefix("-") for name in by]
    backwards = BEFORE in parameters
    place = _place(queryset if within is None else within, names, parameters.get(BEFORE if backwards else AFTER))
    backwards = backwards and place is not None
    descending = by[0].startswith("-") != backwards
    order = [f"-{name}" if descending else name for name in names]
    if place is not None:
        queryset = queryset.filter(_beyond(names, place, "lt" if descending else "gt"))
    return _page(parameters, list(queryset.order_by(*order)[: size + 1]), place, backwards, size)


def parted_page(parts, parameters, *, by, size=SIZE):
    """As `keyset_page`, over parts that follow one another, each in the same order. Its rows are keys.

    `parts`: (all that the actor may see of it, the function (beyond, order, number) that reads its first keys).
    """
    names = [name.removeprefix("-") for name in by]
    backwards, written = BEFORE in parameters, parameters.get(BEFORE, parameters.get(AFTER))
    places = ((number, _place(within, names, written)) for number, (within, _) in enumerate(parts))
    at, place = next(((number, place) for number, place in places if place), (0, None)) if written else (0, None)
    backwards = backwards and place is not None
    descending = by[0].startswith("-") != backwards
    order = [f"-{name}" if descending else name for name in names]
    beyond = _beyond(names, place, "lt" if descending else "gt") if place else Q()
    keys = []
    for _, first_keys in reversed(parts[: at + 1]) if backwards else parts[at:]:
        keys += first_keys(beyond, order, size + 1 - len(keys))
        beyond = Q()
        if len(keys) > size:
            break
    return _page(parameters, keys, place, backwards, size)


def _page(parameters, rows, place, backwards, size):
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    before = more if backwards else place is not None
    after = more or backwards
    return Page(
        rows,
        _url(parameters, BEFORE, rows[0]) if before and rows else "",
        _url(parameters, AFTER, rows[-1]) if after and rows else "",
    )


def _beyond(names, place, comparison):
    """Lexicographic order, with a first condition that an index can use alone."""
    condition, equal = Q(), {}
    for name, value in zip(names, place, strict=True):
        condition |= Q(**equal, **{f"{name}__{comparison}": value})
        equal[name] = value
    return Q(**{f"{names[0]}__{comparison}e": place[0]}) & condition


def _url(parameters, direction, row):
    query = parameters.copy()
    for name in (AFTER, BEFORE):
        query.pop(name, None)
    query[direction] = str(getattr(row, "pk", row))
    return f"?{query.urlencode()}"


def _place(rows, names, written):
    """What the named row is sorted by; None where there is no such row."""
    try:
        named = uuid.UUID(written or "")
    except ValueError:
        return None
    return rows.order_by().filter(pk=named).values_list(*names).first()
