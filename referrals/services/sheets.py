"""The landlord's side of a fiche: prepared, announced, sent, withdrawn."""

import hashlib
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.counters import next_number
from core.errors import DomainError
from core.trail import check_and_trace, move
from core.wording import plain_date
from programmes.enums import ContextKind, OccupancyStatus
from referrals.enums import ReferralState, TenantAnswer
from referrals.models import PreliminaryMeeting, Referral, Sheet
from referrals.rules import AT_THE_OPERATOR, BEFORE_OUTCOME, REFERRALS
from referrals.rules.sheets import lacks_of, too_old
from referrals.services.endings import let_go
from referrals.services.telling import tell_heads, tell_operator
from tenants.enums import Guardianship
from tenants.guarding import may_be_written_to
from tenants.models import Screening
from tenants.presentation.situation import situation_of
from tenants.services.entrusting import entrust_household
from tenants.services.parts import hold

WRITE = "referrals.write"
ALREADY_THERE = "Une fiche est déjà en cours pour ce ménage dans ce dispositif."
CHANGED = "Cette fiche a changé depuis que vous l’avez ouverte : relisez-la, puis envoyez-la."
GONE = "Cette fiche est déjà envoyée. Ce que vous avez écrit reste ici : pour le transmettre, préparez une correction."
NOTHING_TO_SEND = "Cette fiche est déjà envoyée : il n’y a rien de nouveau à transmettre."
WRITTEN_IN = (ReferralState.DRAFT, ReferralState.ANNOUNCED)


def latest_screening(household, programme):
    found = Screening.objects.filter(household=household, programme_version__programme=programme)
    return found.order_by("-on", "-created_at", "-pk").first()


def lacks_before_sending(sheet, referral, today):
    """What the summary says and what sending checks: the same."""
    household, convention = referral.household, referral.convention
    definition = convention.programme.version_on(today).content
    return lacks_of(
        sheet,
        screening=latest_screening(household, convention.programme),
        convention=convention,
        guarded=not may_be_written_to(household),
        announced=referral.announced_at is not None,
        announces=definition.opening.announced,
        today=today,
    )


def digest_of(sheet, situation):
    """What was read on the summary: sent only where it is still that."""
    read = json.dumps([str(sheet.pk), sheet.version, situation], cls=DjangoJSONEncoder, sort_keys=True)
    return hashlib.sha256(read.encode()).hexdigest()


@transaction.atomic
def start_referral(*, household, convention, by, preliminary_meeting=None) -> Referral:
    """A fiche in preparation, its first sheet filled with what is known already."""
    today = timezone.localdate()
    hold(household, by, WRITE)
    _require_startable(household, convention, today)
    met = preliminary_meeting or _latest_agreement(household, convention)
    screening = latest_screening(household, convention.programme)
    referral = Referral(
        household=household,
        convention=convention,
        number=new_number(household.landlord_id, today.year),
        advisor=by,
        preliminary_meeting=met,
        appointment=met.appointment if met else None,
    )
    sheet = _first_sheet(referral, screening, met, today)
    referral.context = sheet.context
    check_and_trace(referral, REFERRALS, "start", source="", by=by)
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError as refused:
        if "referral_one_at_a_time" in str(refused):
            raise DomainError(ALREADY_THERE) from None
        raise
    sheet.save()
    return referral


def new_number(landlord, year):
    """« F-2026-0012 »: of the landlord and the year."""
    return f"F-{year}-{next_number(f'referral:{landlord}:{year}'):04d}"


def _require_startable(household, convention, today):
    if convention.landlord_id != household.landlord_id:
        raise DomainError("Cette convention n’est pas celle du bailleur du ménage.", field="convention")
    if not convention.starts_on <= today <= convention.ends_on:
        raise DomainError("Cette convention n’est pas en cours : choisissez-en une autre.", field="convention")
    if Referral.objects.filter(household=household, convention=convention, state__in=BEFORE_OUTCOME).exists():
        raise DomainError(ALREADY_THERE, field="convention")


