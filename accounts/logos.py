"""The logo of who signs: whatever picture was uploaded, drawn again as a small PNG that carries nothing else."""

import hashlib
import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError

MAX_OCTETS = 1024 * 1024
MAX_PIXELS = 20_000_000
MAX_SIZE = (600, 300)
UNREADABLE = "Cette image ne se lit pas : envoyez un fichier PNG ou JPEG entier."


def draw_again(octets):
    """The PNG of an uploaded PNG or JPEG, at most 600 × 300. What is too big is refused before it is decoded."""
    if len(octets) > MAX_OCTETS:
        raise DomainError("Cette image pèse plus de 1 Mo : envoyez-en une plus légère.", field="logo")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(octets), formats=("PNG", "JPEG")) as picture:
                if picture.width * picture.height > MAX_PIXELS:
                    raise DomainError("Cette image a trop de points : réduisez-la d’abord.", field="logo")
                picture.load()
                drawn = ImageOps.exif_transpose(picture).convert("RGBA")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError("Cette image a trop de points : réduisez-la d’abord.", field="logo")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise DomainError(UNREADABLE, field="logo")
    drawn.thumbnail(MAX_SIZE)
    # A fresh canvas: no chunk of the original comes along.
    canvas = Image.new("RGBA", drawn.size)
    canvas.paste(drawn)
    target = io.BytesIO()
    canvas.save(target, "PNG", optimize=True)
    return target.getvalue()


def digest(png):
    return hashlib.sha256(png).hexdigest()[:16]
