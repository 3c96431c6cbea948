"""The landlord's households that are accompanied: where each mesure stands, how often the two met, what comes next.

As on the page of each (accompaniment.presentation.progress): dates, states, numbers; never an absence, never a subject.
"""

import datetime

from django.db.models import OuterRef
from django.urls import reverse
from django.utils import timezone

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment, Publication
from accompaniment.presentation.contacts import contacts_of_each
from accompaniment.presentation.mesures import standing_of, with_phases
from accounts.matrix import allows
from core.wording import clock_time, count, near_date, relative_day
from referrals.enums import AppointmentState
from referrals.models import Appointment
from referrals.rules.meetings import KIND_OF

ORDER = ["household__sort_name", "pk"]


def followed_by(actor):
    return Accompaniment.objects.visible_to(actor).filter(state=MesureState.OPEN)


def texts_within(actor):
    """What this reader may read of the stay that a row names, to ask whether there is any; None: she reads none."""
    if not allows(actor.role, "published.read"):
        return None
    same = {"household": OuterRef("household"), "convention": OuterRef("convention")}
    return Publication.objects.visible_to(actor).filter(**same, on__gte=OuterRef("starts_on"))


def lines_of(keys, actor, today):
    """As many statements for a page of fifty as for one row."""
    found = {each.pk: each for each in with_phases(Accompaniment.objects.filter(pk__in=keys))}
    rows = [found[key] for key in keys if key in found]
    last_month = (today.replace(day=1) - datetime.timedelta(days=1)).replace(day=1)
    contacts = contacts_of_each(rows, last_month, today)
    meetings = next_meetings(rows, actor)
    texts = latest_texts(rows, actor) if allows(actor.role, "published.read") else None
    return [
        {
            **line_of(each, standing_of(each, actor, today)),
            "contacts": contacts_words(each, contacts[each.pk], today.replace(day=1), last_month),
            "meeting": meeting_words(meetings.get(each.household_id), today),
            "text": text_words(each, texts, today),
        }
        for each in rows
    ]


def line_of(mesure, standing):
    household = mesure.household
    return {
        "name": household.listed_name,
        "url": reverse("accompaniment:progress", args=[household.pk]),
        "standing": standing,
    }


def contacts_words(mesure, months, this_month, last_month):
    """« 2 contacts tenus ce mois-ci, 3 le mois dernier »"""
    words = f"{count(months[this_month], 'contact tenu', 'contacts tenus')} ce mois-ci"
    return words if mesure.starts_on >= this_month else f"{words}, {months[last_month]} le mois dernier"


def next_meetings(mesures, actor):
    """{key of the household: when the three meet next}"""
    households = {each.household_id for each in mesures}
    within = Appointment.objects.visible_to(actor).filter(household__in=households, kind__in=KIND_OF)
    ahead = within.filter(state=AppointmentState.PLANNED, ends_at__gte=timezone.now())
    rows = ahead.order_by("household", "starts_at", "pk").distinct("household")
    return dict(rows.values_list("household", "starts_at"))


def meeting_words(starts_at, today):
    if starts_at is None:
        return ""
    starts = timezone.localtime(starts_at)
    return f"{near_date(starts.date(), today)} à {clock_time(starts)}"


def latest_texts(mesures, actor):
    """{(household, convention): the day of the latest text}"""
    households = {each.household_id for each in mesures}
    within = Publication.objects.visible_to(actor).filter(household__in=households)
    rows = within.order_by("household", "convention", "-on").distinct("household", "convention")
    return {(row[0], row[1]): row[2] for row in rows.values_list("household", "convention", "on")}


def text_words(mesure, texts, today):
    """Nothing to who reads no text."""
    if texts is None:
        return ""
    last = texts.get((mesure.household_id, mesure.convention_id))
    if last is None or last < mesure.starts_on:
        return "Rien n’est publié pour l’instant"
    return f"Dernière publication le {near_date(last, today)}, {relative_day(last, today)}"