def _latest_agreement(household, convention):
    met = PreliminaryMeeting.objects.filter(household=household, convention=convention, answer=TenantAnswer.AGREES)
    return met.filter(referrals=None).order_by("-held_on", "-created_at", "-pk").first()


def _first_sheet(referral, screening, met, today):
    agreed = met is not None and met.answer == TenantAnswer.AGREES and not too_old(met.held_on, today)
    definition = referral.convention.programme.version_on(today).content
    known = {choice.code for choice in definition.screening.criteria}
    return Sheet(
        referral=referral,
        context=_context_of(referral.household, definition, today),
        problem_codes=[code for code in screening.criteria if code in known] if screening else [],
        agreed_on=met.held_on if agreed else None,
        wishes=met.wishes if met else "",
    )


def _context_of(household, definition, today):
    occupancy = household.occupancies.open_on(today).first()
    arriving = occupancy is not None and occupancy.status == OccupancyStatus.APPLICANT
    context = ContextKind.MOVING_IN if arriving else ContextKind.TENANCY
    return context if context in definition.contexts else ContextKind(definition.contexts[0])


@transaction.atomic
def save_sheet(*, sheet, step, by) -> Sheet:
    """Keep what a step says; `sheet` carries the new values. The version that was read is the one that is replaced."""
    referral = Referral.objects.get(pk=sheet.referral_id)
    hold(referral.household, by, WRITE)
    _require_writing(referral, sheet)
    if step.code not in sheet.steps_done:
        sheet.steps_done = [*sheet.steps_done, step.code]
    sheet.save(update_fields=[*step.fields, "steps_done"])
    if referral.state in WRITTEN_IN and (referral.context, referral.urgency) != (sheet.context, sheet.urgency):
        referral.context, referral.urgency = sheet.context, sheet.urgency
        referral.save(update_fields=["context", "urgency"])
    return sheet


def _require_writing(referral, sheet):
    current = Sheet.objects.filter(pk=sheet.pk).in_preparation().exists()
    if not current:
        raise DomainError(GONE)
    if referral.state not in BEFORE_OUTCOME:
        raise DomainError(f"Cette fiche est terminée ({referral.get_state_display().lower()}) : elle ne change plus.")


def announcement_of(referral, context_label, today) -> dict:
    """Who, how she is reached, and the context: nothing of money, health, family, or why (docs/adr/0018)."""
    situation = situation_of(referral.household, today)
    occupancy = situation["occupancy"] or {}
    holders = [person for person in situation["persons"] if person["holds_lease"]] or situation["persons"][:1]
    told = ("name", "phone", "contact_way", "contact_hours", "interpreter")
    return {
        "on": situation["on"],
        "number": situation["number"],
        "name": situation["name"],
        "guarded": situation["guarded"],
        "context": context_label,
        "commune": occupancy.get("commune", ""),
        "deadline": occupancy.get("proposal_deadline", ""),
        "persons": [
            {name: person[name] for name in told}
            | {"guardian": person["guardianship"]["code"] not in ("", Guardianship.NONE)}
            for person in holders
        ],
    }


@transaction.atomic
def announce_referral(*, referral, informed_on, by) -> Referral:
    """Tell the operator that a step is under way: the minimum, to its head only. The household is not entrusted yet."""
    now, today = timezone.now(), timezone.localdate()
    referral = locked(referral, by)
    if not referral.convention.programme.version_on(today).content.opening.announced:
        raise DomainError("Ce dispositif n’a pas de fiche d’orientation : envoyez la fiche de liaison.")
    if not referral.convention.starts_on <= today <= referral.convention.ends_on:
        raise DomainError("La convention n’est pas en cours aujourd’hui.")
    if informed_on and informed_on > today:
        raise DomainError(
            "Ce jour n’est pas encore venu : indiquez quand le ménage a été informé.", field="informed_on"
        )
    if informed_on and too_old(informed_on, today):
        raise DomainError("Ce jour est trop ancien : informez de nouveau le ménage.", field="informed_on")
    values = {
        "informed_on": informed_on,
        "announced_at": now,
        "waiting_since": now,
        "announcement": announcement_of(referral, referral.get_context_display(), today),
    }
    move(referral, REFERRALS, "announce", by=by, given={"informed_on": informed_on}, values=values)
    tell_heads(referral, "referral_announced")
    return referral


