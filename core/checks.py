from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks


def field_keys_can_be_used(app_configs, **kwargs):
    """Said at start, not when the first note is written."""
    hint = "Make one with: bin/manage shell -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key())'"
    if not settings.FIELD_KEYS:
        return [checks.Error("FIELD_KEYS is empty: nothing can be encrypted.", hint=hint, id="core.E001")]
    for position, key in enumerate(settings.FIELD_KEYS, 1):
        try:
            Fernet(key)
        except ValueError:
            message = f"Key {position} of FIELD_KEYS is not a Fernet key (32 bytes in URL-safe base64)."
            return [checks.Error(message, hint=hint, id="core.E001")]
    return []
