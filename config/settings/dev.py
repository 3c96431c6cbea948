"""bin/run and bin/manage on the embedded servers: production's behaviour, without its certificates."""

from config.settings.base import *
from config.settings.base import DATA_DIR, env

DEVELOPMENT_PAGES = True
DEBUG = env.bool("DEBUG", default=False)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.bool("DEBUG", default=False)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
EMAIL_BACKEND = env("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = DATA_DIR / "courriels"
