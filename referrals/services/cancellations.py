"""What was noted by mistake: an answer, a signed paper. It is kept, told as cancelled, and counts no more."""

from django.db import transaction
from django.utils import timezone

from accounts.enums import Role
from core.errors import DomainError
from core.private_files import cancel_file
from core.trail import check_and_trace
from referrals.enums import AttachmentKind, MinutesState, ReferralState
from referrals.models import Adhesion, Attachment, Referral, TripartiteMeeting
from referrals.rules import MINUTES, REFERRALS
from referrals.rules.motives import require_without_health
from referrals.services.adhesions import definition_for, require_in_hand
from referrals.services.endings import let_go_of_household
from referrals.services.meetings import require_written_by
from referrals.services.telling import tell_heads, tell_landlord
from tenants.models import Household

ALREADY = "Cette réponse est déjà annulée : relisez la page."
IN_SIGNED_MINUTES = (
    "Cette réponse a été donnée à une rencontre dont le compte rendu est signé : elle ne s’annule plus. "
    "Si la personne n’adhère pas, ou plus, notez son retrait."
)
ON_A_SIGNED_PAPER = (
    "Un papier signé est joint à cette réponse : elle ne s’annule pas ainsi. Si la personne n’adhère plus, notez son "
    "retrait ; si ce papier est une erreur, annulez-le d’abord."
)
THE_OUTCOME = (
    "La fiche s’est terminée sur cette adhésion : elle ne s’annule pas. Notez d’abord celle de la bonne personne, "
    "ou notez son retrait."
)


@transaction.atomic
def cancel_adhesion(*, adhesion, reason, by):
    """Of the wrong person, of the wrong day. What rests on it stands: then a withdrawal is the way."""
    adhesion.hold_first()
    rows = Adhesion.objects.select_for_update(of=["self"])
    parts = ("household", "referral__advisor", "referral__convention__programme", "meeting", "signed_paper")
    locked = rows.select_related(*parts).get(pk=adhesion.pk)
    require_in_hand(locked.household, by)
    reason = (reason or "").strip()
    require_without_health(reason, field="reason")
    require_cancellable(locked)
    locked.cancelled_at, locked.cancelled_by, locked.cancel_reason = timezone.now(), by, reason
    locked.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    if locked.referral:
        note_on_referral(locked.referral, "cancel_adhesion", reason, by=by)
        tell_landlord(locked.referral, "adhesion_cancelled")
        tell_heads(locked.referral, "adhesion_cancelled", mine=False)
    let_go_of_household(locked.household, locked.convention.operator_id, timezone.localdate())
    return locked


def require_cancellable(adhesion):
    if adhesion.cancelled_at:
        raise DomainError(ALREADY)
    if adhesion.meeting and adhesion.meeting.state == MinutesState.SEALED:
        raise DomainError(IN_SIGNED_MINUTES)
    if adhesion.signed_paper and adhesion.signed_paper.cancelled_at is None:
        raise DomainError(ON_A_SIGNED_PAPER)
    referral = adhesion.referral
    if referral and referral.state == ReferralState.ADHERED and adhesion.given:
        required = {one.kind for one in definition_for(referral).required_adhesions}
        others = referral.adhesions.kept().filter(given=True, kind=adhesion.kind).exclude(pk=adhesion.pk)
        if adhesion.kind in required and not others.exists():
            raise DomainError(THE_OUTCOME)


def note_on_referral(referral, action, reason, *, by):
    source = Referral._base_manager.select_for_update().values_list("state", flat=True).get(pk=referral.pk)
    check_and_trace(referral, REFERRALS, action, source=source, by=by, given={"reason": reason})


@transaction.atomic
def cancel_signed_paper(*, paper, reason, by):
    """Somebody else's scan: nobody is handed it any more but the head; the adhesions wait for theirs again."""
    Household.objects.hold(paper.household_id)
    rows = Attachment.objects.listed().select_for_update(of=["self"]).filter(nature=AttachmentKind.SIGNED)
    locked = rows.select_related("household", "meeting", "referral").get(pk=paper.pk)
    reason = (reason or "").strip()
    if locked.meeting_id is None:
        require_in_hand(locked.household, by)
    else:
        require_written_by(locked.household, by)
    require_without_health(reason, field="reason")
    if locked.meeting_id:
        rows = TripartiteMeeting._base_manager.select_for_update().values_list("state", flat=True)
        state = rows.get(pk=locked.meeting_id)
        check_and_trace(locked.meeting, MINUTES, "cancel_paper", source=state, by=by, given={"reason": reason})
    elif locked.referral_id:
        note_on_referral(locked.referral, "cancel_paper", reason, by=by)
    cancel_file(locked, reason=reason, by=by)
    for adhesion in Adhesion.objects.filter(signed_paper=locked, cancelled_at=None):
        adhesion.signed_paper = None
        adhesion.save(update_fields=["signed_paper"])
    return locked


def reads_cancelled(actor):
    """A paper of somebody else who signed by mistake: the head alone may still look at it."""
    return actor.role == Role.SERVICE_HEAD
