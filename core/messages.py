"""What leaves the request: messages to the workers, letters to people. Neither carries a name."""

import datetime
import re
import uuid

from celery import current_app
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

SUBJECT = "[J’y tiens] {}"
CODE = re.compile(r"[a-z0-9_.:-]{1,60}|\d{4}-T[1-4]")


def after_commit(task, *arguments):
    """Ask for a task by its name (services stand below tasks) once what it will read is in the database."""
    identifiers = [as_identifier(value) for value in arguments]
    transaction.on_commit(lambda: current_app.send_task(task, identifiers), robust=True)


def as_identifier(value):
    """Only what names nobody goes to a queue and its logs."""
    if isinstance(value, uuid.UUID | datetime.date):
        return str(value)
    if value is None or isinstance(value, int) or (isinstance(value, str) and CODE.fullmatch(value)):
        return value
    raise TypeError("a message takes identifiers, numbers, dates and codes only")


def absolute_url(path):
    return settings.PUBLIC_URL.rstrip("/") + path


def send_letter(subject, template, values, to):
    """A plain e-mail: what waits, and where; never of whom."""
    send_mail(SUBJECT.format(subject), render_to_string(template, values), None, [to])
