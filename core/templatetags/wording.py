"""Template filters over core.wording; a relative date takes `today` as its argument, the local day without it."""

import datetime as dt

from django import template
from django.utils import timezone

from core import wording

register = template.Library()


def to_local_day(value):
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def over_day(function):
    """A filter over the local day of a date or a moment, empty where there is none."""

    def filter_(value):
        return function(to_local_day(value)) if value else ""

    return filter_


def over_day_and_today(function):
    def filter_(value, today=None):
        return function(to_local_day(value), to_local_day(today) or timezone.localdate()) if value else ""

    return filter_


def over_number(function):
    def filter_(value):
        return "" if value is None or value == "" else function(value)

    return filter_


register.filter("long_date", over_day(wording.long_date))
register.filter("plain_date", over_day(wording.plain_date))
register.filter("title_date", over_day(wording.title_date))
register.filter("month_name", over_day(wording.month_name))
register.filter("near_date", over_day_and_today(wording.near_date))
register.filter("relative_day", over_day_and_today(wording.relative_day))
register.filter("minutes", over_number(wording.minutes))
register.filter("number", over_number(wording.number))
register.filter("amount", over_number(wording.amount))
register.filter("round_amount", over_number(wording.round_amount))
register.filter("file_size", over_number(wording.file_size))


@register.filter(is_safe=True)
def firm(text):
    return wording.firm(str(text))


@register.filter
def clock_time(value):
    if not value:
        return ""
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return wording.clock_time(value)


@register.filter
def count_of(n, words):
    """{{ n|count_of:"jour" }} or {{ n|count_of:"travail,travaux" }}: the number and its noun."""
    return wording.count(n, *words.split(","))


@register.filter
def word_for(n, words):
    """{{ n|word_for:"ménage" }}: the noun alone."""
    return wording.word(n, *words.split(","))
