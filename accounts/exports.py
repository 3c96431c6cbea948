import csv
import io

from django.utils import timezone

from accounts.log_words import action_label, subject_label

# The first character of what a spreadsheet would take for a formula and run.
FORMULA = ("=", "+", "-", "@")
HEADER = ("Jour", "Heure", "Qui", "Organisation", "Rôle", "Ce qui a été regardé", "Référence")


def harmless(cell):
    """What anybody may have typed (a name) is shown by a spreadsheet, never run by it."""
    text = str(cell)
    return f"'{text}" if text.lstrip().startswith(FORMULA) else text


def access_log_csv(entries, *, progress, total):
    """Semicolons and a byte order mark: what a French spreadsheet opens by a double click."""
    target = io.StringIO()
    writer = csv.writer(target, delimiter=";")
    writer.writerow(HEADER)
    for number, entry in enumerate(entries, start=1):
        writer.writerow([harmless(cell) for cell in cells(entry)])
        progress(number, total)
    return target.getvalue().encode("utf-8-sig")


def cells(entry):
    at = timezone.localtime(entry.at)
    return (
        f"{at:%d/%m/%Y}",
        f"{at:%H:%M:%S}",
        entry.user,
        entry.organisation or "",
        entry.membership.role_label if entry.membership else "",
        action_label(entry.action),
        subject_label(entry.subject_type, entry.subject_id),
    )
