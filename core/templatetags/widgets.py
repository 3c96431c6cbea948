"""Django's <select> in one piece: its own templates include two others for each option."""

from django import template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()
# What Django writes where nothing is chosen yet, which nobody reads aloud.
DASHES, NO_CHOICE = "---------", "Choisir"


@register.simple_tag
def options(groups):
    """`groups` as the widget's context has them: (name or None, options, index)."""
    return mark_safe("".join(_group(name, choices) for name, choices, _ in groups))


def _group(name, choices):
    lines = format_html_join("", '<option value="{}"{}>{}</option>', map(_parts, choices))
    return format_html('<optgroup label="{}">{}</optgroup>', name, lines) if name else lines


def _parts(option):
    label = NO_CHOICE if option["label"] == DASHES else option["label"]
    return str(option["value"]), flatatt(option["attrs"]) if option["attrs"] else "", label