@transaction.atomic
def send_referral(*, referral, by, seen=None) -> Referral:
    """Freeze what was read and hand it over. `seen`: the digest of what stood on the summary."""
    now, today = timezone.now(), timezone.localdate()
    sheet = locked_sheet(referral, by)
    referral = locked(referral, by)
    if sheet is None:
        raise DomainError(NOTHING_TO_SEND)
    REFERRALS.check("send", referral.state, by.role)
    situation = require_as_read(referral, sheet, seen, today)
    require_complete(lacks_before_sending(sheet, referral, today))
    issue(sheet, situation, by=by, now=now)
    values = {
        "sent_at": now,
        "waiting_since": now,
        "screening": latest_screening(referral.household, referral.convention.programme),
        "context": sheet.context,
        "urgency": sheet.urgency,
    }
    move(referral, REFERRALS, "send", by=by, values=values)
    entrust_household(household=referral.household, operator=referral.convention.operator, on=today)
    tell_heads(referral, "referral_sent")
    return referral


@transaction.atomic
def withdraw_referral(*, referral, reason, by) -> Referral:
    """The landlord takes it back, whatever it waits for; both sides read why."""
    now = timezone.now()
    referral = locked(referral, by)
    was_known = referral.announced_at or referral.sent_at
    move(
        referral,
        REFERRALS,
        "withdraw",
        by=by,
        given={"reason": reason},
        values={"closed_at": now, "waiting_since": now, "motive": reason.strip()},
    )
    let_go(referral, meeting_cancelled="La fiche est retirée.", by=by)
    if was_known:
        tell_operator(referral, "referral_withdrawn")
    return referral


@transaction.atomic
def note_letter(*, referral, on, by) -> Referral:
    """The letter to the tenant has gone."""
    today = timezone.localdate()
    referral = locked(referral, by)
    if not may_be_written_to(referral.household):
        raise DomainError("Le contact de ce ménage est protégé : aucun courrier ne part.")
    if referral.state not in AT_THE_OPERATOR:
        raise DomainError("Le courrier part une fois la fiche envoyée, tant qu’elle est en cours.")
    if on > today:
        raise DomainError("Ce jour n’est pas encore venu.", field="on")
    if on < timezone.localdate(referral.created_at):
        raise DomainError("Ce jour précède la fiche.", field="on")
    referral.letter_sent_on = on
    referral.save(update_fields=["letter_sent_on"])
    told = {"reason": f"Parti le {plain_date(on)}"}
    check_and_trace(referral, REFERRALS, "note_letter", source=referral.state, by=by, given=told)
    return referral


# Shared with corrections


def locked(referral, by):
    """Its row until the end of the transaction: the household is locked first, then a sheet, then its referral."""
    hold(referral.household, by, WRITE)
    parts = ("household", "convention__programme", "convention__operator", "appointment", "worker")
    found = Referral.objects.select_related(*parts)
    return found.select_for_update(of=("self",)).get(pk=referral.pk)


def locked_sheet(referral, by):
    hold(referral.household, by, WRITE)
    return Sheet.objects.select_for_update(of=("self",)).in_preparation().filter(referral=referral.pk).first()


def require_as_read(referral, sheet, seen, today):
    """The situation that is frozen, where it is the one that was read."""
    situation = situation_of(referral.household, today)
    if seen is not None and seen != digest_of(sheet, situation):
        raise DomainError(CHANGED)
    return situation


def require_complete(lacks):
    missing = [lack.sentence for lack in lacks if lack.blocks]
    if missing:
        raise DomainError(" ".join(missing))


def issue(sheet, situation, *, by, now):
    sheet.household_then, sheet.issued_at, sheet.issued_by = situation, now, by
    sheet.save(update_fields=["household_then", "issued_at", "issued_by"])
