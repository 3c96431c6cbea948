"""Components that surround other markup. Each renders templates/components/<its name>.html, whose header says what it
takes; those without inner markup are plain includes of the same folder."""

import re
from pathlib import PurePosixPath

from django import template
from django.forms import FileInput, PasswordInput
from django.utils.html import format_html
from django.utils.safestring import mark_safe

register = template.Library()

LEVELS = {
    "published": ("Publié au bailleur", "Lu par le bailleur et par l’équipe.", "send"),
    "team": ("Pour l’équipe", "Lu par l’équipe de l’association, jamais par le bailleur.", "users"),
    "private": ("Note privée", "Personne d’autre que vous ne la lit.", "lock-keyhole"),
}


def render(context, path, content, values):
    """The component sees its own parameters only, plus what a form needs to be posted."""
    values = {**values, "content": mark_safe(content.strip()), "csrf_token": context.get("csrf_token", "")}
    return context.template.engine.get_template(path).render(template.Context(values, autoescape=context.autoescape))


@register.filter
def keeps_typing(form):
    """Whether all that was typed comes back with the errors: a password, a file or a code does not."""
    fields = [field for field in form if not field.is_hidden]
    widgets = [field.field.widget for field in fields]
    lost = any(
        isinstance(widget, PasswordInput | FileInput) or widget.attrs.get("autocomplete") == "one-time-code"
        for widget in widgets
    )
    return not lost and any(field.value() for field in fields)


@register.filter
def forgets_files(form):
    """Whether files were chosen: with the errors, they have to be chosen again."""
    return any(form.files.get(field.html_name) for field in form) if form.is_bound else False


def component(path, **defaults):
    """Register {% name … %}inner{% endname %}; an unknown parameter is an error, a missing one takes its default."""
    name = PurePosixPath(path).stem

    def tag(context, content, **given):
        unknown = given.keys() - defaults.keys()
        if unknown:
            raise template.TemplateSyntaxError(f"{{% {name} %}} does not know {', '.join(sorted(unknown))}.")
        return render(context, path, content, {**defaults, **given})

    register.simple_block_tag(tag, takes_context=True, name=name)


component("components/page_header.html", title="", lead="", badge="", tone="", marks="")
component("components/card.html", title="", id="", badge="", tone="", more_url="", more_label="", extra_class="")
component("components/row.html", title="", url="", badge="", tone="", marks="", detail="")
component("components/pending.html", title="", detail="", tone="")
component("components/entry.html", day=None, today=None, title="", by="", mine=False, tags=(), time="")
component("components/confirm_panel.html", title="", action="", label="Confirmer", cancel_url="", danger=False)
component("components/figure.html", title="", caption="")
component("components/conflict.html", title="", other="", when="")


@register.simple_tag(takes_context=True)
def badge(context, label, tone=""):
    """{% badge "Terminé" %}, {% badge "En retard" "late" %}"""
    return render(context, "components/badge.html", "", {"label": label, "tone": tone})


@register.simple_tag(takes_context=True)
def breadcrumb(context, *crumbs):
    """{% breadcrumb "Conventions" list_url convention.reference convention_url %}: from the top, without the page."""
    pairs = list(zip(crumbs[::2], crumbs[1::2], strict=True))
    return render(context, "components/breadcrumb.html", "", {"crumbs": pairs})


@register.simple_block_tag(takes_context=True)
def marked(context, content):
    """Markup for a parameter: {% marked as detail %}…{% endmarked %}{% row title=… detail=detail %}{% endrow %}"""
    return mark_safe(re.sub(r"[ \n]+", " ", content).strip(" "))


@register.simple_block_tag(takes_context=True)
def rows(context, content):
    """{% rows %}{% row … %}buttons{% endrow %}{% endrows %}"""
    return format_html('<ul class="rows">{}</ul>', content)


@register.simple_block_tag(takes_context=True)
def timeline(context, content):
    """{% timeline %}{% entry … %}text{% endentry %}{% endtimeline %}"""
    return format_html('<ol class="timeline">{}</ol>', content)


@register.simple_block_tag(takes_context=True)
def level(context, content, reader, folded=False):
    """A text and who reads it: {% level "published" %}…{% endlevel %}; `published`, `team` or `private`."""
    label, audience, icon = LEVELS[reader]
    values = {"reader": reader, "label": label, "audience": audience, "icon": icon, "folded": folded}
    return render(context, "components/level.html", content, values)
