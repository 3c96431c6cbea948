"""{% load careful %}: the form of a CarefulFormMixin (core.careful)."""

from django import template

from core.templatetags.components import render

register = template.Library()


@register.simple_block_tag(takes_context=True)
def careful_form(
    context, content, label="Enregistrer", cancel_url="", cancel_label="Annuler", extra_class="", danger=False
):
    """The <form> with all that keeps what is typed; inside stand its fields only."""
    values = {"visit": context["visit"], "label": label, "extra_class": extra_class, "danger": danger}
    values |= {"cancel_url": cancel_url, "cancel_label": cancel_label}
    return render(context, "core/careful_form.html", content, values)
