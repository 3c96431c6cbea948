"""{% load transitions %}: the buttons of a table of transitions (core.transitions)."""

from django import template
from django.urls import reverse

from core.ids import new_id
from core.templatetags.components import render

register = template.Library()


@register.simple_tag(takes_context=True)
def transition_buttons(context, steps, address, *arguments, about=""):
    """What may be done now: {% transition_buttons steps "accounts:person" person.pk %}.

    `steps` is what `TransitionTable.available` gave; the address of each is named `<address>_<action>` and takes the
    arguments. A step that asks or warns leads to its own page; another is done at once. In a list, `about` says which
    line a button belongs to, for whoever only listens.
    """
    lines = [(step, reverse(f"{address}_{step.action}", args=arguments), new_id()) for step in steps]
    values = {"steps": lines, "about": about}
    return render(context, "core/transition_buttons.html", "", values) if lines else ""
