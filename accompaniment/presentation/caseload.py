"""A line of a caseload: since when the household was not met, what comes next, where its mesure stands."""

from django.utils import timezone

from accompaniment.enums import Pace
from accompaniment.models import Accompaniment
from accompaniment.presentation.cadence import beside_now, efforts, phases_on, privileged_now
from accompaniment.presentation.diagnostics import countdown_of
from accompaniment.rules.pace import TONES, due_words, seen_words
from accounts.matrix import allows
from core.addresses import addresses_of
from core.wording import clock_time, count, near_date, relative_day
from programmes.enums import PhaseKind
from referrals.enums import AppointmentState
from referrals.models import Appointment
from tenants.enums import AssignmentKind
from tenants.models import Occupancy

COLUMNS = (
    *("pk", "number", "term_on", "household", "household__name", "household__number", "household__guarded"),
    *("household__landlord__name", "household__landlord__short_name", "programme_version__programme__code"),
)
BESIDE = {AssignmentKind.SECOND: "Second intervenant", AssignmentKind.COVER: "Remplacement"}


def lines_of(readings, labels, actor, today):
    """Six statements for a page of readings (accompaniment.presentation.cadence), in their order."""
    keys = [each.mesure for each in readings]
    households = {each.household for each in readings}
    rows = {row.pk: row for row in Accompaniment.objects.filter(pk__in=keys).values_list(*COLUMNS, named=True)}
    read = {
        "phases": phases_on(keys, today),
        "ahead": next_appointments(households, actor),
        "places": places_of(households, today),
        "tries": tries_since(readings),
        "hands": hands_of(households, actor, today),
        "labels": labels,
    }
    # Where a meeting is noted in one touch, by whoever may.
    entries = addresses_of("accompaniment:quick_entry") if allows(actor.role, "contacts.write") else None
    addresses = addresses_of("tenants:household"), addresses_of("accompaniment:mesure"), entries
    return [line_of(each, rows[each.mesure], read, today, addresses) for each in readings if each.mesure in rows]


def line_of(reading, row, read, today, addresses):
    file, mesure, entry = addresses
    clock, guarded = reading.clock, row.household__guarded
    phase, ahead = read["phases"].get(row.pk), read["ahead"].get(row.household)
    code = row.programme_version__programme__code
    landlord = row.household__landlord__short_name or row.household__landlord__name
    place = "" if guarded else read["places"].get(row.household, "")
    return {
        "name": f"Dossier {row.household__number}" if guarded else row.household__name,
        "number": row.household__number,
        "mesure": row.number,
        "url": file(row.household),
        "mesure_url": mesure(row.pk),
        "entry_url": entry(row.household) if entry else "",
        "phase": phase.get_kind_display() if phase else "Entre deux phases",
        "countdown": countdown_of(phase, today) if phase and phase.kind == PhaseKind.DIAGNOSTIC else None,
        "programme": read["labels"].get(code, code),
        "pace": reading.pace,
        "tone": TONES[reading.pace],
        "badge": "" if reading.pace == Pace.ON_TIME else reading.pace.label,
        "seen": seen_words(reading.last, clock, today),
        "due": due_words(clock, today),
        "last": reading.last,
        "days": clock.days,
        "every": clock.every,
        "due_on": clock.due_on,
        "tries": read["tries"].get(row.pk, 0),
        "next": next_words(ahead, today),
        "next_at": ahead.starts_at if ahead else None,
        "term_on": row.term_on,
        "dates": [(f"terme le {day_words(row.term_on, today)}", row.term_on < today)] if row.term_on else [],
        "where": ", ".join(filter(None, (read["labels"].get(code, code), landlord, place))),
        "commune": place,
        "hands": read["hands"].get(row.household, ""),
    }


def next_words(ahead, today):
    if ahead is None:
        return ""
    starts = timezone.localtime(ahead.starts_at)
    return f"{near_date(starts.date(), today)} à {clock_time(starts)}"


def day_words(day, today):
    return f"{near_date(day, today)} ({relative_day(day, today)})"


def next_appointments(households, actor):
    """{key of the household: its next meeting with somebody of the operator}."""
    planned = Appointment.objects.filter(
        household__in=households,
        operator=actor.organisation_id,
        state=AppointmentState.PLANNED,
        starts_at__gte=timezone.now(),
    )
    rows = planned.order_by("household", "starts_at", "pk").distinct("household")
    return {row.household: row for row in rows.values_list("household", "starts_at", "pk", named=True)}


def places_of(households, today):
    known = Occupancy.objects.open_on(today).filter(household__in=households).exclude(commune="")
    return dict(known.order_by("household", "-starts_on").distinct("household").values_list("household", "commune"))


def tries_since(readings):
    """{key of the mesure: how many attempts since the last contact}."""
    since = {each.mesure: each.clock.since for each in readings}
    if not since:
        return {}
    found = {}
    rows = efforts().filter(accompaniment__in=since, on__gte=min(since.values())).order_by()
    for mesure, on in rows.values_list("accompaniment", "on"):
        if on >= since[mesure]:
            found[mesure] = found.get(mesure, 0) + 1
    return found


def tries_words(number):
    return f"{count(number, 'tentative')} depuis" if number else ""


def hands_of(households, actor, today):
    """To the worker, in what quality she has it when it is not hers alone; to the head, who has it."""
    hers, others = {}, {}
    of_house = {"household__in": households}
    names = ("household", "membership", "kind", "membership__user__first_name", "membership__user__last_name")
    beside = beside_now(actor.organisation_id, today).filter(**of_house)
    first = privileged_now(actor.organisation_id).filter(**of_house)
    for row in (beside | first).order_by("-starts_on", "pk").values_list(*names, named=True):
        if row.membership == actor.pk:
            hers[row.household] = row.kind
        elif row.kind == AssignmentKind.PRIVILEGED:
            others[row.household] = f"{row.membership__user__first_name} {row.membership__user__last_name}"
    return {key: hands_words(hers.get(key), others.get(key)) for key in households}


def hands_words(kind, other):
    if kind is None:
        return f"Suivi par {other}" if other else "Sans interlocuteur"
    if kind not in BESIDE:
        return ""
    return f"{BESIDE[kind]}, avec {other}" if other else BESIDE[kind]
