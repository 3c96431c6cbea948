"""Mesures as far as they may have come: the adhesions that their programme asks for are there."""

import datetime

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from accompaniment.enums import (
    ActionKind,
    ExchangeWay,
    InterviewKind,
    MesureState,
    ReviewKind,
    ReviewState,
    SignatureWay,
    SuspensionReason,
)
from accompaniment.models import (
    Accompaniment,
    Action,
    Closing,
    Conclusions,
    Diagnostic,
    Exchange,
    Extension,
    Interview,
    Objective,
    Pause,
    Phase,
    PrivateNote,
    Proposal,
    Publication,
    Relay,
    Review,
    ReviewSignature,
    Suspension,
    Task,
    WithdrawalDecision,
)
from accounts.enums import Role
from programmes.enums import ExitReason, PhaseKind
from referrals.enums import Party, PlaceKind, StructureKind
from referrals.models import Structure
from tenants.models import Assignment, Entrustment
from tests.factories.accounts import MembershipFactory, OrganisationFactory
from tests.factories.programmes import ConventionFactory
from tests.factories.referrals import AdhesionFactory, TripartiteMeetingFactory
from tests.factories.tenants import HouseholdFactory, PersonFactory

FIRST_DAY = datetime.date(2015, 3, 17)
FAR = datetime.date(2099, 12, 31)


class AccompanimentFactory(DjangoModelFactory):
    """Open since its first day, in a support phase; `worker` has it in hand. `phase=None`: no phase yet."""

    class Meta:
        model = Accompaniment
        skip_postgeneration_save = True

    convention = factory.SubFactory(ConventionFactory, ends_on=FAR)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    programme_version = factory.LazyAttribute(lambda mesure: mesure.convention.programme.current_version)
    number = factory.Sequence(lambda n: f"REPRISE-{n:04d}")
    starts_on = FIRST_DAY

    @factory.post_generation
    def worker(mesure, create, extracted, **kwargs):
        """Who has it in hand: given here, who had it before, or one of the operator."""
        if not create:
            return
        Entrustment.objects.get_or_create(
            household=mesure.household, operator=mesure.convention.operator, defaults={"since": mesure.starts_on}
        )
        operator = mesure.convention.operator
        had = Assignment.objects.filter(household=mesure.household, membership__organisation=operator).first()
        hers = had and had.membership
        mesure.worker = extracted or hers or MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator)
        Assignment.objects.get_or_create(
            household=mesure.household, membership=mesure.worker, defaults={"starts_on": mesure.starts_on}
        )

    @factory.post_generation
    def phase(mesure, create, extracted, **kwargs):
        if create and extracted is not False:
            adhere(mesure)
            PhaseFactory(
                accompaniment=mesure, starts_on=mesure.starts_on, kind=extracted or PhaseKind.SUPPORT, **kwargs
            )


def adhere(mesure):
    """The yes that the programme asks for, where it is not there yet."""
    person = mesure.household.persons.first() or PersonFactory(household=mesure.household)
    shared = {"household": mesure.household, "convention": mesure.convention}
    for asked in mesure.programme_version.content.required_adhesions:
        if not mesure.household.adhesions.filter(convention=mesure.convention, kind=asked.kind, given=True).exists():
            AdhesionFactory(**shared, person=person, kind=asked.kind, on=mesure.starts_on)


class PhaseFactory(DjangoModelFactory):
    class Meta:
        model = Phase

    accompaniment = factory.SubFactory(AccompanimentFactory, phase=False)
    kind = PhaseKind.SUPPORT
    starts_on = factory.SelfAttribute("accompaniment.starts_on")


class SuspensionFactory(DjangoModelFactory):
    class Meta:
        model = Suspension

    phase = factory.SubFactory(PhaseFactory)
    starts_on = datetime.date(2015, 6, 1)
    ends_on = datetime.date(2015, 6, 30)
    reason = SuspensionReason.AWAY


class PauseFactory(DjangoModelFactory):
    class Meta:
        model = Pause

    accompaniment = factory.SubFactory(AccompanimentFactory)
    starts_on = datetime.date(2015, 8, 1)
    ends_on = datetime.date(2015, 8, 15)
    reason = "household_away"


