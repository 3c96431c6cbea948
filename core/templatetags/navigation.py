"""{% load navigation %}: the links that stand on every page, written once in a process for each role and place."""

import functools

from django import template
from django.template.loader import render_to_string

register = template.Library()


@register.simple_tag
@functools.cache
def navigation_items(links):
    """`links`: a tuple of accounts.navigation.Link. There are as many as roles and pages of the menu, and no name."""
    return render_to_string("components/navigation_items.html", {"links": links})
