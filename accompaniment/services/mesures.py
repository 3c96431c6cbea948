"""A mesure opens on the adhesions that its programme asks for; taken back, its rhythm changed."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from accompaniment.enums import MesureState
from accompaniment.models import Accompaniment, Conclusions, Diagnostic, Exchange, Phase, Suspension
from accompaniment.rules import DIAGNOSTICS, MESURES
from accompaniment.rules.mesures import (
    ONE_DAY,
    Days,
    adhesions_problem,
    asks_adhesion,
    convention_problem,
    first_kind,
    limit_of,
    not_ahead,
    overlap_problem,
    term_of,
)
from accompaniment.services.holding import NOT_YOUR_ROLE, NOT_YOURS, hold_mesure, refuse, settled, told
from accompaniment.services.telling import tell_the_landlord
from accounts.matrix import allows
from core.counters import next_number
from core.errors import DomainError
from core.trail import check_and_trace
from programmes.enums import OccupancyStatus, PhaseKind
from programmes.models import Convention
from referrals.enums import ReferralState
from referrals.models import Adhesion, Referral
from referrals.services.adhesions import adhere_referral
from referrals.services.endings import let_go_of_household
from tenants.models import Household

BEFORE_THE_OUTCOME = (ReferralState.RECEIVED, ReferralState.MEETING_PLANNED)
WRONG_PAIR = "Cette convention n’est pas entre votre association et le bailleur de ce ménage."


def current_mesure(household, convention) -> Accompaniment | None:
    """The one that is open now, if any."""
    return Accompaniment.objects.filter(household=household, convention=convention, state=MesureState.OPEN).first()


@transaction.atomic
def open_mesure(*, household, convention, starts_on, referral=None, phase_kind=None, by) -> Accompaniment:
    """Open it with its first phase; its term is that of the programme, an earlier one under the convention precedes it.

    A fiche that waited for its adhesions ends with it.
    """
    household, convention = held_for_opening(household, convention, by)
    refuse(not_ahead(starts_on, timezone.localdate()), "starts_on")
    version = convention.programme.version_on(starts_on)
    kind = phase_kind or first_kind(version.content)
    if version.content.phase(kind) is None:
        raise DomainError("Ce dispositif ne prévoit pas cette phase.", field="phase_kind")
    check_opening(household, convention, version.content, kind, starts_on)
    referral = ended_fiche(referral, household, convention, by)
    mesure = Accompaniment(
        household=household,
        convention=convention,
        programme_version=version,
        referral=referral,
        number=new_number(convention.operator_id, starts_on.year),
        starts_on=starts_on,
        previous=preceding(household, convention, starts_on),
        opened_by=by,
    )
    with settled():
        mesure.save(force_insert=True)
        add_phase(mesure, kind, starts_on, by=by)
        check_and_trace(mesure, MESURES, "open", source="", by=by)
    tell_the_landlord(mesure, "mesure_opened")
    return mesure


def held_for_opening(household, convention, by):
    """The household's row, locked, for the worker who has it in hand; the convention between the two houses."""
    if not allows(by.role, "mesures.write"):
        raise DomainError(NOT_YOUR_ROLE)
    if not Household.objects.writable_by(by).filter(pk=household.pk).exists():
        raise DomainError(NOT_YOURS)
    household = Household.objects.hold(household.pk)
    convention = Convention.objects.select_related("programme", "operator", "landlord").get(pk=convention.pk)
    if convention.operator_id != by.organisation_id or convention.landlord_id != household.landlord_id:
        raise DomainError(WRONG_PAIR)
    return household, convention


def check_opening(household, convention, definition, kind, starts_on, *, mesure=None):
    """Why a mesure cannot start on that day; `mesure`: the one whose first day moves."""
    today = timezone.localdate()
    refuse(convention_problem(starts_on, convention.starts_on, convention.ends_on, today), "starts_on")
    if asks_adhesion(definition.phase(kind)):
        given = adhesions_given(household, convention)
        refuse(adhesions_problem(starts_on, definition.required_adhesions, given), "starts_on")
    others = Accompaniment.objects.filter(household=household, convention=convention).order_by("starts_on")
    days = Days(starts_on, mesure.ends_on if mesure else None)
    refuse(overlap_problem(days, others.exclude(pk=mesure.pk) if mesure else others), "starts_on")


def adhesions_problem_on(mesure, on):
    asked = mesure.programme_version.content.required_adhesions
    return adhesions_problem(on, asked, adhesions_given(mesure.household, mesure.convention))


def adhesions_given(household, convention):
    """{kind: since when}, of those that stand today, whoever of the household gave them first."""
    standing = Adhesion.objects.filter(household=household, convention=convention)
    given = standing.standing_on(timezone.localdate()).order_by("-on").values_list("kind", "on")
    return dict(given)


def ended_fiche(referral, household, convention, by):
    """The fiche that led here: the one that is given, that waits for it, or the latest that led to an adhesion."""
    fiches = Referral.objects.filter(household=household, convention=convention)
    if referral is None:
        referral = fiches.filter(state__in=BEFORE_THE_OUTCOME).first()
    if referral is None:
        return fiches.filter(state=ReferralState.ADHERED).order_by("-closed_at", "-pk").first()
    again = fiches.filter(pk=referral.pk).first()
    if again is None:
        raise DomainError("Cette fiche n’est pas celle de ce ménage sous cette convention.")
    if again.state in BEFORE_THE_OUTCOME:
        return adhere_referral(referral=again, by=by)
    if again.state != ReferralState.ADHERED:
        raise DomainError(
            f"La fiche est maintenant « {again.get_state_display().lower()} » : rien ne s’ouvre sur elle."
        )
    return again


