from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings


def at_our_address(url):
    """The same page at the address that we serve: a request may name any host, a link in an e-mail may not."""
    parts = urlsplit(url)
    return settings.PUBLIC_URL.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


WAYS_TO_PROVE = {
    "reauthenticate": "Avec le mot de passe",
    "mfa_reauthenticate": "Avec un code, de l’application ou de secours",
    "mfa_reauthenticate:webauthn": "Avec une clé d’accès",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations only; links lead to our own address; a password is one column."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "L’adresse électronique ou le mot de passe ne sont pas les bons.",
        "email_taken": "Un compte existe déjà pour cette adresse électronique.",
        "duplicate_email": "C’est déjà votre adresse électronique.",
        "unknown_email": "Aucun compte n’a cette adresse électronique.",
        "incorrect_password": "Ce n’est pas le bon mot de passe.",
        "enter_current_password": "Saisissez votre mot de passe actuel.",
        "too_many_login_attempts": "Trop d’essais ont échoué. Réessayez dans quelques minutes.",
    }

    def is_open_for_signup(self, request):
        return False

    def get_reauthentication_methods(self, user):
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS_TO_PROVE.get(way["id"], way["description"])} for way in ways]

    def get_reset_password_from_key_url(self, key):
        return at_our_address(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return at_our_address(super().get_email_confirmation_url(request, emailconfirmation))

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """An account that was invited has its address, not allauth's record of it."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def set_password(self, user, password):
        """Only the password: what happened to the account in the meantime (closed, signed out) stays."""
        user.set_password(password)
        user.save(update_fields=["password"])


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Ce n’est pas le bon code. Il faut six chiffres, celui affiché en ce moment ; vérifiez "
        "l’heure du téléphone.",
        "cannot_delete_authenticator": "Ce second facteur ne peut pas être retiré.",
        "cannot_generate_recovery_codes": "Les codes de secours se créent une fois le second facteur en place.",
    }

    def get_totp_label(self, user):
        return user.email
