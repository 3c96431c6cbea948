"""The one decision that waits on a fiche for whoever looks at it, and how it ended."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.matrix import allows
from referrals.enums import ReferralState
from referrals.rules.motives import orientations_of
from tenants.panels import Pending


def next_page(referral, role):
    """The address and the button of what comes next, or None where this role does nothing by a page."""
    fiche, household = [referral.pk], [referral.household_id]
    pages = {
        ReferralState.SENT: ("referrals.receive", "referrals:referral_receive", fiche, "Confier la fiche"),
        ReferralState.RECEIVED: ("referrals.treat", "referrals:appointment_fix", household, "Fixer la rencontre"),
        ReferralState.INFORMATION_REQUESTED: (
            "referrals.answer",
            "referrals:referral_answer_information",
            fiche,
            "Répondre aux questions",
        ),
    }
    if referral.appointment_id:
        meeting = [referral.appointment_id]
        pages[ReferralState.MEETING_PLANNED] = (
            "referrals.treat", "referrals:appointment", meeting, "Voir le rendez-vous",
        )  # fmt: skip
    right, name, arguments, label = pages.get(referral.state, ("", "", [], ""))
    return (reverse(name, args=arguments), label) if name and allows(role, right) else None


def decision_on(referral, standing, role) -> Pending | None:
    """What this role is asked for on the page of a fiche that was sent."""
    page = next_page(referral, role) if standing.acts else None
    if page is None:
        return None
    url, label = page
    due = f" {standing.due[0].upper()}{standing.due[1:]}." if standing.due else ""
    return Pending(f"{standing.words}.", standing.next_step + due, url, label, "late" if standing.late else "")


def follows(referral, actor, today) -> Pending | None:
    """What comes after an adhesion, from the applications above, which tenants and referrals do not know."""
    if referral.state != ReferralState.ADHERED:
        return None
    return import_string(settings.AFTER_ADHESION)(referral.household, actor, today)


def outcome_of(referral) -> str:
    """« Orientation vers un autre dispositif : mesures de droit commun. », « Le ménage refuse. »."""
    if referral.state == ReferralState.REDIRECTED:
        day = timezone.localdate(referral.closed_at) if referral.closed_at else timezone.localdate()
        labels = orientations_of(referral.convention.programme.version_on(day).content)
        towards = labels.get(referral.orientation, "autre service").removeprefix("Orientation vers ")
        return f"Orientation vers un autre dispositif : {towards}."
    if referral.state == ReferralState.DECLINED:
        return f"{referral.get_decline_kind_display()}."
    return f"{referral.get_state_display()}."
