"""{% load households %}: what the page of a household shows."""

from django import template

from tenants import wording

register = template.Library()


@register.simple_tag(takes_context=True)
def panel_body(context, panel):
    """What an application above put there (tenants.panels): it sees its own context, and whose file it is."""
    given = {name: context.get(name) for name in ("household", "actor", "today", "request")}
    given["csrf_token"] = context.get("csrf_token", "")
    return context.template.engine.get_template(panel.template).render(template.Context({**given, **panel.context}))


@register.filter
def person_line(person, on):
    return wording.person_line(person, on)


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
