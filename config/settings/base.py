"""What every environment shares. dev, test and prod only say what differs."""

from importlib.util import find_spec
from pathlib import Path

import environ
import pgtrigger
from celery.schedules import crontab
from csp.constants import NONCE, NONE, SELF

from config.settings.database import databases

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()
DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env("SECRET_KEY")
# Keys of the encrypted fields, newest first: core.fields, bin/manage rotate_keys.
FIELD_KEYS = env.list("FIELD_KEYS")
DEBUG = False
# Pages for developers (/vitrine), never in production.
DEVELOPMENT_PAGES = False
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "reporting",
    "billing",
    "accompaniment",
    "collective",
    "referrals",
    "tenants",
    "programmes",
    "accounts",
    "core",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "bootstrap",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.middleware.HtmxLoginMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.middleware.ActorMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.DeclaredAccessMiddleware",
    "accounts.middleware.ActorHistoryMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # In the place of the package's own.
            "libraries": {"lucide": "core.templatetags.icons"},
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.page",
                "accounts.context_processors.actor",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# The owner migrates; the application lives in the tables without owning them (core.database).
APPLICATION_ROLE = env("APPLICATION_ROLE", default="jytiens_app")
DATABASES, DATABASE_OWNER = databases(env, APPLICATION_ROLE)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PGHISTORY_LEVEL = pgtrigger.Statement
PGHISTORY_BASE_MODEL = "core.history.Event"

REDIS_URL = env("REDIS_URL", default="redis://localhost:6379/0")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = env("CELERY_BROKER_URL", default=REDIS_URL)
CELERY_TASK_IGNORE_RESULT = True
# A worker that dies gives its task back; every task is idempotent.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"unacked_restore_throttle": 1, "visibility_timeout": 1800}
CELERY_TASK_TIME_LIMIT = 1500
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Paris"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE = {
    "worker heartbeat": {"task": "core.tasks.beat_heart", "schedule": 10.0, "options": {"expires": 10}},
    "lost jobs": {"task": "core.tasks.resume_lost_jobs", "schedule": 60.0, "options": {"expires": 60}},
    "purge": {"task": "core.tasks.purge", "schedule": 3600.0, "options": {"expires": 3600}},
    # Before the notices of the morning, which take them along.
    "late meetings": {
        "task": "accompaniment.tasks.tell_late_cadences",
        "schedule": crontab(hour=4, minute=30),
        "options": {"expires": 7200},
    },
    "notices of the morning": {
        "task": "accounts.tasks.send_notice_digests",
        "schedule": crontab(hour=7, minute=0),
        "options": {"expires": 3600},
    },
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 14},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# A changed password, e-mail or second factor is told to the person.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[J’y tiens] "
# Axes locks; allauth's own limit on failed logins stays above it, never off (it guards codes too).
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,20/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "J’y tiens"
# A telephone may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "accounts.adapter.SecondFactorAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.entry_forms.SignInForm",
    "reset_password": "accounts.entry_forms.ForgottenPasswordForm",
    "add_email": "accounts.entry_forms.NewAddressForm",
}
MFA_FORMS = {
    "activate_totp": "accounts.code_forms.CodeToLink",
    "authenticate": "accounts.code_forms.CodeToEnter",
    "reauthenticate": "accounts.code_forms.CodeToContinue",
}
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)

