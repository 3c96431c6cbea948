"""{% load households %}: what the page of a household shows."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core.addresses import addresses_of
from core.templatetags.components import row, write_badge
from tenants.presentation import wording

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_body(context, panel):
    """What an application above put there (tenants.panels): it sees its own context, and whose file it is."""
    given = {name: context.get(name) for name in ("household", "actor", "today", "request")}
    given["csrf_token"] = context.get("csrf_token", "")
    return context.template.engine.get_template(panel.template).render(template.Context({**given, **panel.context}))


@register.simple_tag
def household_rows(households, close_from=None):
    """Lines of described households; from `close_from` on, a letter differs from what was typed."""
    address = addresses_of("tenants:household")
    lines = [
        household_row(household, address(household.pk), close_from is not None and number >= close_from)
        for number, household in enumerate(households)
    ]
    return format_html('<ul class="rows">{}</ul>', mark_safe("".join(lines)))


def household_row(household, url, close):
    marks = [write_badge("Contact protégé", "late")] if household.guarded else []
    marks += [write_badge("À une lettre près")] if close else []
    debt = format_html('<span class="soft">Dette de loyer<br>{}</span>', household.debt) if household.debt else ""
    return row(debt, title=household.name, url=url, marks=mark_safe(" ".join(marks)), detail=household.line)


@register.filter
def person_line(person, on):
    """On paper."""
    return wording.person_line(person, on)


@register.simple_tag
def person_to_call(person, situation):
    """On a page one calls at a touch, unless a contact is guarded: there, the way that was agreed is read first."""
    line = wording.person_line(person, situation["on"])
    before, phone, after = line.partition(person["phone"] or "\n")
    if not phone or situation["guarded"]:
        return line
    address = "".join(each for each in phone if each.isdigit() or each == "+")
    return format_html('{}<a href="tel:{}">{}</a>{}', before, address, phone, after)


@register.filter
def situation_facts(situation):
    return wording.situation_facts(situation)


@register.filter
def iso_day(text):
    """« 3 mars 2015 », of a day kept as text."""
    return wording.day(text)


@register.filter
def composition_facts(situation):
    return wording.composition_facts(situation)


@register.filter
def occupancy_facts(situation):
    return wording.home_facts(situation["occupancy"], guarded=situation["guarded"])


@register.filter
def occupancy_line(occupancy, with_address):
    return wording.occupancy_line(occupancy, with_address=with_address)


@register.filter
def stated_title(stated):
    return wording.stated_title(stated)


@register.filter
def yesno_url(allowed, url):
    """The address where one may go there; nothing otherwise."""
    return url if allowed else ""
