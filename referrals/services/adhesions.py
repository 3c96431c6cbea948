"""A person's yes, or no, for each kind of support; taken back at any time."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.matrix import allows
from core.errors import DomainError
from core.signatures import Signature
from core.trail import move
from core.wording import plain_date
from referrals.enums import AdhesionWay, MinutesState
from referrals.models import Adhesion, Referral, TripartiteMeeting
from referrals.rules import REFERRALS
from referrals.rules.adhesions import ANSWERABLE, age_problem, day_problem, missing_kinds, way_problems
from referrals.services.endings import let_go_of_household
from referrals.services.papers import keep_signed_paper
from referrals.services.telling import tell_heads, tell_landlord
from tenants.enums import Guardianship
from tenants.models import Household, Person

CANCELLED = "Cette réponse est annulée : relisez la page."
NOT_YOURS = "L’adhésion se recueille par le travailleur social à qui le ménage est confié."


@dataclass(frozen=True)
class Signing:
    """How a yes was given."""

    way: str = ""
    signature: Signature | None = None
    witness: str = ""
    cosigned_by: str = ""
    cosignature: Signature | None = None
    # A paper as core.private_files received it.
    paper: object = None


@transaction.atomic
def record_answers(*, referral, person, on, answers, reasons=None, signing=Signing(), by):
    """What a person answers in one go: {kind: True, False, or None where she takes her time}, each kind apart.

    One signature, or one paper, is given for all that she says yes to.
    """
    referral = locked_referral(referral, by)
    meeting = meeting_of(referral, on)
    paper = None
    if signing.paper and any(answers.values()):
        paper = keep_signed_paper(
            received=signing.paper,
            household=referral.household,
            convention=referral.convention,
            referral=referral,
            by=by,
        )
    saved = []
    for kind, answer in answers.items():
        if answer is None:
            continue
        given = {"referral": referral, "person": person, "kind": kind, "on": on, "meeting": meeting, "by": by}
        if answer:
            saved.append(record_adhesion(**given, signing=signing, signed_paper=paper))
        else:
            saved.append(record_refusal(**given, reason=(reasons or {}).get(kind, "")))
    return saved


@transaction.atomic
def record_adhesion(*, referral, person, kind, on, signing, signed_paper=None, meeting=None, by):
    """A yes. Once all that the programme asks for are there, `adhere_referral` ends the referral."""
    locked = locked_referral(referral, by)
    check_answer(locked, person, kind, on, meeting)
    problems = way_problems(
        signing.way,
        signed_on_screen=signing.signature is not None,
        witness=signing.witness,
        guarded_by=guardian_of(person),
        cosigned_by=signing.cosigned_by,
        cosigned_on_screen=signing.cosignature is not None,
    )
    for field, problem in problems.items():
        raise DomainError(problem, field=field)
    on_screen = signing.way == AdhesionWay.SCREEN
    return save_answer(
        Adhesion(
            given=True,
            way=signing.way,
            signature=signing.signature.data if on_screen else None,
            cosignature=signing.cosignature.data if on_screen and signing.cosignature else None,
            witness=signing.witness.strip() if signing.way == AdhesionWay.WITNESS else "",
            cosigned_by=signing.cosigned_by.strip() if guardian_of(person) else "",
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
def withdraw_adhesion(*, adhesion, on, reason="", by):
    """Taken back, at any time and without having to say why. The advisor and the head are told that it is."""
    adhesion.hold_first()
    rows = Adhesion.objects.select_for_update(of=["self"])
    locked = rows.select_related("household", "referral__advisor", "convention").get(pk=adhesion.pk)
    require_in_hand(locked.household, by)
    if locked.cancelled_at:
        raise DomainError(CANCELLED)
    if not locked.given or locked.withdrawn_on:
        raise DomainError("Cette adhésion est déjà retirée : relisez la page.")
    if on > timezone.localdate():
        raise DomainError("Ce jour n’est pas encore venu : un retrait se note quand il est dit.", field="on")
    if on < locked.on:
        raise DomainError(f"L’adhésion date du {plain_date(locked.on)} : un retrait vient ensuite.", field="on")
    locked.withdrawn_on, locked.withdrawal_reason = on, reason.strip()
    locked.save(update_fields=["withdrawn_on", "withdrawal_reason"])
    if locked.referral:
        tell_landlord(locked.referral, "adhesion_withdrawn")
        tell_heads(locked.referral, "adhesion_withdrawn", mine=False)
    # The last yes that kept the household there, once its fiche and its mesures have ended.
    let_go_of_household(locked.household, locked.convention.operator_id, timezone.localdate())
    return locked


@transaction.atomic
def add_adhesion_paper(*, adhesion, received, by):
    """The paper that was signed, photographed later."""
    adhesion.hold_first()
    rows = Adhesion.objects.select_for_update(of=["self"]).select_related("household", "convention", "referral")
    locked = rows.get(pk=adhesion.pk)
    require_in_hand(locked.household, by)
    if locked.cancelled_at:
        raise DomainError(CANCELLED)
    if not locked.given or locked.way == AdhesionWay.SCREEN:
        raise DomainError("Cette adhésion n’a pas été signée sur papier.")
    if locked.signed_paper_id:
        raise DomainError("Le papier signé est déjà joint : relisez la page.")
    locked.signed_paper = keep_signed_paper(
        received=received,
        household=locked.household,
        convention=locked.convention,
        referral=locked.referral,
        by=by,
    )
    locked.save(update_fields=["signed_paper"])
    return locked


@transaction.atomic
def adhere_referral(*, referral, by):
    """The outcome: every adhesion that the programme asks for is there. The advisor is told."""
    locked = locked_referral(referral, by)
    missing = missing_for(locked)
    if missing:
        labels = ", ".join(adhesion.label.lower() for adhesion in missing)
        raise DomainError(f"Il manque encore : {labels}.")
    if not locked.adhesions.standing_on(timezone.localdate()).exists():
        raise DomainError("Personne du ménage n’a encore donné son adhésion : notez-la d’abord.")
    now = timezone.now()
    move(referral, REFERRALS, "adhere", by=by, values={"closed_at": now, "waiting_since": now})
    tell_landlord(referral, "referral_decided")
    return referral


def missing_for(referral):
    """The adhesions that the programme asks for and that nobody of the household has given."""
    required = definition_for(referral).required_adhesions
    standing = referral.adhesions.standing_on(timezone.localdate()).filter(person__left_on=None)
    given = set(standing.values_list("kind", flat=True))
    wanted = missing_kinds([adhesion.kind for adhesion in required], given)
    return [adhesion for adhesion in required if adhesion.kind in wanted]


def definition_for(referral):
    return referral.convention.programme.version_on(timezone.localdate()).content


def guardian_of(person):
    return person.guardian_name if person.guardianship != Guardianship.NONE else ""


def locked_referral(referral, by):
    referral.hold_first()
    rows = Referral._base_manager.select_for_update(of=["self"])
    locked = rows.select_related("convention__programme", "household").get(pk=referral.pk)
    require_in_hand(locked.household, by)
    if locked.state not in ANSWERABLE:
        raise DomainError(
            f"L’adhésion ne se note pas : la fiche est maintenant « {locked.get_state_display().lower()} »."
        )
    return locked


def require_in_hand(household, by):
    if not allows(by.role, "adhesions.write") or not Household.objects.writable_by(by).contains(household):
        raise DomainError(NOT_YOURS)


def meeting_of(referral, on):
    """The meeting of that day, while its minutes are being written: what is signed with them belongs to them."""
    return TripartiteMeeting.objects.filter(referral=referral, held_on=on, state=MinutesState.OPEN).first()


def check_answer(referral, person, kind, on, meeting):
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.household_id != referral.household_id or person.left_on:
        raise DomainError("Cette personne n’est pas, ou plus, du ménage.")
    if meeting and meeting.referral_id != referral.pk:
        raise DomainError("Cette rencontre n’est pas celle de cette fiche.")
    if kind not in {adhesion.kind for adhesion in definition_for(referral).adhesions}:
        raise DomainError("Ce dispositif ne demande pas cette adhésion.")
    sent_on = timezone.localdate(referral.sent_at) if referral.sent_at else None
    met_on = meeting.held_on if meeting else None
    if problem := day_problem(on, today=timezone.localdate(), sent_on=sent_on, met_on=met_on):
        raise DomainError(problem, field="on")
    if problem := age_problem(person.birth_date, on):
        raise DomainError(problem)
    standing = referral.adhesions.standing().filter(person=person, kind=kind)
    if standing.exists():
        raise DomainError("Cette adhésion est déjà notée : relisez la page, ou notez son retrait.")


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
    adhesion.validate_constraints()
    adhesion.save(force_insert=True)
    return adhesion