class InterviewFactory(DjangoModelFactory):
    """A visit that took place."""

    class Meta:
        model = Interview

    accompaniment = factory.SubFactory(AccompanimentFactory)
    household = factory.SelfAttribute("accompaniment.household")
    convention = factory.SelfAttribute("accompaniment.convention")
    kind = InterviewKind.HOME_VISIT
    on = datetime.date(2015, 4, 2)
    place_kind = PlaceKind.HOME
    author = factory.SelfAttribute("accompaniment.worker")


class AttemptFactory(InterviewFactory):
    """Nobody answered."""

    kind = InterviewKind.ATTEMPT
    place_kind = ""
    attempt_way = "call"
    attempt_result = "no_answer"


class PrivateNoteFactory(DjangoModelFactory):
    class Meta:
        model = PrivateNote

    interview = factory.SubFactory(InterviewFactory)
    author = factory.SelfAttribute("interview.author")
    text = "À moi seule."


class PublicationFactory(DjangoModelFactory):
    class Meta:
        model = Publication

    interview = factory.SubFactory(InterviewFactory)
    household = factory.SelfAttribute("interview.household")
    convention = factory.SelfAttribute("interview.convention")
    on = factory.SelfAttribute("interview.on")
    title = "Visite à domicile"
    text = "Le ménage a reçu sa nouvelle attestation."
    author = factory.SelfAttribute("interview.author")


class ExchangeFactory(DjangoModelFactory):
    class Meta:
        model = Exchange

    convention = factory.SubFactory(ConventionFactory, ends_on=FAR)
    household = factory.SubFactory(HouseholdFactory, landlord=factory.SelfAttribute("..convention.landlord"))
    way = ExchangeWay.CALL
    on = datetime.date(2015, 5, 4)
    agreed_on = datetime.date(2015, 3, 17)
    text = "Le rendez-vous avec le gardien est fixé."
    written_by = factory.SubFactory(
        MembershipFactory, role=Role.ADVISOR, organisation=factory.SelfAttribute("..convention.landlord")
    )


class StructureFactory(DjangoModelFactory):
    class Meta:
        model = Structure

    operator = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Structure d’essai {n}")
    kind = StructureKind.SOCIAL_SERVICE
    commune = "Nantes"


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    accompaniment = factory.SubFactory(AccompanimentFactory)
    theme = "budget"
    text = "Reprendre le paiement du loyer."
    agreed_on = datetime.date(2015, 4, 2)
    author = factory.SelfAttribute("accompaniment.worker")


class TaskFactory(DjangoModelFactory):
    class Meta:
        model = Task

    objective = factory.SubFactory(ObjectiveFactory)
    text = "Rassembler les relevés."


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    accompaniment = factory.SubFactory(AccompanimentFactory)
    kind = ActionKind.FSL
    author = factory.SelfAttribute("accompaniment.worker")


class RelayFactory(DjangoModelFactory):
    class Meta:
        model = Relay

    accompaniment = factory.SubFactory(AccompanimentFactory)
    structure = factory.SubFactory(
        StructureFactory, operator=factory.SelfAttribute("..accompaniment.convention.operator")
    )
    on = datetime.date(2015, 5, 4)
    author = factory.SelfAttribute("accompaniment.worker")


def diagnostic_mesure(**kwargs):
    """A mesure of the social visits, in its diagnostic; the limit is two months from the first day."""
    kwargs.setdefault(
        "convention", ConventionFactory(programme__code="visites-sociales", starts_on=FIRST_DAY, ends_on=FAR)
    )
    return AccompanimentFactory(**kwargs, phase=PhaseKind.DIAGNOSTIC, phase__limit_on=datetime.date(2015, 5, 17))


class DiagnosticFactory(DjangoModelFactory):
    class Meta:
        model = Diagnostic

    accompaniment = factory.LazyFunction(diagnostic_mesure)
    phase = factory.LazyAttribute(lambda diagnostic: diagnostic.accompaniment.phases.get(kind=PhaseKind.DIAGNOSTIC))
    author = factory.SelfAttribute("accompaniment.worker")


class ConclusionsFactory(DjangoModelFactory):
    class Meta:
        model = Conclusions

    diagnostic = factory.SubFactory(DiagnosticFactory)
    accompaniment = factory.SelfAttribute("diagnostic.accompaniment")


