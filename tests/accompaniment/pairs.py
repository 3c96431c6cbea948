"""A mesure and everybody around it: who may read of it, and who may not."""

from types import SimpleNamespace

from accounts.enums import OrganisationKind, Role
from accounts.rules import KINDS_OF_ROLE
from tests.factories.accompaniment import AccompanimentFactory
from tests.factories.accounts import MembershipFactory, PartnerFactory


def the_team(**given):
    """The worker who has the household, a colleague without it, their head, and the landlord's."""
    mesure = AccompanimentFactory(**given)
    operator, landlord = mesure.convention.operator, mesure.convention.landlord
    return SimpleNamespace(
        mesure=mesure,
        household=mesure.household,
        convention=mesure.convention,
        worker=mesure.worker,
        colleague=MembershipFactory(role=Role.SOCIAL_WORKER, organisation=operator, user__last_name="Bodin"),
        head=MembershipFactory(role=Role.SERVICE_HEAD, organisation=operator, user__last_name="Tanguy"),
        advisor=MembershipFactory(role=Role.ADVISOR, organisation=landlord, user__last_name="Riou"),
        manager=MembershipFactory(role=Role.LANDLORD_MANAGER, organisation=landlord),
    )


def everybody_else(team):
    """One of each role that reads nothing of what is said, at each house where the role exists."""
    houses = {
        OrganisationKind.OPERATOR: team.convention.operator,
        OrganisationKind.LANDLORD: team.convention.landlord,
        OrganisationKind.PARTNER: PartnerFactory(administered_by=team.convention.operator),
    }
    others = [
        MembershipFactory(role=role, organisation=houses[kind])
        for role in (Role.BILLING_OFFICER, Role.COMMITTEE_MEMBER, Role.DPO, Role.ADMINISTRATOR)
        for kind in KINDS_OF_ROLE[role]
    ]
    return [team.advisor, team.manager, team.colleague, *others]
