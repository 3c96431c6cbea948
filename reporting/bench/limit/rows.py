"""What the bare views share: rows by SQL, pages by a template that was compiled once."""

from django.db import connection
from django.http import HttpResponse
from django.template import engines

PAGE = (
    """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Limite</title></head><body>%s</body></html>"""
)


def compiled(body):
    return engines["django"].from_string(PAGE % body)


def answer(template, request, **context):
    return HttpResponse(template.render(context, request))


def rows(sql, params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