def preceding(household, convention, starts_on):
    """The latest that ended before, and that no other follows yet."""
    before = Accompaniment.objects.filter(household=household, convention=convention, ends_on__lt=starts_on)
    return before.filter(following=None).order_by("-ends_on").first()


def new_number(operator_id, year):
    return f"M-{year}-{next_number(f'mesure:{operator_id}:{year}'):04d}"


def add_phase(mesure, kind, on, *, by) -> Phase:
    """A phase with the limit that the programme gives it; the term of the mesure follows that of what it limits."""
    declared = mesure.programme_version.content.phase(kind)
    phase = Phase(accompaniment=mesure, kind=kind, starts_on=on)
    if kind == PhaseKind.DIAGNOSTIC:
        phase.limit_on = limit_of(on, declared.limit_months, proposal_waits_until(mesure.household, on))
    elif declared.limit_months and mesure.term_on is None:
        mesure.term_on = term_of(on, declared.limit_months)
        mesure.save(update_fields=["term_on"])
    phase.save(force_insert=True)
    if kind == PhaseKind.DIAGNOSTIC:
        begin_diagnostic(phase, by)
    return phase


def begin_diagnostic(phase, by) -> Diagnostic:
    """Its pages are there from the first day on, and beside them those of its conclusions."""
    diagnostic = Diagnostic.objects.create(accompaniment=phase.accompaniment, phase=phase, author=by)
    Conclusions.objects.create(accompaniment=phase.accompaniment, diagnostic=diagnostic)
    check_and_trace(diagnostic, DIAGNOSTICS, "start", source="", by=by)
    return diagnostic


def proposal_waits_until(household, on):
    """The day before which a housing proposal asks for its answer: one that waited on that day, or came since.

    Who was housed, or left, before the answer was due is awaited no more.
    """
    offers = household.occupancies.filter(status=OccupancyStatus.APPLICANT, proposal_deadline__gte=on)
    waiting = offers.filter(Q(ends_on=None) | Q(ends_on__gte=F("proposal_deadline")))
    return waiting.order_by("proposal_deadline").values_list("proposal_deadline", flat=True).first()


# What an opening by mistake may not be taken back over: in words.
RESTS = (
    ("interviews", "un entretien"),
    ("objectives", "un objectif"),
    ("reviews", "un bilan"),
    ("actions", "une démarche"),
    ("relays", "un relais"),
    ("pauses", "une pause"),
    ("extensions", "une prolongation"),
    ("closings", "une fin proposée"),
    ("withdrawal_decisions", "une décision"),
)


@transaction.atomic
def take_back_opening(*, mesure, reason, by):
    """It was opened by mistake, and nothing rests on it: it goes, the history of its rows and of the file tell it."""
    mesure = hold_mesure(mesure, by, "mesures.write", "mesures.decide")
    for name, words in RESTS:
        if getattr(mesure, name).exists():
            raise DomainError(f"La mesure porte déjà {words} : elle ne s’annule plus, proposez sa fin.")
    begun = Diagnostic.objects.filter(accompaniment=mesure)
    written = Conclusions.objects.filter(accompaniment=mesure)
    if begun.exclude(version=1).exists() or written.exclude(version=1).exists():
        raise DomainError("Un diagnostic est déjà commencé : la mesure ne s’annule plus, proposez sa fin.")
    if Suspension.objects.filter(phase__accompaniment=mesure).exists():
        raise DomainError("La mesure porte déjà une suspension : elle ne s’annule plus, proposez sa fin.")
    exchanges = Exchange.objects.filter(household=mesure.household_id, convention=mesure.convention_id)
    if exchanges.filter(on__gte=mesure.starts_on).exists():
        raise DomainError("Un échange avec le bailleur a déjà eu lieu : la mesure ne s’annule plus, proposez sa fin.")
    household = mesure.household
    MESURES.check("take_back", mesure.state, by.role, {"reason": reason})
    # Its own trail goes with its row from the pages: the file tells it.
    why = {"reason": f"{mesure.number} : {reason.strip()}"}
    check_and_trace(household, MESURES, "take_back", source=mesure.state, by=by, given=why)
    tell_the_landlord(mesure, "mesure_taken_back", path=household.get_absolute_url())
    written.delete()
    begun.delete()
    mesure.phases.all().delete()
    mesure.delete()
    let_go_of_household(household, by.organisation_id, timezone.localdate())
    return household


@transaction.atomic
def set_rhythm(*, mesure, rhythm, intensive_until=None, by) -> Accompaniment:
    """How often the two mean to meet; `rhythm` empty: as the programme intends. More often until a day, if any."""
    mesure = hold_mesure(mesure, by, "mesures.write", "mesures.decide")
    if intensive_until and intensive_until < mesure.starts_on:
        raise DomainError("La mesure n’a pas encore commencé ce jour-là.", field="intensive_until")
    if intensive_until and mesure.term_on and intensive_until > mesure.term_on + ONE_DAY:
        raise DomainError(
            "Ce jour est au-delà du terme : un rythme soutenu est celui du début.", field="intensive_until"
        )
    told(mesure, MESURES, "change_rhythm", by=by)
    mesure.rhythm, mesure.intensive_until = rhythm, intensive_until
    mesure.full_clean(exclude=["household", "convention", "programme_version", "referral", "previous", "opened_by"])
    mesure.save(update_fields=["rhythm", "intensive_until"])
    return mesure
