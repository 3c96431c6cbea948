"""What a list shows of its filters: everything is in the URL, each filter in force is a chip that one removes."""

import datetime

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from core.normalise import plain
from core.paging import AFTER, BEFORE
from core.wording import number as in_figures
from core.wording import plain_date

# Beyond, nobody reads the number: the database stops counting.
MOST_COUNTED = 1000
# In the place of a value, in SQL that is written once for all of them: in nobody's words.
ANY = "\ue000"


def count_each_up_to_most(querysets, most=None):
    """{state: queryset} → {state: how many rows, or one more than `most` (MOST_COUNTED)}, in one statement.

    As quick on a million rows as on a thousand; what cannot hold a row is not asked.
    """
    return _counts({name: _keys(queryset, most) for name, queryset in querysets.items()})


def count_values_up_to_most(values, holding, most=None):
    """The same for querysets that differ by one value, `holding(value)`: Django writes their SQL once."""
    found = _keys(holding(ANY), most)
    sql, given = found or ("", ())
    return _counts({value: found and (sql, [value if one == ANY else one for one in given]) for value in values})


def _keys(queryset, most):
    """What reads them, None where there is none."""
    try:
        return queryset.order_by().values("pk")[: (most or MOST_COUNTED) + 1].query.sql_with_params()
    except EmptyResultSet:
        return None


def _counts(asked):
    parts = [f"(SELECT count(*) FROM ({found[0]}) AS counted)" if found else "0" for found in asked.values()]
    values = [value for found in asked.values() if found for value in found[1]]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(asked, cursor.fetchone(), strict=True))


def counted(number, most=MOST_COUNTED):
    return number if number <= most else f"plus de {in_figures(most)}"


def search_words(queryset, field, value, *, also=None):
    """Every word of the search, wherever it stands."""
    for word in plain(value).split():
        condition = Q(**{f"{field}__contains": word})
        if also:
            condition |= Q(**{f"{also}__contains": word})
        queryset = queryset.filter(condition)
    return queryset


def without(parameters, *names):
    """The query of the URL without these parameters, back on the first page."""
    query = parameters.copy()
    for name in (*names, AFTER, BEFORE):
        query.pop(name, None)
    return query


def url_of(query):
    return f"?{query.urlencode()}" if query else "?"


def filter_bar(filterset, *, search=None, status=None, counts=None, most=MOST_COUNTED):
    """What components/filter_bar.html takes, and the fields that remain for components/filter_form.html.

    A FilterSet whose `status_words` name the states in the plural (value → words, "" for all) has chips that agree.

    `search` names the field of free words, `status` the one whose values are counted (`counts`: value → number; on a
    list without bounds, by count_each_up_to_most, `most` as there).
    """
    shown = [name for name in filterset.form.fields if name not in (search, status)]
    in_force = chips(filterset, hidden=[status] if status else [])
    return {
        "search": _search(filterset, search) if search else None,
        "statuses": statuses(filterset, status, counts, most) if status and len(counts) > 1 else [],
        "chips": in_force,
        "clear_url": url_of(without(filterset.data, *filter(None, [search]), *shown)) if len(in_force) > 1 else "",
        "fields": [filterset.form[name] for name in shown],
        "kept": kept(filterset.data, *shown),
        "open": any(filterset.data.get(name) for name in shown),
    }


def _search(filterset, name):
    value = filterset.data.get(name, "")
    label = filterset.form.fields[name].label
    return {"name": name, "value": value, "label": label, "kept": kept(filterset.data, name)}


def kept(parameters, *names):
    """The rest of the URL, for the hidden fields of a form that sets `names`."""
    return [(name, value) for name, values in without(parameters, *names).lists() for value in values]


def chips(filterset, *, hidden=()):
    """One for each filter in force, in the words of the form."""
    found = []
    for name, value in filterset.form.cleaned_data.items() if filterset.form.is_valid() else ():
        if value in (None, "", []) or name in hidden:
            continue
        field = filterset.form.fields[name]
        label = f"{field.label} : {_words(field, value)}"
        found.append({"label": label, "remove_url": url_of(without(filterset.data, name))})
    return found


def _words(field, value):
    if isinstance(value, datetime.date):
        return plain_date(value)
    choices = {str(key): label for key, label in getattr(field, "choices", ())}
    return choices.get(str(value), value)


def statuses(filterset, name, counts, most=MOST_COUNTED):
    """A count for each state, one click away; all of them first."""
    words = getattr(filterset, "status_words", {})
    current = filterset.form.cleaned_data.get(name) if filterset.form.is_valid() else ""
    rest = without(filterset.data, name)
    numbers = list(counts.values())
    total = counted(sum(numbers), most) if max(numbers) > most else sum(numbers)
    found = [{"label": words.get("", "Tous"), "count": total, "url": url_of(rest), "current": not current}]
    for value, label in filterset.form.fields[name].choices:
        if value:
            query = rest.copy()
            query[name] = value
            count = counted(counts.get(value, 0), most)
            found.append(
                {"label": words.get(value, label), "count": count, "url": url_of(query), "current": current == value}
            )
    return found
