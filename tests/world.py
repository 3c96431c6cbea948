"""Two landlord–operator pairs side by side: what one may read, the other must never meet."""

from types import SimpleNamespace

from accounts.enums import OrganisationKind, Role
from accounts.rules import KINDS_OF_ROLE
from tests.factories.accounts import (
    InvitationFactory,
    LandlordFactory,
    LogoFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
)
from tests.factories.programmes import ConventionFactory, SteeringPartnerFactory, TariffFactory


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
    convention = ConventionFactory(reference=f"{prefix.upper()}-REMOB", landlord=landlord, operator=operator)
    SteeringPartnerFactory(convention=convention, organisation=partner)
    return SimpleNamespace(
        prefix=prefix,
        convention=convention,
        tariff=TariffFactory(convention=convention),
        operator=operator,
        landlord=landlord,
        partner=partner,
        members=members,
        invitation=InvitationFactory(organisation=operator),
    )


class World:
    """`actor` is whoever is being tried: set by the test before it asks for arguments."""

    def __init__(self):
        self.ours = build_pair("Nôtre")
        self.theirs = build_pair("Étranger")
        self.actor = None

    @property
    def foreign_member(self):
        return self.theirs.members[Role.SOCIAL_WORKER]
