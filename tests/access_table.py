"""Who opens which address: declared apart from the code, held against it by test_access_matrix.

Each address of the application stands here by its URL name. `get` and `post` are the roles for which the address is
there (404 otherwise); None means that the method is not (405, or 404). `own` and `foreign` give the arguments of the
address, for something of one's own pair and for something of the other pair, which must not be there for anybody.
"""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.enums import Role

EVERYONE = frozenset(Role)
ANYBODY = "anybody, signed in or not"


@dataclass(frozen=True)
class Address:
    get: frozenset | str | None = None
    post: frozenset | str | None = None
    own: Callable | None = None
    foreign: Callable | None = None


def roles(*names):
    return frozenset(names)


ADMINISTRATOR = roles(Role.ADMINISTRATOR)

TABLE = {
    "home": Address(get=EVERYONE),
    "core:alive": Address(get=ANYBODY),
    "core:ready": Address(get=ANYBODY),
    "core:theme": Address(post=ANYBODY),
    "core:accessibility": Address(get=ANYBODY),
    "core:vitrine": Address(get=ANYBODY),
    "accounts:switch_membership": Address(
        post=EVERYONE,
        own=lambda world: {"pk": world.actor.pk},
        foreign=lambda world: {"pk": world.foreign_member.pk},
    ),
    "accounts:without_role": Address(get=EVERYONE),
}

# allauth's own addresses: they look after themselves; what matters is who reaches them at all.
ALLAUTH_PUBLIC = {
    "account_login",
    "account_signup",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
ALLAUTH_SIGNED_IN = {
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_email",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
