"""A sheet that was sent never changes: what was wrong is said in a new version, with its reason."""

from django.db import transaction
from django.utils import timezone

from core.errors import DomainError
from core.trail import check_and_trace
from referrals.models import Referral, Sheet
from referrals.rules import AT_THE_OPERATOR, REFERRALS
from referrals.rules.sheets import FIELDS, STEPS
from referrals.services.sheets import (
    NOTHING_TO_SEND,
    issue,
    lacks_before_sending,
    locked,
    locked_sheet,
    require_as_read,
    require_complete,
)
from referrals.services.telling import tell_operator

UNDER_WAY = "Une correction est déjà en préparation : continuez-la, ou abandonnez-la."
TOO_LATE = "Une fiche se corrige tant qu’elle est chez l’association et que la suite n’est pas décidée."


@transaction.atomic
def start_correction(*, referral, reason, by) -> Sheet:
    """The next version, which begins as the last one that was sent."""
    if locked_sheet(referral, by) is not None:
        raise DomainError(UNDER_WAY)
    referral = locked(referral, by)
    if referral.state not in AT_THE_OPERATOR:
        raise DomainError(TOO_LATE)
    if not reason.strip():
        raise DomainError("Dites ce qui est corrigé, et pourquoi.", field="reason")
    last = referral.sheets.issued().order_by("-number").first()
    if referral.sheets.in_preparation().exists():
        raise DomainError(UNDER_WAY)
    return Sheet.objects.create(
        referral=referral,
        number=last.number + 1,
        correction_reason=reason.strip(),
        steps_done=[step.code for step in STEPS],
        **{name: getattr(last, name) for name in FIELDS},
    )


@transaction.atomic
def send_correction(*, referral, by, seen=None) -> Referral:
    """The operator reads it from now on; the versions before stay readable."""
    now, today = timezone.now(), timezone.localdate()
    sheet = locked_sheet(referral, by)
    referral = locked(referral, by)
    if sheet is None or sheet.number == 1:
        raise DomainError(NOTHING_TO_SEND)
    if referral.state not in AT_THE_OPERATOR:
        raise DomainError(TOO_LATE)
    situation = require_as_read(referral, sheet, seen, today)
    require_complete(lacks_of_correction(sheet, referral, today))
    issue(sheet, situation, by=by, now=now)
    referral.context, referral.urgency = sheet.context, sheet.urgency
    referral.save(update_fields=["context", "urgency"])
    told = {"reason": sheet.correction_reason}
    check_and_trace(referral, REFERRALS, "send_correction", source=referral.state, by=by, given=told)
    tell_operator(referral, "referral_corrected")
    return referral


def lacks_of_correction(sheet, referral, today):
    """What the sheet itself lacks: screening and convention were looked at when it was first sent."""
    lacks = [lack for lack in lacks_before_sending(sheet, referral, today) if lack.field]
    agreed_then = sheet.agreed_on is not None and sheet.agreed_on <= today
    return [lack for lack in lacks if not (agreed_then and lack.field == "agreed_on")]


@transaction.atomic
def drop_correction(*, referral, by):
    """Given up before it was sent: nobody at the operator ever reads it."""
    sheet = locked_sheet(referral, by)
    if sheet is None or sheet.number == 1:
        raise DomainError("Il n’y a pas de correction en préparation.")
    sheet.dropped_at = timezone.now()
    sheet.save(update_fields=["dropped_at"])
