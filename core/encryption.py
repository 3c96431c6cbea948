"""What must not be read in a stolen dump: Fernet tokens under `settings.FIELD_KEYS`, newest key first.

The newest key writes, every key reads. A value that no key opens is an error, never an empty text.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class DecryptionError(Exception):
    """No key of FIELD_KEYS opens a stored value: a key is missing, or the value is damaged."""


def _fernets():
    return [Fernet(key) for key in settings.FIELD_KEYS]


def encrypt(content: bytes) -> str:
    return _fernets()[0].encrypt(content).decode()


def decrypt(token: str) -> bytes:
    try:
        return MultiFernet(_fernets()).decrypt(token.encode())
    except InvalidToken:
        raise DecryptionError("A stored value cannot be decrypted: is a key missing in FIELD_KEYS?") from None


def rotated(token: str) -> str | None:
    """The token under the newest key, or None where it already is."""
    try:
        _fernets()[0].decrypt(token.encode())
    except InvalidToken:
        return encrypt(decrypt(token))
    return None
