"""Who may hold which role where, and who administers whom. Pure."""

from accounts.enums import OrganisationKind, Role

KINDS_OF_ROLE = {
    Role.ADVISOR: {OrganisationKind.LANDLORD},
    Role.LANDLORD_MANAGER: {OrganisationKind.LANDLORD},
    Role.SOCIAL_WORKER: {OrganisationKind.OPERATOR},
    Role.SERVICE_HEAD: {OrganisationKind.OPERATOR},
    Role.BILLING_OFFICER: {OrganisationKind.OPERATOR},
    Role.COMMITTEE_MEMBER: {OrganisationKind.PARTNER},
    Role.DPO: {OrganisationKind.OPERATOR, OrganisationKind.LANDLORD},
    Role.ADMINISTRATOR: set(OrganisationKind),
}


def roles_of_kind(kind):
    return [role for role in Role if kind in KINDS_OF_ROLE[role]]


def may_hold(role, kind):
    return kind in KINDS_OF_ROLE[role]


def may_administer(administering_kind, administered_kind):
    """Only an operator's administrators reach an operator: a landlord's could otherwise name a social worker."""
    return administered_kind != OrganisationKind.OPERATOR or administering_kind == OrganisationKind.OPERATOR
