"""Households that nobody has met for fifteen days and more, and what was tried: who, when, how, with what result."""

from accompaniment.enums import InterviewKind
from accompaniment.presentation.cadence import efforts
from accompaniment.rules.pace import FIFTEEN_DAYS
from core.wording import near_date

# Of one household; the others are a click away, in its file.
SHOWN = 6


def not_met(readings):
    """The longest first. What a pause or a suspension holds today is not looked for."""
    found = [each for each in readings if each.clock.days >= FIFTEEN_DAYS and not each.clock.stopped]
    return sorted(found, key=lambda each: (-each.clock.days, each.mesure))


def tries_of(readings, today) -> dict:
    """{key of the mesure: [words of what was tried since the last contact]}, the latest first; one statement."""
    since = {each.mesure: each.clock.since for each in readings}
    if not since:
        return {}
    rows = efforts().filter(accompaniment__in=since, on__gte=min(since.values()))
    rows = rows.select_related("author__user").only(
        "on", "at", "kind", "attempt_way", "attempt_result", "place_kind", "accompaniment", "author__user__first_name",
        "author__user__last_name",
    )  # fmt: skip
    found = {}
    for row in rows.order_by("-on", "-at", "-created_at", "pk"):
        if row.on >= since[row.accompaniment_id]:
            found.setdefault(row.accompaniment_id, []).append(words_of(row, today))
    return found


def words_of(row, today):
    """« le 3 mars, Nadia Le Goff, appel : sans réponse »"""
    who = f"le {near_date(row.on, today)}, {row.author.user}"
    if row.kind == InterviewKind.ATTEMPT:
        return f"{who}, {lowered(row.get_attempt_way_display())}\u202f: {lowered(row.get_attempt_result_display())}"
    if row.kind == InterviewKind.LETTER:
        return f"{who}, courrier"
    if row.kind == InterviewKind.CALL:
        return f"{who}, appel : sans réponse"
    where = f", {lowered(row.get_place_kind_display())}" if row.place_kind else ""
    return f"{who}, {lowered(row.get_kind_display())}{where}\u202f: le ménage n’est pas venu"


def lowered(words):
    """« SMS » stays as it is."""
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
