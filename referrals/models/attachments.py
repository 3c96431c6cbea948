"""Papers that landlord and operator share about a household."""

import pgtrigger
from django.db import models
from django.db.models import Q

from accounts.enums import OPERATOR_ROLES, Role
from core.models import PrivateFile, PrivateFileQuerySet
from programmes.models import Convention
from referrals.enums import AttachmentKind
from referrals.models.meetings import TripartiteMeeting
from referrals.models.referrals import Referral
from referrals.models.sheets import Sheet
from tenants.models import Household


class AttachmentQuerySet(PrivateFileQuerySet):
    def visible_to(self, actor):
        """Both sides of the convention; what goes with a sheet, the operator once that sheet is sent."""
        within = Q(household__in=Household.objects.visible_to(actor))
        if actor.role == Role.SERVICE_HEAD:
            # A fiche keeps its pieces, also once the household is entrusted no more.
            within |= Q(nature=AttachmentKind.PIECE, referral__in=Referral.objects.visible_to(actor))
        found = self.filter(within)
        if actor.role not in OPERATOR_ROLES:
            return found.filter(convention__landlord=actor.organisation_id)
        sent = ~Q(nature=AttachmentKind.PIECE) | Q(sheet__issued_at__isnull=False)
        return found.filter(sent, convention__operator=actor.organisation_id)


class Attachment(PrivateFile):
    """A piece of a sheet, or a signed paper."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="attachments")
    convention = models.ForeignKey(Convention, on_delete=models.PROTECT, related_name="attachments")
    nature = models.CharField("nature", max_length=20, choices=AttachmentKind, default=AttachmentKind.PIECE)
    referral = models.ForeignKey(Referral, null=True, on_delete=models.PROTECT, related_name="attachments")
    # The version with which it was added: sent with it, and with those after it.
    sheet = models.ForeignKey(Sheet, null=True, on_delete=models.PROTECT, related_name="attachments")
    # The minutes whose signed paper it is.
    meeting = models.ForeignKey(TripartiteMeeting, null=True, on_delete=models.PROTECT, related_name="papers")

    objects = AttachmentQuerySet.as_manager()

    class Meta(PrivateFile.Meta):
        verbose_name = "pièce jointe"
        indexes = [models.Index(fields=["referral", "added_at"], name="attachment_of_referral")]
        constraints = [
            *PrivateFile.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(nature=AttachmentKind.PIECE) | Q(sheet__isnull=False, referral__isnull=False),
                name="attachment_piece_of_a_sheet",
            ),
        ]
        triggers = [
            *PrivateFile.Meta.triggers,
            pgtrigger.Trigger(
                name="attachment_before_sending",
                level=pgtrigger.Row,
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF EXISTS (SELECT 1 FROM referrals_sheet WHERE id = NEW.sheet_id AND issued_at IS NOT NULL) THEN
                      RAISE check_violation USING MESSAGE = 'this sheet is sent: nothing is added to it';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]
