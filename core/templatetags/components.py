"""Components that surround other markup. Each renders templates/components/<its name>.html, whose header says what it
takes; those without inner markup are plain includes of the same folder. A row and a badge stand fifty times on a page:
they are written here, ten times as quick as a template."""

import re
from pathlib import PurePosixPath

from django import template
from django.forms import FileInput, PasswordInput
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe

from core.wording import firm

register = template.Library()

# Not the ones that do not break.
SPACES = re.compile(r"[ \n]+")

LEVELS = {
    "published": ("Publié au bailleur", "Lu par le bailleur et par l’équipe.", "send"),
    "team": ("Pour l’équipe", "Lu par l’équipe de l’association, jamais par le bailleur.", "users"),
    "private": ("Note privée", "Personne d’autre que vous ne la lit.", "lock-keyhole"),
    "opened": ("Note privée de l’auteur", "Ouverte en urgence, par vous et pour une heure.", "lock-keyhole-open"),
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
component("components/pending.html", title="", detail="", tone="")
component("components/entry.html", day=None, today=None, title="", by="", mine=False, tags=(), time="")
component("components/confirm_panel.html", title="", action="", label="Confirmer", cancel_url="", danger=False)
component("components/figure.html", title="", caption="")
component("components/conflict.html", title="", other="", when="")


@register.simple_tag(name="badge")
def write_badge(label, tone=""):
    """A state in a word; the colour only repeats it: {% badge "Terminé" %}, {% badge "En retard" "late" %}

    tone: late, soon, done, note, brand, or none.
    """
    return format_html('<span class="tag{}">{}</span>', f" {tone}" if tone else "", label)


@register.simple_block_tag
def row(content, title="", url="", badge="", tone="", marks="", detail=""):
    """A person or a thing, what is going on, what to do; inside {% rows %}…{% endrows %}.

    {% row title=… url="" badge="" tone="" marks="" detail="" %}one button{% endrow %}
    `marks`: more badges, and `detail` with markup, are written in {% marked as marks %}…{% endmarked %} first.
    """
    name = firm_text(title)
    parts = [
        format_html('<li><span class="t"><a href="{}">{}</a>', url, name)
        if url
        else format_html('<li><span class="t">{}', name)
    ]
    parts += [" ", write_badge(badge, tone)] if badge else []
    parts += [" ", conditional_escape(marks)] if marks else []
    parts.append("</span>")
    parts += [format_html('<span class="s">{}</span>', firm_text(detail))] if detail else []
    content = content.strip()
    parts += [f'<div class="a">{content}</div>'] if content else []
    return mark_safe("".join([*parts, "</li>"]))


def firm_text(text):
    """As the filter `firm`, escaped unless it is markup already."""
    words = firm(str(text))
    return mark_safe(words) if hasattr(text, "__html__") else escape(words)


@register.simple_tag(takes_context=True)
def breadcrumb(context, *crumbs):
    """{% breadcrumb "Conventions" list_url convention.reference convention_url %}: from the top, without the page."""
    pairs = list(zip(crumbs[::2], crumbs[1::2], strict=True))
    return render(context, "components/breadcrumb.html", "", {"crumbs": pairs})


@register.simple_tag(takes_context=True)
def stepper(context, steps, label="Étapes"):
    """{% stepper steps %}: the pages of a form of several (core.steps.steps_of)."""
    return render(context, "components/stepper.html", "", {"steps": steps, "label": label})


@register.simple_tag(takes_context=True)
def tabs(context, items, label):
    """{% tabs items label="Dossier" %}: the pages of one thing (core.steps.tabs_of)."""
    return render(context, "components/tabs.html", "", {"tabs": items, "label": label})


@register.simple_block_tag(takes_context=True)
def marked(context, content):
    """Markup for a parameter: {% marked as detail %}…{% endmarked %}{% row title=… detail=detail %}{% endrow %}"""
    return mark_safe(SPACES.sub(" ", content).strip(" "))


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
