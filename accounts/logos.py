"""The logo of who signs: whatever picture was uploaded, drawn again as a small PNG that carries nothing else."""

import contextlib
import hashlib
import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError

MAX_OCTETS = 1024 * 1024
MAX_PIXELS = 6_000_000
MAX_SIDE = 6000
MAX_SIZE = (600, 300)
# What Pillow lets through of the EXIF of a damaged file.
BROKEN_EXIF = (struct.error, SyntaxError, TypeError, ValueError, KeyError, IndexError, OverflowError, ZeroDivisionError)
TOO_LARGE = "Cette image a trop de points : réduisez-la d’abord."
UNREADABLE = "Cette image ne se lit pas : envoyez un fichier PNG ou JPEG entier."


def draw_again(octets):
    """The PNG of an uploaded PNG or JPEG, at most 600 × 300. What is too big is refused before it is decoded."""
    if len(octets) > MAX_OCTETS:
        raise DomainError("Cette image pèse plus de 1 Mo : envoyez-en une plus légère.", field="logo")
    try:
        with warnings.catch_warnings():
            # What else Pillow finds odd in a file is no news to anybody.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(octets), formats=("PNG", "JPEG")) as picture:
                if max(picture.size) > MAX_SIDE or picture.width * picture.height > MAX_PIXELS:
                    raise DomainError(TOO_LARGE, field="logo")
                picture.load()
                drawn = small(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError(TOO_LARGE, field="logo")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise DomainError(UNREADABLE, field="logo")
    # A fresh canvas: no chunk of the original comes along.
    canvas = Image.new("RGBA", drawn.size)
    canvas.paste(drawn)
    target = io.BytesIO()
    canvas.save(target, "PNG", optimize=True)
    return target.getvalue()


def small(picture):
    """Reduced before it takes four octets a point, and turned as the photograph says, where it says so legibly."""
    if picture.mode not in ("L", "LA", "RGB", "RGBA"):
        # Of few colours or many bits: what a reduction does not know.
        picture = picture.convert("RGBA")
    # Turned, its sides may trade places.
    picture.thumbnail((max(MAX_SIZE), max(MAX_SIZE)))
    with contextlib.suppress(*BROKEN_EXIF):
        picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA")
    picture.thumbnail(MAX_SIZE)
    return picture


def digest(png):
    return hashlib.sha256(png).hexdigest()[:16]
