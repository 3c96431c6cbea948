"""How often a household and its worker met: the one count, read by every page, paper and invoice."""

import datetime
from collections import Counter

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth

from accompaniment.models import Interview


def contacts_by_month(household, convention, since: datetime.date, until: datetime.date) -> dict:
    """{first day of the month: number} of the conversations that were held, both days included; no month without.

    A number for whoever may know it: who asks was let in to the household, never to what was said.
    """
    held = held_between(since, until).filter(household=household, convention=convention)
    months = held.order_by().annotate(month=TruncMonth("on")).values_list("month").annotate(Count("pk"))
    return dict(months.order_by("month"))


def contacts_of_each(mesures, since: datetime.date, until: datetime.date) -> dict:
    """{key of the mesure: {first day of a month: number}}, of each from its first day on, in one statement."""
    held = held_between(since, until).filter(household__in={each.household_id for each in mesures})
    days = {}
    for household, convention, on in held.order_by().values_list("household", "convention", "on"):
        days.setdefault((household, convention), []).append(on)
    return {each.pk: count_by_month(each, days.get((each.household_id, each.convention_id), ())) for each in mesures}


def count_by_month(mesure, days):
    return Counter(day.replace(day=1) for day in days if day >= mesure.starts_on)


def held_between(since, until):
    return Interview.objects.contacts().filter(on__range=(since, until))


def last_contacts(mesures) -> dict:
    """{key of the mesure: day of its last held contact}, in one statement."""
    held = Interview.objects.contacts().filter(accompaniment__in=mesures)
    return dict(held.order_by().values_list("accompaniment").annotate(Max("on")))
