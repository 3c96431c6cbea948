"""{% load assets %} in the place of {% load static %}: each address is kept, for the fifteen files of every page."""

import functools

from django import template
from django.templatetags.static import static as address_of

register = template.Library()


@functools.cache
def _address(path):
    return address_of(path)


@register.simple_tag(name="static")
def static(path):
    return _address(path)
