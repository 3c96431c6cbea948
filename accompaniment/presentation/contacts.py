"""How often a household and its worker met: the one count, read by every page, paper and invoice."""

import datetime

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth

from accompaniment.models import Interview


def contacts_by_month(household, convention, since: datetime.date, until: datetime.date) -> dict:
    """{first day of the month: number} of the conversations that were held, both days included; no month without.

    A number for whoever may know it: who asks was let in to the household, never to what was said.
    """
    held = Interview.objects.contacts().filter(household=household, convention=convention, on__range=(since, until))
    months = held.order_by().annotate(month=TruncMonth("on")).values_list("month").annotate(Count("pk"))
    return dict(months.order_by("month"))


def last_contacts(mesures) -> dict:
    """{key of the mesure: day of its last held contact}, in one statement."""
    held = Interview.objects.contacts().filter(accompaniment__in=mesures)
    return dict(held.order_by().values_list("accompaniment").annotate(Max("on")))
