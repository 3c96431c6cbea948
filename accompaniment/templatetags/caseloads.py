"""{% load caseloads %}: the lines of a caseload, written here, ten times as quick as by a template."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from accompaniment.presentation.caseload import tries_words
from core.templatetags.components import row

register = template.Library()


@register.simple_tag
def caseload_rows(lines):
    """Of accompaniment.presentation.caseload: the first to be late is what the page is for."""
    return format_html('<ul class="rows">{}</ul>', mark_safe("".join(map(caseload_row, lines))))


def caseload_row(line):
    given = {"title": f"{line['name']} · {line['phase']}", "url": line["url"]}
    return row(
        format_html("{}{}", clock_of(line), button_of(line)),
        **given,
        badge=line["badge"],
        tone=line["tone"],
        detail=detail_of(line),
    )


def detail_of(line):
    said = ", ".join(filter(None, (line["seen"], line["due"])))
    tries = tries_words(line["tries"])
    parts = [
        format_html('<span class="{}">{}</span>.', "late-words" if line["tone"] == "late" else "", said),
        format_html(" {}.", tries[0].upper() + tries[1:]) if tries else "",
        format_html("<br>Prochain rendez-vous le {}.", line["next"]) if line["next"] else "",
        countdown_html(line["countdown"]),
        dates_html(line["dates"]),
        format_html('<br><a href="{}">Mesure {}</a>, {}', line["mesure_url"], line["mesure"], line["where"]),
        f". {line['hands']}." if line["hands"] else ".",
    ]
    return format_html_join("", "{}", ((part,) for part in parts))


def countdown_html(countdown):
    """The days that a diagnostic still has: the words of its page, its panel and its list."""
    if countdown is None:
        return ""
    return format_html(
        '<br><span class="{}">Diagnostic {}</span>. <span class="countdown">{}</span>',
        "late-words" if countdown.late else "",
        countdown.words,
        clock_html(countdown.done, countdown.total, countdown.tone),
    )


def dates_html(dates):
    if not dates:
        return ""
    told = format_html_join(
        ", ", '<span class="{}">{}</span>', (("late-words" if late else "", words) for words, late in dates)
    )
    return format_html("<br>Dates qui comptent\u202f: {}.", told)


def clock_of(line):
    """A thin bar, red when it is over; the words beside it say the same."""
    if not line["every"]:
        return ""
    tone = line["tone"] if line["tone"] in ("late", "soon") else ""
    return format_html('<span class="clock-box">{}</span>', clock_html(line["days"], line["every"], tone))


def clock_html(done, limit, tone):
    return format_html(
        '<svg class="clock {}" viewBox="0 0 {} 1" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect width="{}" height="1" /></svg>',
        tone,
        limit,
        done,
    )


def button_of(line):
    if not line["entry_url"]:
        return ""
    return format_html(
        '<a class="btn btn-quiet" href="{}">Noter<span class="visually-hidden"> une rencontre, {}</span></a>',
        line["entry_url"],
        line["name"],
    )
