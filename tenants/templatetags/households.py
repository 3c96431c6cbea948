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
