"""Two landlord–operator pairs side by side: what one may read, the other must never meet."""

import datetime
from types import SimpleNamespace

from accounts.enums import OrganisationKind, Role
from accounts.rules import KINDS_OF_ROLE
from referrals.enums import ReferralState
from tests.factories.accompaniment import (
    FAR,
    AccompanimentFactory,
    ActionFactory,
    AttemptFactory,
    ClosingFactory,
    ConclusionsFactory,
    DiagnosticFactory,
    ExchangeFactory,
    ExtensionFactory,
    InterviewFactory,
    ObjectiveFactory,
    PauseFactory,
    PrivateNoteFactory,
    ProposalFactory,
    PublicationFactory,
    RelayFactory,
    ReviewFactory,
    ReviewSignatureFactory,
    StructureFactory,
    SuspensionFactory,
    TaskFactory,
    WithdrawalDecisionFactory,
    diagnostic_mesure,
    published_conclusions,
    validated_review,
)
from tests.factories.accounts import (
    InvitationFactory,
    LandlordFactory,
    LogoFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
)
from tests.factories.programmes import ConventionFactory, SteeringPartnerFactory, TariffFactory
from tests.factories.referrals import (
    AdhesionFactory,
    AppointmentFactory,
    InformationRequestFactory,
    PreliminaryMeetingFactory,
    ReferralFactory,
    SignedPaperFactory,
    SlotFactory,
    TripartiteMeetingFactory,
    announced_referral,
    sent_referral,
)
from tests.factories.tenants import (
    EvictionStageFactory,
    HouseholdFactory,
    OccupancyFactory,
    PersonFactory,
    RentDebtFactory,
    ResourceFactory,
    SectorFactory,
)


def build_pair(prefix):
    """A landlord, its operator (which administers it) and a partner, with a member of each role."""
    operator = OrganisationFactory(name=f"{prefix} Opérateur")
    landlord = LandlordFactory(name=f"{prefix} Bailleur", administered_by=operator)
    partner = PartnerFactory(name=f"{prefix} Partenaire", administered_by=operator)
    by_kind = {
        OrganisationKind.OPERATOR: operator,
        OrganisationKind.LANDLORD: landlord,
        OrganisationKind.PARTNER: partner,
    }
    members = {}
    for role in Role:
        kind = next(kind for kind in OrganisationKind if kind in KINDS_OF_ROLE[role])
        if OrganisationKind.OPERATOR in KINDS_OF_ROLE[role]:
            kind = OrganisationKind.OPERATOR
        members[role] = MembershipFactory(role=role, organisation=by_kind[kind], user__last_name=f"{prefix}-{role}")
    for organisation in by_kind.values():
        LogoFactory(organisation=organisation)
    convention = ConventionFactory(
        reference=f"{prefix.upper()}-REMOB", landlord=landlord, operator=operator, ends_on=datetime.date(2099, 12, 31)
    )
    SteeringPartnerFactory(convention=convention, organisation=partner)
    return SimpleNamespace(
        prefix=prefix,
        convention=convention,
        **build_files(prefix, convention, members),
        tariff=TariffFactory(convention=convention),
        operator=operator,
        landlord=landlord,
        partner=partner,
        members=members,
        invitation=InvitationFactory(organisation=operator),
    )


