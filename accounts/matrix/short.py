"""The names of roles and reaches, short enough for a table."""

from accounts.enums import Role
from accounts.rights import Reach

ALL, OWN, PUBLISHED, STATUS, AGGREGATE, TECHNICAL = (
    Reach.ALL,
    Reach.OWN,
    Reach.PUBLISHED,
    Reach.STATUS,
    Reach.AGGREGATE,
    Reach.TECHNICAL,
)
ADVISOR, LANDLORD_MANAGER, SOCIAL_WORKER, SERVICE_HEAD, BILLING_OFFICER, COMMITTEE, DPO, ADMINISTRATOR = (
    Role.ADVISOR,
    Role.LANDLORD_MANAGER,
    Role.SOCIAL_WORKER,
    Role.SERVICE_HEAD,
    Role.BILLING_OFFICER,
    Role.COMMITTEE_MEMBER,
    Role.DPO,
    Role.ADMINISTRATOR,
)