# How long the link of an invitation holds.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)
# Whoever sits down at an open screen does not change its owner's e-mail or password.
ACCOUNT_REAUTHENTICATION_REQUIRED = True

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_FORM_FIELD = "login"
AXES_USERNAME_CALLABLE = "accounts.login.attempted_email"
AXES_CLIENT_IP_CALLABLE = "accounts.login.client_address"
# How many proxies of ours add to X-Forwarded-For.
TRUSTED_PROXY_COUNT = 0
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
SESSION_COOKIE_NAME = "jytiens_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_MAX_SECONDS = env.int("SESSION_MAX_SECONDS", default=10 * 3600)
SESSION_COOKIE_AGE = SESSION_MAX_SECONDS
CSRF_COOKIE_NAME = "jytiens_csrf"
CSRF_FAILURE_VIEW = "core.views.errors.csrf_failure"

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = None
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", Path(find_spec("font_source_sans_pro").origin).parent / "files"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# The page of a household (tenants.panels): what each application shows on it, and its tabs.
HOUSEHOLD_PANELS = [
    "tenants.panels.brief.brief_panel",
    "tenants.panels.reading.reading_panel",
    "accompaniment.panels.mesures.mesure_panel",
    "accompaniment.panels.progress.progress_panel",
    "referrals.panels.referrals.referral_panel",
    "referrals.panels.preliminary.preliminary_panel",
    "referrals.panels.appointments.appointment_panel",
    "accompaniment.panels.diagnostics.diagnostic_panel",
    "accompaniment.panels.interviews.interviews_panel",
    "accompaniment.panels.objectives.objectives_panel",
    "accompaniment.panels.reviews.review_panel",
    "accompaniment.panels.interviews.publications_panel",
    "referrals.panels.meetings.meetings_panel",
    "referrals.panels.meetings.adhesions_panel",
    "accompaniment.panels.exchanges.exchanges_panel",
    "tenants.panels.screenings.screening_panel",
    "tenants.panels.links.links_panel",
    "accompaniment.panels.whole_file.whole_file_panel",
]
HOUSEHOLD_TABS = [
    ("Synthèse", "tenants:household"),
    ("Suivi", "accompaniment:timeline"),
    ("Objectifs", "accompaniment:objectives"),
    ("Documents", "tenants:papers"),
    ("Historique", "tenants:history"),
    ("Situation", "tenants:situation"),
    ("Éligibilité", "tenants:screenings"),
    ("Fiches", "referrals:of_household"),
    ("Rencontres", "referrals:meetings"),
    ("Entretiens", "accompaniment:interviews"),
    ("Interlocuteurs", "referrals:workers"),
]
# The papers of a file, kind by kind, in the order of the filter (tenants.presentation.papers).
HOUSEHOLD_PAPERS = [
    "accompaniment.panels.papers.WHOLE_FILE",
    "referrals.panels.papers.SHEETS",
    "referrals.panels.papers.LETTERS",
    "referrals.panels.papers.MINUTES",
    "referrals.panels.papers.ENGAGEMENTS",
    "referrals.panels.papers.PIECES",
    "referrals.panels.papers.BOOKLETS",
    "accompaniment.panels.papers.DIAGNOSTICS",
    "accompaniment.panels.papers.REVIEWS",
]
# Where a passed screening leads: an address that takes the keys of the household and of a convention.
AFTER_SCREENING = "referrals:preliminary_create"
# What the line of time of a file tells, in the order of its filter (tenants.presentation.timeline).
HOUSEHOLD_TIMELINE = [
    "tenants.presentation.happenings.SOURCES",
    "referrals.presentation.happenings.SOURCES",
    "accompaniment.presentation.happenings.SOURCES",
]
# What is planned with a household, asked when it separates (tenants.services.separation).
SEPARATION_ASKS = ["referrals.services.separation.appointments_ahead"]
# What follows the situation of a household once it is saved: (household), within its transaction.
AFTER_SITUATION = ["accompaniment.services.limits.follow_proposals"]
# What an appointment becomes in the follow-up (referrals.panels.FollowUp).
APPOINTMENT_FOLLOW_UP = "accompaniment.panels.appointments.follow_up"
# What is due on a day, in the agenda of whoever has it in hand (referrals.presentation.deadlines).
AGENDA_DEADLINES = [
    "referrals.presentation.deadlines.commitments",
    "accompaniment.queue.deadlines.deadlines",
]
# What a fiche was proposed from (referrals.panels.origin_of).
REFERRAL_ORIGIN = "accompaniment.panels.diagnostics.origin_of"
# What is checked, noted, or takes steps of its own, told in the history of a household (tenants.presentation.history).
HOUSEHOLD_TRAILS = [
    "tenants.panels.screenings.screening_trail",
    "referrals.panels.preliminary.preliminary_trail",
    "referrals.panels.referrals.referral_trail",
    "referrals.panels.appointments.appointment_trail",
    "referrals.panels.meetings.minutes_trail",
    "accompaniment.panels.mesures.mesure_trail",
    "accompaniment.panels.exchanges.exchange_trail",
    "accompaniment.panels.reviews.review_trail",
    "accompaniment.panels.diagnostics.diagnostic_trail",
    "accompaniment.panels.objectives.objective_trail",
]
# What follows an adhesion, on the pages of a fiche: (household, actor, today) -> tenants.panels.Pending or None.
AFTER_ADHESION = "accompaniment.panels.mesures.opening_of"
# Whether an operator follows a household still: (household, operator, today) -> (bool, last day of reading or None).
FOLLOW_UP = "accompaniment.services.following.follow_up"
# Files sent by a browser (core.uploads): one of them, all of a request together, a request that is read at all.
FILE_MAX_OCTETS = 10_000_000
UPLOADS_MAX_OCTETS = 40_000_000
REQUEST_MAX_OCTETS = 250_000_000
FILE_UPLOAD_HANDLERS = ["core.uploads.BoundedUploadHandler"]

DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="J’y tiens <ne-pas-repondre@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where links in e-mails lead; bin/run sets it to the address that it serves.
PUBLIC_URL = env("PUBLIC_URL", default="http://localhost:8000")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own would send what was posted to administrators by e-mail.
    "loggers": {"django": {"handlers": [], "propagate": True}},
}
