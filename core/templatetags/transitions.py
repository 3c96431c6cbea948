"""{% load transitions %}: the buttons of a table of transitions (core.transitions)."""

from django import template
from django.urls import reverse

from core.templatetags.components import render

register = template.Library()


@register.simple_tag(takes_context=True)
def transition_buttons(context, steps, address, pk):
    """What may be done now: {% transition_buttons steps "accounts:person" person.pk %}.

    `steps` is what `TransitionTable.available` gave; the address of each is named `<address>_<action>`. A step that
    asks or warns leads to its own page; another is done at once.
    """
    lines = [(step, reverse(f"{address}_{step.action}", args=[pk])) for step in steps]
    return render(context, "core/transition_buttons.html", "", {"steps": lines}) if lines else ""
