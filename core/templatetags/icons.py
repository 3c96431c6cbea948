"""{% lucide %} of the package, each drawing kept: it writes XML anew each time, and fifty rows show fifty icons."""

import functools

from django import template
from lucide.templatetags.lucide import lucide as draw

register = template.Library()


@functools.lru_cache(maxsize=1024)
def _drawn(name, size, attributes):
    return draw(name, size=size, **dict(attributes))


@register.simple_tag
def lucide(name, *, size=24, **attributes):
    return _drawn(name, size, tuple(attributes.items()))