def published_conclusions(**kwargs):
    """As they stand once the head has validated them; the phase has ended with their orientation."""
    kwargs.setdefault("orientation", "other_programme")
    conclusions = ConclusionsFactory(**kwargs)
    mesure, phase = conclusions.accompaniment, conclusions.diagnostic.phase
    phase.ends_on, phase.outcome = datetime.date(2015, 5, 6), conclusions.orientation
    phase.save()
    conclusions.text, conclusions.read_on = "Le ménage reprend pied.", datetime.date(2015, 5, 5)
    conclusions.published_at, conclusions.published_by = timezone.now(), mesure.worker
    conclusions.save()
    conclusions.diagnostic.state = "published"
    conclusions.diagnostic.save()
    return conclusions


class ProposalFactory(DjangoModelFactory):
    class Meta:
        model = Proposal

    conclusions = factory.LazyFunction(published_conclusions)
    accompaniment = factory.SelfAttribute("conclusions.accompaniment")
    convention = factory.LazyAttribute(
        lambda proposal: ConventionFactory(
            landlord=proposal.accompaniment.convention.landlord,
            operator=proposal.accompaniment.convention.operator,
            ends_on=FAR,
        )
    )


class ReviewFactory(DjangoModelFactory):
    class Meta:
        model = Review

    accompaniment = factory.SubFactory(AccompanimentFactory)
    kind = ReviewKind.INTERMEDIATE
    on = datetime.date(2015, 9, 17)
    author = factory.SelfAttribute("accompaniment.worker")


def validated_review(**kwargs):
    """Read by the landlord; not signed yet."""
    at = datetime.datetime(2015, 9, 21, 10, tzinfo=datetime.UTC)
    return ReviewFactory(state=ReviewState.VALIDATED, validated_at=at, **kwargs)


class ReviewSignatureFactory(DjangoModelFactory):
    class Meta:
        model = ReviewSignature

    review = factory.LazyFunction(validated_review)
    party = Party.OPERATOR
    name = "Léa Riou"
    way = SignatureWay.PAPER
    on = datetime.date(2015, 9, 21)
    recorded_by = factory.SelfAttribute("review.author")


class ExtensionFactory(DjangoModelFactory):
    class Meta:
        model = Extension

    accompaniment = factory.SubFactory(AccompanimentFactory)
    meeting = factory.SubFactory(
        TripartiteMeetingFactory,
        household=factory.SelfAttribute("..accompaniment.household"),
        convention=factory.SelfAttribute("..accompaniment.convention"),
    )
    until = datetime.date(2016, 9, 16)
    reason = "Le plan d’apurement court jusqu’à l’été."
    proposed_by = factory.SelfAttribute("accompaniment.worker")


class ClosingFactory(DjangoModelFactory):
    class Meta:
        model = Closing

    accompaniment = factory.SubFactory(AccompanimentFactory)
    on = datetime.date(2016, 3, 16)
    exit_reason = ExitReason.OBJECTIVES_REACHED
    proposed_by = factory.SelfAttribute("accompaniment.worker")


class WithdrawalDecisionFactory(DjangoModelFactory):
    class Meta:
        model = WithdrawalDecision

    accompaniment = factory.SubFactory(AccompanimentFactory)
    adhesion = factory.SubFactory(
        AdhesionFactory,
        household=factory.SelfAttribute("..accompaniment.household"),
        convention=factory.SelfAttribute("..accompaniment.convention"),
        kind="collective",
        withdrawn_on=datetime.date(2015, 9, 1),
    )
    outcome = "continue_individual"
    reason = "Ses horaires de travail ont changé."
    proposed_by = factory.SelfAttribute("accompaniment.worker")


def closed_mesure(*, ends_on=datetime.date(2016, 3, 16), exit_reason=ExitReason.OBJECTIVES_REACHED, **kwargs):
    mesure = AccompanimentFactory(**kwargs)
    mesure.phases.filter(ends_on=None).update(ends_on=ends_on)
    mesure.state, mesure.ends_on, mesure.exit_reason = MesureState.CLOSED, ends_on, exit_reason
    mesure.save()
    return mesure
