from django import template
from django.utils.html import format_html, format_html_join

from core import wording
from programmes import enums, presentation

register = template.Library()


@register.filter
def label(code, vocabulary):
    """{{ phase.kind|label:"PhaseKind" }}: the French label of a code."""
    return getattr(enums, vocabulary)(code).label if code else ""


@register.filter
def labels(codes, vocabulary):
    """{{ step.participants|labels:"Participant" }}: the French labels of several codes."""
    return [label(code, vocabulary) for code in codes]


@register.filter
def prose(text):
    """A text of a definition as paragraphs and lists."""
    return format_html_join("", "{}", ((_block(block),) for block in presentation.blocks(text)))


def _block(block):
    if block.points:
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((point,) for point in block.points)))
    return format_html("<p>{}</p>", block.text)


@register.filter
def how_often(evaluation):
    return presentation.how_often(evaluation.every, evaluation.period)


@register.filter
def paper_name(content, code):
    """The title of a document or of an argument sheet that a step names by its code."""
    sheet = content.argument_sheet(code)
    return sheet.title if sheet else content.document(code).label


@register.filter
def is_argument_sheet(content, code):
    return content.argument_sheet(code) is not None


@register.filter
def unit_label(content, unit):
    """How the programme itself names what it counts."""
    counted = content.unit(unit)
    return counted.label if counted else enums.TariffUnit(unit).label


@register.filter
def share(value):
    """« 33,33 % », « 100 % »"""
    digits = 0 if value == value.to_integral_value() else 2
    return f"{wording.number(value, digits)}{wording.FIRM}%"
