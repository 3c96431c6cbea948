"""A signature drawn with a finger: strokes of points, never a picture that somebody sends.

    signature = SignatureField(label="Signature de la personne", required=False)     # a Signature, or None

What the browser posts is JSON ({"strokes": [[x, y, x, y, …], …]}, in a box of 600 × 300); nothing but bounded integers
gets through. Kept as `signature.data` in an EncryptedJSONField, read again with `signature_of(data)`, shown on a page
and on paper with {% include "components/signature.html" with signature=… label=… only %}. Who cannot sign so signs on
paper or before a witness: that is for the application to offer beside it.
"""

import itertools
import json
import math
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError

from core.errors import DomainError

WIDTH, HEIGHT = 600, 300
MOST_STROKES, MOST_POINTS = 200, 5000
LONGEST_TEXT = 60_000
# Less is a touch by mistake, not a signature.
SHORTEST_TRACE = 60
EMPTY = "La signature est vide : signez dans le cadre."
TOO_SHORT = "La signature est trop courte : effacez, puis signez de nouveau dans le cadre."
TOO_LONG = "La signature a trop de traits : effacez, puis signez de nouveau."
UNREADABLE = "La signature n’a pas pu être lue : effacez, puis signez de nouveau."


@dataclass(frozen=True)
class Signature:
    """Strokes, each a line of points (x, y)."""

    strokes: tuple[tuple[tuple[int, int], ...], ...]

    @property
    def data(self):
        """As it is kept."""
        return {"strokes": [[number for point in stroke for number in point] for stroke in self.strokes]}

    @property
    def view_box(self):
        return f"0 0 {WIDTH} {HEIGHT}"

    @property
    def path(self):
        """For the `d` of an SVG path: numbers and letters of ours only."""
        return " ".join(_drawn(stroke) for stroke in self.strokes)

    @property
    def length(self):
        return sum(math.dist(*pair) for stroke in self.strokes for pair in itertools.pairwise(stroke))


def _drawn(stroke):
    first, *others = stroke
    # A point alone is drawn as a line of no length with round ends.
    return f"M{first[0]} {first[1]}" + "".join(f"L{x} {y}" for x, y in others or [first])


def parse_signature(text: str) -> Signature:
    """What a browser posted, or DomainError in words."""
    if len(text) > LONGEST_TEXT:
        raise DomainError(TOO_LONG)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise DomainError(UNREADABLE)
    signature = signature_of(data)
    if signature.length < SHORTEST_TRACE:
        raise DomainError(TOO_SHORT)
    return signature


def signature_of(data) -> Signature:
    """From what is kept or posted: only whole numbers inside the box."""
    strokes = data.get("strokes") if isinstance(data, dict) else None
    if not isinstance(strokes, list) or not all(isinstance(stroke, list) for stroke in strokes):
        raise DomainError(UNREADABLE)
    if not strokes:
        raise DomainError(EMPTY)
    if len(strokes) > MOST_STROKES or sum(len(stroke) for stroke in strokes) > 2 * MOST_POINTS:
        raise DomainError(TOO_LONG)
    return Signature(tuple(_points(stroke) for stroke in strokes))


def _points(stroke):
    if not stroke or len(stroke) % 2 or not all(type(number) is int for number in stroke):
        raise DomainError(UNREADABLE)
    points = tuple(zip(stroke[::2], stroke[1::2], strict=True))
    if not all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points):
        raise DomainError(UNREADABLE)
    return points


class SignatureInput(forms.Widget):
    """A place to draw in; the strokes go into a hidden field, and are drawn again from it."""

    template_name = "core/signature_input.html"
    use_fieldset = True

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"width": WIDTH, "height": HEIGHT, "most": MOST_POINTS, "most_strokes": MOST_STROKES}
        return context

    def id_for_label(self, id_):
        """A legend names it, no label."""
        return ""

    def format_value(self, value):
        return json.dumps(value.data) if isinstance(value, Signature) else value


class SignatureField(forms.CharField):
    widget = SignatureInput
    default_error_messages = {"required": EMPTY}

    def clean(self, value):
        text = super().clean(value)
        try:
            return parse_signature(text) if text else None
        except DomainError as refused:
            raise ValidationError(refused.message)

    def has_changed(self, initial, data):
        return (self.widget.format_value(initial) or "") != (data or "")
