"""Numbers that people read and quote: one after the other, each once."""

from django.db import connection

NEXT = """
    INSERT INTO core_counter (scope, last) VALUES (%s, 1)
    ON CONFLICT (scope) DO UPDATE SET last = core_counter.last + 1 RETURNING last
"""


def next_number(scope):
    """The next number of this scope (« household:2026:… »); whoever asks at the same time waits for the commit."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [scope])
        return cursor.fetchone()[0]
