"""A statement whose SQL is composed once in a process, then run with other values.

Of a page with many small statements, Django spends more on composing them than PostgreSQL on running them.

    latest_debts = Composed(lambda *, household, day: RentDebt.objects.filter(household=household, on__lte=day)[:12])
    latest_debts(household=household.pk, day=today)          # a list

The function is called once with stand-ins in place of the values (keys, days, moments): it may hand them to a queryset,
and neither look at them nor reckon with them. What changes the statement itself comes before them, as its `shape`:

    reached = Composed(lambda role, *, organisation: …)
    reached(actor.role, organisation=actor.organisation_id)

A statement that took a value from elsewhere, or asked the database while it was composed, is refused.
"""

import copy
import datetime
import uuid

from django.core.exceptions import EmptyResultSet, ImproperlyConfigured
from django.db import connection

# What may stand in a statement for good: it belongs to its text.
CONSTANTS = (str, int, type(None))


def stand_in(number, value):
    """Something of the same type that nothing else is."""
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=0x5747_0000_0000_0000_0000_0000_0000_0000 + number)
    # Far from one another: what is reckoned from one is not another.
    day = datetime.date(1000, 1, 1) + datetime.timedelta(days=number * 4001)
    if isinstance(value, datetime.datetime):
        return datetime.datetime.combine(day, datetime.time(1, 2, 3), tzinfo=datetime.UTC)
    if isinstance(value, datetime.date):
        return day
    raise TypeError(f"{value!r}: only keys, days and moments are left open in a statement")


def refuse(execute, sql, params, many, context):
    raise ImproperlyConfigured(f"A statement is composed once, and must not depend on what another says: {sql}")


class Composed:
    def __init__(self, build):
        self.build = build
        self.statements = {}

    def __call__(self, *shape, **values):
        statement = self.statements.get(shape)
        if statement is None:
            statement = self.statements[shape] = Statement(self.build, shape, values)
        return statement.rows(values)


class Statement:
    def __init__(self, build, shape, values):
        names = {stand_in(number, value): name for number, (name, value) in enumerate(values.items())}
        with connection.execute_wrapper(refuse):
            self.queryset = build(*shape, **{name: mark for mark, name in names.items()})
            compiler = self.queryset.query.get_compiler(connection=connection)
            try:
                self.sql, params = compiler.as_sql()
            except EmptyResultSet:
                self.sql, params = "", ()
        self.places = [place_of(param, names) for param in params]
        selected = [column for column, *_ in compiler.select[: compiler.col_count]] if self.sql else []
        self.converters = compiler.get_converters(selected)
        compiler.get_converters = lambda expressions: self.converters
        compiler.connection = None
        self.compiler = compiler

    def rows(self, values):
        if not self.sql:
            return []
        params = tuple(values[name] if name else constant for name, constant in self.places)
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self.sql, params)
        queryset = self.queryset.all()
        queryset.query.get_compiler = lambda *args, **kwargs: compiler
        return list(queryset)


def place_of(param, names):
    """(name of the value, None), or ("", what always stands there)."""
    if type(param) in (uuid.UUID, datetime.date, datetime.datetime):
        if param not in names:
            raise ImproperlyConfigured(f"{param!r} was not left open: the statement would keep it for everybody")
        return names[param], None
    if not isinstance(param, CONSTANTS):
        raise ImproperlyConfigured(f"{param!r} cannot be told from what was left open")
    return "", param
