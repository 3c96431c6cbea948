"""Files that people add: received, kept encrypted, handed out as downloads.

The model of an application (core.models.PrivateFile) says to what they belong:

    class SheetFile(PrivateFile):
        sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="files")

its form takes them (core.attachments), its service keeps them:

    files = AttachmentField(label="Pièces jointes", required=False)
    …
    for received in form.cleaned_data["files"]:
        SheetFile.objects.create(sheet=sheet, **received.values(by=by))

and its view records the look, then hands one out:

    return private_file_response(found, f"piece-jointe-{number}")

Lists ask `listed()`, so that no content is read for them.
"""

import hashlib
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from core.errors import DomainError
from core.file_kinds import FileKind, recognise, shown_name
from core.pictures import as_jpeg, as_png, reduced

# A page of A4 at 250 points an inch, photographed by any telephone.
PICTURE_SIZE = (3000, 3000)
PICTURE_LIMITS = {"most_side": 12_000, "most_pixels": 51_000_000, "size": PICTURE_SIZE}
LARGEST_PNG = 6_000_000
ALREADY_CANCELLED = "Ce fichier est déjà annulé."


@dataclass(frozen=True)
class Received:
    """A file that was recognised, as it will be kept: a picture is drawn again."""

    name: str
    kind: FileKind
    content: bytes

    def values(self, *, by):
        """For `objects.create` of a PrivateFile; `by` is the membership at work."""
        return {
            "content": self.content,
            "name": self.name,
            "content_type": self.kind.media_type,
            "size": len(self.content),
            "sha256": hashlib.sha256(self.content).hexdigest(),
            "added_by_id": by.user_id,
            "membership_id": by.pk,
        }


def receive(content: bytes, name: str) -> Received:
    """What came from outside, or DomainError with the words for it."""
    name = shown_name(name)
    kind = recognise(content, name)
    if kind.is_picture:
        try:
            kind, content = _drawn_again(kind, content)
        except DomainError as refused:
            raise DomainError(f"{name} : {refused.message[0].lower()}{refused.message[1:]}")
    return Received(name, kind, content)


def _drawn_again(kind, content):
    """What is drawn stays a PNG where it is not too heavy; photographs become JPEG."""
    if kind is FileKind.PNG:
        drawn = as_png(reduced(content, formats=("PNG",), **PICTURE_LIMITS))
        if len(drawn) <= LARGEST_PNG:
            return kind, drawn
    return FileKind.JPEG, as_jpeg(reduced(content, formats=(kind.name,), **PICTURE_LIMITS, background="white"))


def cancel_file(file, *, reason, by):
    """Shown as cancelled from now on, with its reason; the content stays. The caller locked what it belongs to."""
    if file.cancelled_at:
        raise DomainError(ALREADY_CANCELLED)
    file.cancelled_at, file.cancelled_by_id, file.cancel_reason = timezone.now(), by.user_id, reason
    file.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])


def private_file_response(file, name):
    """A download that nothing runs or keeps. `name` is neutral (« piece-jointe-1 »): it stays on the computer."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{file.kind.extension}"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store, private",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return HttpResponse(bytes(file.content), content_type=file.content_type, headers=headers)
