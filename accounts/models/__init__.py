from accounts.models.access_log import AccessLogEntry
from accounts.models.invitations import Invitation
from accounts.models.memberships import Membership
from accounts.models.notices import Notice, NoticePreference
from accounts.models.organisations import Logo, Organisation
from accounts.models.users import User

__all__ = ["AccessLogEntry", "Invitation", "Logo", "Membership", "Notice", "NoticePreference", "Organisation", "User"]
