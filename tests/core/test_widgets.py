"""Our <select> says what Django's own says, only quicker."""

from pathlib import Path

import django.forms
import pytest
from django import forms
from django.template import Context, Engine

DJANGOS = Engine(dirs=[Path(django.forms.__file__).parent / "templates"])


class AttributedSelect(forms.Select):
    def create_option(self, *args, **kwargs):
        option = super().create_option(*args, **kwargs)
        option["attrs"] |= {"data-kind": "<a>", "disabled": option["value"] == 2, "title": False}
        return option


def without_blanks(html):
    return "".join(line.strip() for line in html.splitlines())


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.Select(choices=[("", "Choisir"), (1, "Un & un"), (2, "<deux>")]), "1"),
        (forms.Select(choices=[("Bailleur", [("a", "A"), ("b", "B")]), ('L’autre "groupe"', [("c", "C")])]), "b"),
        (forms.SelectMultiple(choices=[(1, "Un"), (2, "Deux"), (3, "Trois")]), ["1", "3"]),
        (AttributedSelect(choices=[(1, "Un"), (2, "Deux")], attrs={"class": "wide", "required": True}), None),
        (forms.NullBooleanSelect(), True),
        (forms.Select(choices=[]), None),
    ],
)
def test_a_choice_is_drawn_as_django_draws_it(widget, value):
    attributes = {"id": "id_choice"}
    context = Context(widget.get_context("choice", value, attributes))
    expected = DJANGOS.get_template("django/forms/widgets/select.html").render(context)
    assert without_blanks(widget.render("choice", value, attributes)) == without_blanks(expected)
