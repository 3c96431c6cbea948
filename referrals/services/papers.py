"""Signed papers: of an adhesion, of minutes."""

from referrals.enums import AttachmentKind
from referrals.models import Attachment


def keep_signed_paper(*, received, household, convention, referral=None, meeting=None, by):
    """`received` was judged by its content (core.private_files)."""
    return Attachment.objects.create(
        nature=AttachmentKind.SIGNED,
        household=household,
        convention=convention,
        referral=referral,
        meeting=meeting,
        **received.values(by=by),
    )
