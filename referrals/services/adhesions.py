"""A person's yes, or no, for each kind of support; taken back at any time."""

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from accounts.services.notices import notify
from core.errors import DomainError
from core.trail import move
from referrals.adhesion_rules import day_problem, missing_kinds, way_problems
from referrals.enums import AdhesionWay, ReferralState
from referrals.models import Adhesion, Referral
from referrals.rules import REFERRALS
from tenants.enums import Guardianship
from tenants.models import Household

NOT_YOURS = "L’adhésion se recueille par le travailleur social à qui le ménage est confié."
NOT_NOW = (ReferralState.RECEIVED, ReferralState.MEETING_PLANNED, ReferralState.ADHERED)


@transaction.atomic
def record_adhesion(
    *, referral, person, kind, on, way, signature=None, witness="", cosigned_by="", signed_paper=None, meeting=None, by
):
    """A yes. Once all that the programme asks for are there, `adhere_referral` ends the referral."""
    locked = locked_referral(referral, by)
    check_answer(locked, person, kind, on, meeting)
    signing = person.guardian_name if person.guardianship != Guardianship.NONE else ""
    problems = way_problems(
        way, signed_on_screen=bool(signature), witness=witness, guarded_by=signing, cosigned_by=cosigned_by
    )
    for field, problem in problems.items():
        raise DomainError(problem, field=field)
    return save_answer(
        Adhesion(
            given=True,
            way=way,
            signature=signature if way == AdhesionWay.SCREEN else None,
            witness=witness.strip() if way == AdhesionWay.WITNESS else "",
            cosigned_by=cosigned_by.strip(),
            signed_paper=signed_paper,
            **told(locked, person, kind, on, meeting, by),
        )
    )


@transaction.atomic
def record_refusal(*, referral, person, kind, on, reason, meeting=None, by):
    """A no, with the person's reason: it is hers to say."""
    locked = locked_referral(referral, by)
    check_answer(locked, person, kind, on, meeting)
    return save_answer(
        Adhesion(given=False, refusal_reason=reason.strip(), **told(locked, person, kind, on, meeting, by))
    )


@transaction.atomic
def withdraw_adhesion(*, adhesion, on, reason, by):
    """Taken back, at any time and without having to say why."""
    locked = Adhesion.objects.select_for_update(of=["self"]).select_related("household").get(pk=adhesion.pk)
    require_in_hand(locked.household, by)
    if not locked.given or locked.withdrawn_on:
        raise DomainError("Cette adhésion est déjà retirée : relisez la page.")
    today = timezone.localdate()
    if on > today:
        raise DomainError("Ce jour n’est pas encore venu : un retrait se note quand il est dit.", field="on")
    if on < locked.on:
        raise DomainError(f"L’adhésion date du {locked.on:%d/%m/%Y} : un retrait vient ensuite.", field="on")
    locked.withdrawn_on, locked.withdrawal_reason = on, reason.strip()
    locked.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    return locked


@transaction.atomic
def adhere_referral(*, referral, by):
    """The outcome: every adhesion that the programme asks for is there. The advisor is told."""
    locked = locked_referral(referral, by)
    missing = missing_for(locked)
    if missing:
        labels = ", ".join(adhesion.label.lower() for adhesion in missing)
        raise DomainError(f"Il manque encore : {labels}.")
    now = timezone.now()
    move(referral, REFERRALS, "adhere", by=by, values={"closed_at": now, "waiting_since": now})
    notify(to=[referral.advisor], code="referral_decided", path=referral.get_absolute_url())
    return referral


def missing_for(referral):
    """The adhesions that the programme asks for and that this referral has not collected."""
    required = referral.convention.programme.current_version.content.required_adhesions
    given = set(referral.adhesions.standing_on(timezone.localdate()).values_list("kind", flat=True))
    wanted = missing_kinds([adhesion.kind for adhesion in required], given)
    return [adhesion for adhesion in required if adhesion.kind in wanted]


def locked_referral(referral, by):
    rows = Referral._base_manager.select_for_update(of=["self"])
    locked = rows.select_related("convention__programme", "household").get(pk=referral.pk)
    require_in_hand(locked.household, by)
    if locked.state not in NOT_NOW:
        raise DomainError(
            f"L’adhésion ne se note plus : la fiche est maintenant « {locked.get_state_display().lower()} »."
        )
    return locked


def require_in_hand(household, by):
    if not allows(by.role, "adhesions.write") or not Household.objects.writable_by(by).contains(household):
        raise DomainError(NOT_YOURS)


def check_answer(referral, person, kind, on, meeting):
    if person.household_id != referral.household_id or person.left_on:
        raise DomainError("Cette personne n’est pas, ou plus, du ménage.", field="person")
    if meeting and meeting.referral_id != referral.pk:
        raise DomainError("Cette rencontre n’est pas celle de cette fiche.")
    kinds = {adhesion.kind for adhesion in referral.convention.programme.current_version.content.adhesions}
    if kind not in kinds:
        raise DomainError("Ce dispositif ne demande pas cette adhésion.", field="kind")
    sent_on = timezone.localdate(referral.sent_at) if referral.sent_at else None
    met_on = meeting.held_on if meeting else None
    if problem := day_problem(on, today=timezone.localdate(), sent_on=sent_on, met_on=met_on):
        raise DomainError(problem, field="on")


def told(referral, person, kind, on, meeting, by):
    return {
        "household": referral.household,
        "person": person,
        "convention": referral.convention,
        "referral": referral,
        "meeting": meeting,
        "kind": kind,
        "on": on,
        "recorded_by": by,
    }


def save_answer(adhesion):
    for constraint in adhesion._meta.constraints:
        constraint.validate(Adhesion, adhesion)
    adhesion.save(force_insert=True)
    return adhesion
