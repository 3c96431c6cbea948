import pytest

from core.normalise import plain


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Le Goff", "le goff"),
        ("  ÉLODIE-Anne  ", "elodie anne"),
        ("L’Œuvre d'Éric", "l oeuvre d eric"),
        ("Nadia.LeGoff@anef-ferrer.example", "nadia.legoff@anef ferrer.example"),
        ("Šímek & Łuczak", "simek luczak"),
        ("平", ""),
        ("", ""),
    ],
)
def test_names_without_accents_capitals_or_signs(typed, expected):
    assert plain(typed) == expected


@pytest.mark.parametrize("typed", ["Le Goff", "L’Œuvre d'Éric", "nadia@x.example"])
def test_once_is_enough(typed):
    assert plain(plain(typed)) == plain(typed)
