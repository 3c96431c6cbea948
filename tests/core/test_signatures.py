"""A signature drawn with a finger: only bounded whole numbers get through, and they draw the same everywhere."""

import contextlib
import json

import pytest
from django import forms
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from core.errors import DomainError
from core.signatures import (
    EMPTY,
    HEIGHT,
    LONGEST_TEXT,
    MOST_POINTS,
    MOST_STROKES,
    TOO_LONG,
    TOO_SHORT,
    UNREADABLE,
    WIDTH,
    Signature,
    SignatureField,
    parse_signature,
    signature_of,
)

DRAWN = {"strokes": [[90, 190, 130, 90, 160, 200], [300, 110]]}


class SigningForm(forms.Form):
    signature = SignatureField(label="Signature", required=False)


class RequiredForm(forms.Form):
    signature = SignatureField(label="Signature")


def posted(*strokes):
    return json.dumps({"strokes": list(strokes)})


def test_strokes_become_a_drawing_and_are_kept_as_they_came():
    signature = parse_signature(json.dumps(DRAWN))
    assert signature.path == "M90 190L130 90L160 200 M300 110L300 110"
    assert signature.data == DRAWN
    assert signature_of(signature.data) == signature


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (posted(), EMPTY),
        (posted([10, 10]), TOO_SHORT),
        (posted([10, 10, 20, 20]), TOO_SHORT),
        (posted(*[[1, 1, 99, 99]] * (MOST_STROKES + 1)), TOO_LONG),
        (posted([1, 1] * (MOST_POINTS + 1)), TOO_LONG),
        ("[" * (LONGEST_TEXT + 1), TOO_LONG),
        ("[" * (LONGEST_TEXT - 1), UNREADABLE),
        ("", UNREADABLE),
        ("null", UNREADABLE),
        ("[]", UNREADABLE),
        ('{"strokes": 3}', UNREADABLE),
        ('{"strokes": {"a": 1}}', UNREADABLE),
        (posted("M0 0"), UNREADABLE),
        (posted([]), UNREADABLE),
        (posted([1, 2, 3]), UNREADABLE),
        (posted([1.5, 2]), UNREADABLE),
        (posted([True, False]), UNREADABLE),
        (posted(["1", "2"]), UNREADABLE),
        (posted([-1, 2, 90, 90]), UNREADABLE),
        (posted([WIDTH + 1, 2]), UNREADABLE),
        (posted([1, HEIGHT + 1]), UNREADABLE),
        ('{"strokes": [[NaN, 1]]}', UNREADABLE),
        ('{"strokes": [[%s, 1]]}' % ("9" * 5000), UNREADABLE),
        (posted(['"/><script>alert(1)</script>', 1]), UNREADABLE),
    ],
)
def test_anything_else_is_refused_in_words(text, sentence):
    with pytest.raises(DomainError) as refused:
        parse_signature(text)
    assert refused.value.message == sentence


@given(st.text(max_size=200) | st.recursive(st.integers() | st.text(max_size=3), st.lists).map(json.dumps))
def test_nothing_that_is_posted_breaks_it(text):
    with contextlib.suppress(DomainError):
        assert isinstance(parse_signature(text), Signature)


def test_a_form_gives_the_signature_back_after_a_refusal():
    form = SigningForm({"signature": posted([10, 10])})
    assert form.errors == {"signature": [TOO_SHORT]}
    assert "[[10, 10]]" in str(form["signature"])
    assert RequiredForm({}).errors == {"signature": [EMPTY]}
    assert SigningForm({}).is_valid()
    kept = parse_signature(json.dumps(DRAWN))
    again = SigningForm({"signature": json.dumps(DRAWN)}, initial={"signature": kept})
    assert again.is_valid()
    assert again.cleaned_data["signature"] == kept
    assert not again.has_changed()
    assert "90, 190" in str(SigningForm(initial={"signature": kept})["signature"])


def test_it_is_drawn_on_a_page_with_its_words():
    values = {"signature": signature_of(DRAWN), "label": "Signature de <Mme Kervella>"}
    html = render_to_string("components/signature.html", values)
    assert 'd="M90 190L130 90L160 200 M300 110L300 110"' in html
    assert "&lt;Mme Kervella&gt;" in html
