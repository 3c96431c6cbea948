"""The addresses of fifty lines: asking Django for each takes longer than writing the lines."""

import uuid

from django.urls import reverse

NOBODY = uuid.UUID(int=0)


def addresses_of(name):
    """For an address that takes a key and nothing else: the function from a key to its address."""
    before, after = reverse(name, args=[NOBODY]).split(str(NOBODY))
    return lambda key: f"{before}{key}{after}"
