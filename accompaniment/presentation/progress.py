"""How a mesure goes, as the landlord may know it: dates, a state, a number of contacts by month; never an absence."""

import datetime

from django.utils import timezone

from accompaniment.enums import ExtensionState, MesureState
from accompaniment.models import Accompaniment, Extension, Publication
from accompaniment.presentation.contacts import contacts_by_month
from accompaniment.presentation.mesures import phase_lines, standing_of, with_phases
from accounts.matrix import allows
from core.charts import Bar, bar_chart
from core.wording import month_name
from referrals.enums import AppointmentState
from referrals.models import Appointment
from referrals.rules.meetings import KIND_OF

# A household has one mesure at a time under a convention, and hardly ever two conventions.
MESURES_SHOWN, MONTHS_SHOWN, TEXTS_SHOWN = 3, 12, 5


def months_until(last: datetime.date, since: datetime.date, most=MONTHS_SHOWN) -> list[datetime.date]:
    """The first days of the months that lead to `last`, the earliest first; none before `since`."""
    months, month = [], last.replace(day=1)
    while month >= since.replace(day=1) and len(months) < most:
        months.append(month)
        month = (month - datetime.timedelta(days=1)).replace(day=1)
    return months[::-1]


def contacts_told(mesure, today, most=MONTHS_SHOWN) -> list[tuple[datetime.date, int]]:
    """[(first day of a month, how often the two met)] of the latest months, those without a contact too."""
    last = min(mesure.ends_on or today, today)
    months = months_until(last, mesure.starts_on, most)
    if not months:
        return []
    found = contacts_by_month(mesure.household_id, mesure.convention_id, max(months[0], mesure.starts_on), last)
    return [(month, found.get(month, 0)) for month in months]


def curve_of(contacts):
    bars = [Bar(month_name(month), number, short=f"{month:%m/%y}") for month, number in contacts]
    return bar_chart(bars, title="Contacts tenus par mois", label_label="Mois", value_label="Contacts tenus")


def mesures_told(household, actor, today):
    """Those that go on; where none does, the latest."""
    found = list(with_phases(Accompaniment.objects.visible_to(actor, of=household))[:MESURES_SHOWN])
    chosen = [each for each in found if each.state == MesureState.OPEN] or found[:1]
    return [mesure_told(each, actor, today) for each in chosen]


def mesure_told(mesure, actor, today):
    contacts = contacts_told(mesure, today)
    return {
        "mesure": mesure,
        "standing": standing_of(mesure, actor, today),
        "phases": phase_lines(mesure, actor, today),
        "contacts": curve_of(contacts) if contacts else None,
    }


def next_meeting(household, actor):
    """The next meeting of the three that is fixed, as far as the reader knows of it."""
    within = Appointment.objects.visible_to(actor, of=household).filter(kind__in=KIND_OF)
    ahead = within.filter(state=AppointmentState.PLANNED, ends_at__gte=timezone.now())
    return ahead.defer("place").order_by("starts_at", "pk").first()


def extension_to_answer(household, actor):
    if not allows(actor.role, "extensions.agree"):
        return None
    mesures = Accompaniment.objects.visible_to(actor, of=household)
    return Extension.objects.filter(accompaniment__in=mesures, state=ExtensionState.PROPOSED).defer("reason").first()


def published_told(household, actor):
    """The latest texts that the association chose for the landlord; one more says that there are others."""
    if not allows(actor.role, "published.read"):
        return []
    found = Publication.objects.visible_to(actor, of=household).defer("withdrawal_reason")
    return list(found.select_related("author__user")[: TEXTS_SHOWN + 1])