def build_files(prefix, convention, members):
    """A household that the pair's worker accompanies to its adhesion, and referrals that have not come so far."""
    advisor, worker = members[Role.ADVISOR], members[Role.SOCIAL_WORKER]
    household = HouseholdFactory(landlord=convention.landlord, name=f"{prefix}-Ménage")
    shared = {"household": household, "convention": convention}
    sector = SectorFactory(landlord=convention.landlord)
    sector.advisors.add(advisor)
    asked = sent_referral(
        convention=convention, advisor=advisor, worker=worker, state=ReferralState.INFORMATION_REQUESTED
    )
    referral = sent_referral(**shared, advisor=advisor, worker=worker, pieces=1)
    meeting = TripartiteMeetingFactory(**shared, referral=referral)
    person = PersonFactory(household=household, last_name=household.name)
    adhesion = AdhesionFactory(**shared, referral=referral, person=person, meeting=meeting)
    return build_accompaniment(shared, worker, advisor, adhesion, meeting) | {
        "household": household,
        "person": person,
        "occupancy": OccupancyFactory(household=household),
        "debt": RentDebtFactory(household=household),
        "resource": ResourceFactory(household=household),
        "stage": EvictionStageFactory(household=household),
        "sector": sector,
        "screening": referral.screening,
        "preliminary_meeting": PreliminaryMeetingFactory(**shared, advisor=advisor),
        "draft_referral": ReferralFactory(convention=convention, advisor=advisor),
        "sent_referral": sent_referral(convention=convention, advisor=advisor),
        "asked_referral": asked,
        "information_request": InformationRequestFactory(referral=asked),
        "announced_referral": announced_referral(convention=convention, advisor=advisor),
        "letter_referral": sent_referral(convention=convention, advisor=advisor, sheet__start_mode="courrier"),
        "assignment": household.assignments.get(),
        "piece": referral.attachments.get(),
        "referral": referral,
        "slot": SlotFactory(membership=worker),
        "appointment": AppointmentFactory(household=household, operator=convention.operator),
        "meeting": meeting,
        "paper": SignedPaperFactory(meeting=meeting, by=worker),
        "adhesion": adhesion,
    }


def build_accompaniment(shared, worker, advisor, adhesion, meeting):
    """What the pair's worker records of the household: of each kind, one."""
    mesure = AccompanimentFactory(**shared, worker=worker, starts_on=adhesion.on)
    interview = InterviewFactory(accompaniment=mesure, author=worker)
    objective = ObjectiveFactory(accompaniment=mesure)
    visited = visited_by(worker, shared)
    diagnostic = DiagnosticFactory(accompaniment=visited)
    over = DiagnosticFactory(accompaniment=visited_by(worker, shared))
    published = published_conclusions(diagnostic=over)
    review = ReviewFactory(accompaniment=mesure)
    read_review = validated_review(accompaniment=mesure)
    decision = WithdrawalDecisionFactory(accompaniment=mesure, adhesion__person=adhesion.person)
    return {
        "closing": ClosingFactory(accompaniment=mesure),
        "decision": decision,
        "withdrawn": decision.adhesion,
        "mesure": mesure,
        "phase": mesure.phases.get(),
        "suspension": SuspensionFactory(phase=mesure.phases.get()),
        "pause": PauseFactory(accompaniment=mesure),
        "interview": interview,
        "attempt": AttemptFactory(accompaniment=mesure),
        "private_note": PrivateNoteFactory(interview=interview),
        "publication": PublicationFactory(interview=interview),
        "exchange": ExchangeFactory(**shared, written_by=advisor),
        "objective": objective,
        "task": TaskFactory(objective=objective),
        "structure": StructureFactory(operator=shared["convention"].operator),
        "action": ActionFactory(accompaniment=mesure),
        "relay": RelayFactory(accompaniment=mesure),
        "extension": ExtensionFactory(accompaniment=mesure, meeting=meeting),
        "visited": visited,
        "diagnostic": diagnostic,
        "conclusions": ConclusionsFactory(diagnostic=diagnostic),
        "over": over,
        "published_conclusions": published,
        "proposal": ProposalFactory(conclusions=published, convention=shared["convention"]),
        "review": review,
        "read_review": read_review,
        "review_signature": ReviewSignatureFactory(
            review=read_review, signed_paper=SignedPaperFactory(meeting=meeting, by=worker)
        ),
    }


def visited_by(worker, shared):
    """A mesure of the social visits, in its diagnostic, under a convention of its own."""
    pair = {"landlord": shared["convention"].landlord, "operator": shared["convention"].operator}
    convention = ConventionFactory(programme__code="visites-sociales", **pair, ends_on=FAR)
    return diagnostic_mesure(worker=worker, convention=convention, household=shared["household"])


class World:
    """`actor` is whoever is being tried: set by the test before it asks for arguments."""

    def __init__(self):
        self.ours = build_pair("Nôtre")
        self.theirs = build_pair("Étranger")
        self.actor = None

    @property
    def foreign_member(self):
        return self.theirs.members[Role.SOCIAL_WORKER]
