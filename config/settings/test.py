"""pytest: the same engines as everywhere, quicker passwords, mail kept in memory, a Redis database a worker."""

import os
import re

from config.boot.embedded import prepare_environment

# Before the settings are read: pytest needs nothing else, from bin/test, a terminal or an editor.
prepare_environment(default="var/test", durable=False)

from config.settings.base import *  # noqa: E402
from config.settings.base import CACHES, CELERY_BROKER_URL, REDIS_URL, TEMPLATES  # noqa: E402

DEVELOPMENT_PAGES = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_USE_FINDERS = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
TEMPLATES[0]["OPTIONS"]["debug"] = True


def _redis_database(url, number):
    """The same server, another database: parallel workers do not see each other's cache and queue."""
    if url.startswith("unix:"):
        return re.sub(r"(\?db=)?\d*$", "", url) + f"?db={number}"
    if url.startswith("redis+socket:"):
        return re.sub(r"(\?virtual_host=)?\d*$", "", url) + f"?virtual_host={number}"
    return re.sub(r"(/\d+)?$", "", url) + f"/{number}"


_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
REDIS_URL = CACHES["default"]["LOCATION"] = _redis_database(REDIS_URL, 2 + 2 * _worker)
# Celery reads the variable before the setting.
CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"] = _redis_database(CELERY_BROKER_URL, 3 + 2 * _worker)
