"""Papers of the demonstration: drawn here, taken in as what somebody would have photographed."""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

from core.private_files import receive
from referrals.enums import AttachmentKind
from referrals.models import Attachment

WIDTH, HEIGHT = 620, 877


@cache
def drawn(title):
    """A page with a title and some lines: no name stands on it."""
    page = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(page)
    pen.text((60, 60), title.capitalize(), fill="black", font=ImageFont.load_default(30))
    pen.text((60, 110), "Document de démonstration", fill="dimgray", font=ImageFont.load_default(18))
    for line in range(14):
        pen.line((60, 180 + 40 * line, WIDTH - 60 - 30 * (line % 3), 180 + 40 * line), fill="silver", width=8)
    content = io.BytesIO()
    page.save(content, "PNG")
    return receive(content.getvalue(), f"{title}.png")


def keep_paper(title, nature, referral, *, by, sheet=None, meeting=None):
    return Attachment.objects.create(
        nature=nature,
        household=referral.household,
        convention=referral.convention,
        referral=referral,
        sheet=sheet,
        meeting=meeting,
        **drawn(title).values(by=by),
    )


def keep_piece(story):
    """Added by the advisor while she writes the sheet."""
    keep_paper("décompte de loyer", AttachmentKind.PIECE, story.referral, by=story.advisor, sheet=story.sheet)
