"""Pieces that go with a sheet: added while it is in preparation, cancelled with a reason, never taken away."""

from django.db import transaction

from core.errors import DomainError
from core.private_files import cancel_file
from core.wording import count
from referrals.enums import AttachmentKind
from referrals.models import Attachment, Sheet
from referrals.rules import BEFORE_OUTCOME
from referrals.services.sheets import GONE, WRITE
from tenants.services.parts import hold

MOST_PIECES = 20


@transaction.atomic
def add_attachments(*, sheet, received, by) -> list[Attachment]:
    """`received`: what the form recognised (core.private_files)."""
    hold(sheet.referral.household, by, WRITE)
    found = Sheet.objects.select_for_update(of=("self",)).in_preparation().filter(pk=sheet.pk)
    sheet = found.select_related("referral").first()
    if sheet is None:
        raise DomainError(GONE)
    referral = sheet.referral
    if referral.state not in BEFORE_OUTCOME:
        raise DomainError("Cette fiche est terminée : rien ne s’y ajoute.")
    already = Attachment.objects.filter(referral=referral, nature=AttachmentKind.PIECE).standing().count()
    if already + len(received) > MOST_PIECES:
        words = count(already, "pièce est déjà jointe", "pièces sont déjà jointes")
        raise DomainError(f"Une fiche porte {MOST_PIECES} pièces au plus ; {words}.", field="files")
    return [
        Attachment.objects.create(
            household_id=referral.household_id,
            convention_id=referral.convention_id,
            referral=referral,
            sheet=sheet,
            **file.values(by=by),
        )
        for file in received
    ]


@transaction.atomic
def cancel_attachment(*, attachment, reason, by) -> Attachment:
    """Wrong paper, wrong household: shown as cancelled, and not handed out any more."""
    if not reason.strip():
        raise DomainError("Dites pourquoi cette pièce est retirée.", field="reason")
    hold(attachment.household, by, WRITE)
    attachment = Attachment.objects.listed().select_for_update(of=("self",)).get(pk=attachment.pk)
    cancel_file(attachment, reason=reason.strip(), by=by)
    return attachment
