import pytest
from django.template import Context, Template
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide as of_the_package

from core.templatetags.icons import lucide


def shown(tag):
    return Template("{% load lucide %}" + tag).render(Context({"name": "x"}))


def test_an_icon_is_the_one_of_the_package():
    tag = '{% lucide "house" size=20 aria_hidden="true" stroke_width="2" %}'
    assert shown(tag) == of_the_package("house", size=20, aria_hidden="true", stroke_width="2")


def test_the_name_may_be_a_variable_and_the_size_left_out():
    assert shown("{% lucide name %}") == of_the_package("x")


def test_an_icon_is_drawn_once():
    assert lucide("x", size=17) is lucide("x", size=17)
    assert lucide("x", size=17) != lucide("x", size=18)


def test_an_unknown_icon_is_an_error():
    with pytest.raises(IconDoesNotExist):
        shown('{% lucide "no-such-icon" %}')
