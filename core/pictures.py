"""Pictures that people send: read within limits and drawn again, so that nothing of the original comes along.

No place where a photograph was taken, no author, no thumbnail of what was cut off, no second file behind the first.
"""

import contextlib
import io
import struct
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from core.errors import DomainError

# What Pillow lets through of the EXIF of a damaged file.
BROKEN_EXIF = (struct.error, SyntaxError, TypeError, ValueError, KeyError, IndexError, OverflowError, ZeroDivisionError)
TOO_LARGE = "Cette image a trop de points : réduisez-la d’abord."
UNREADABLE = "Cette image ne se lit pas : envoyez un fichier PNG ou JPEG entier."


def reduced(octets, *, formats, most_side, most_pixels, size, field=None, background=None):
    """A fresh picture of at most `size`, turned as the photograph says. What is too big is refused undecoded.

    On a `background` it is opaque; without, what shows through goes on showing through.
    """
    try:
        with warnings.catch_warnings():
            # What else Pillow finds odd in a file is no news to anybody.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(octets), formats=formats) as picture:
                if max(picture.size) > most_side or picture.width * picture.height > most_pixels:
                    raise DomainError(TOO_LARGE, field=field)
                drawn = _small(picture, size)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise DomainError(TOO_LARGE, field=field)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise DomainError(UNREADABLE, field=field)
    # A fresh canvas: no chunk of the original comes along.
    canvas = Image.new("RGBA", drawn.size, background or (0, 0, 0, 0))
    if background:
        canvas.alpha_composite(drawn)
        return canvas.convert("RGB")
    canvas.paste(drawn)
    return canvas


def _small(picture, size):
    """Reduced before it takes four octets a point (a JPEG while it is decoded), and turned where it says so legibly."""
    # Turned, its sides may trade places.
    widest = (max(size), max(size))
    picture.draft(None, widest)
    picture.load()
    if picture.mode not in ("L", "LA", "RGB", "RGBA"):
        # Of few colours or many bits: what a reduction does not know.
        picture = picture.convert("RGBA")
    picture.thumbnail(widest)
    with contextlib.suppress(*BROKEN_EXIF):
        picture = ImageOps.exif_transpose(picture)
    picture = picture.convert("RGBA")
    picture.thumbnail(size)
    return picture


def as_png(picture):
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return target.getvalue()


def as_jpeg(picture):
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=85, optimize=True)
    return target.getvalue()
