"""What was typed into the search, as the fields of a new file."""

import datetime

import pytest

from tenants.rules.opening import values_searched


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("durand", {"last_name": "Durand", "first_name": ""}),
        ("durand camille", {"last_name": "Durand", "first_name": "Camille"}),
        ("Camille DURAND", {"last_name": "Durand", "first_name": "Camille"}),
        ("LE GOFF Anne", {"last_name": "Le Goff", "first_name": "Anne"}),
        ("06 12 34 56 78", {"phone": "06 12 34 56 78"}),
        ("L-004512", {"reference": "L-004512"}),
        ("3/4/1980", {"birth_date": datetime.date(1980, 4, 3)}),
        ("31/02/1980", {}),
        ("12 rue des Mouettes", {}),
        ("🙂", {}),
        ("", {}),
        ("x" * 300, {}),
    ],
)
def test_what_is_taken_over(typed, expected):
    assert values_searched(typed) == expected
