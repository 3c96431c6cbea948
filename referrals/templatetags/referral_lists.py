"""{% load referral_lists %}: the lines of the lists of fiches, written here, ten times as quick as by a template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from core.templatetags.components import row, write_badge

register = template.Library()


@register.simple_tag
def referral_rows(lines):
    """Of referrals.presentation.listing."""
    return rows_of(written("", line, line["detail"]) for line in lines)


@register.simple_tag
def inbox_rows(lines):
    """Of referrals.presentation.inbox: the first to confide is what the page is for."""
    return rows_of(inbox_row(line, first=number == 0) for number, line in enumerate(lines))


def inbox_row(line, first):
    kind = "btn-primary" if first and line["confide"] else "btn-quiet"
    button = format_html(
        '<a class="btn {}" href="{}">{}<span class="visually-hidden"> : {}</span></a>',
        kind,
        line["step_url"],
        line["label"],
        line["number"],
    )
    standing = line["standing"]
    due = format_html(', <span class="{}">{}</span>', "late-words" if standing.late else "", standing.due)
    worker = f". Confiée à {line['worker']}" if line["worker"] else ""
    detail = format_html("{}.<br>{}{}{}.", line["where"], standing.since, due if standing.due else "", worker)
    return written(button, line, detail)


def written(button, line, detail):
    standing = line["standing"]
    marks = write_badge(line["urgency"], "late") if line["urgency"] else ""
    given = {"title": line["title"], "url": line["url"], "badge": standing.words, "tone": standing.tone}
    return row(button, **given, marks=marks, detail=detail)


def rows_of(lines):
    return format_html('<ul class="rows">{}</ul>', mark_safe("".join(lines)))
