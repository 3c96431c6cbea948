"""The logo of who signs: whatever picture was uploaded, drawn again as a small PNG that carries nothing else."""

import hashlib

from core.errors import DomainError
from core.pictures import as_png, reduced

MAX_OCTETS = 1024 * 1024
MAX_PIXELS = 6_000_000
MAX_SIDE = 6000
MAX_SIZE = (600, 300)


def draw_again(octets):
    """The PNG of an uploaded PNG or JPEG, at most 600 × 300."""
    if len(octets) > MAX_OCTETS:
        raise DomainError("Cette image pèse plus de 1 Mo : envoyez-en une plus légère.", field="logo")
    limits = {"most_side": MAX_SIDE, "most_pixels": MAX_PIXELS, "size": MAX_SIZE}
    return as_png(reduced(octets, formats=("PNG", "JPEG"), **limits, field="logo"))


def digest(png):
    return hashlib.sha256(png).hexdigest()[:16]
