"""{% load filter_fields %}: the fields of the filters of a list, on each of its pages: written here, ten times as quick
as by the templates of a form. Whatever is not plain (an error, another widget) takes those."""

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms, template
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

register = template.Library()

FIELD = '<div id="div_{0}" class="mb-3"><label for="{0}" class="form-label">{1}</label>{2}</div>'
SELECT = '<select name="{}" class="select form-select" id="{}">{}</select>'
INPUT = '<input type="{}" name="{}" class="textinput form-control"{}>'


@register.filter
def filter_field(field):
    control = None if field.errors or field.help_text else _control(field)
    return format_html(FIELD, field.id_for_label, field.label, control) if control else as_crispy_field(field)


def _control(field):
    widget = field.field.widget
    if type(widget) is forms.Select:
        return _select(field)
    if isinstance(widget, forms.TextInput | forms.DateInput):
        told = widget.get_context(field.html_name, field.value(), field.build_widget_attrs({"id": field.auto_id}))
        told = told["widget"]
        attributes = told["attrs"] if told["value"] is None else {"value": told["value"], **told["attrs"]}
        given = attributes.pop("type", told["type"])
        return format_html(INPUT, given, told["name"], flatatt(attributes))
    return None


def _select(field):
    """None where its choices stand in groups."""
    choices = list(field.field.choices)
    if any(isinstance(label, list | tuple) for _, label in choices):
        return None
    value = field.value()
    chosen = "" if value is None else str(value)
    lines = [(key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in choices]
    options = format_html_join("", '<option value="{}"{}>{}</option>', lines)
    return format_html(SELECT, field.html_name, field.id_for_label, options)
