from django.utils import timezone

from accounts.log_words import action_label, subject_label
from core.exports import Column, Table


def role_of(entry):
    return entry.membership.role_label if entry.membership else ""


ACCESS_LOG = Table(
    "Journal des accès",
    "journal-des-acces",
    [
        Column("Jour", lambda entry: timezone.localdate(entry.at), width=12),
        # In words: to the second, as a log is read.
        Column("Heure", lambda entry: f"{timezone.localtime(entry.at):%H:%M:%S}"),
        Column("Qui", lambda entry: entry.user, width=28),
        Column("Organisation", lambda entry: entry.organisation, width=28),
        Column("Rôle", role_of, width=24),
        Column("Ce qui a été regardé", lambda entry: action_label(entry.action), width=48),
        Column("Référence", lambda entry: subject_label(entry.subject_type, entry.subject_id), width=24),
    ],
)
