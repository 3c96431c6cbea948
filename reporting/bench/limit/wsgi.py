"""The limit: a bare Django on the same rows. No session, no role, no trace, no layout; what is left cannot be saved."""

import json
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from reporting.bench.counting import CountsQueries

told = json.loads(os.environ["BENCH_LIMIT"])
settings.configure(
    SECRET_KEY="the limit signs nothing of worth",
    ALLOWED_HOSTS=["localhost"],
    DATABASES={"default": told["database"]},
    ROOT_URLCONF="reporting.bench.limit.urls",
    MIDDLEWARE=["django.middleware.csrf.CsrfViewMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    LANGUAGE_CODE="fr",
    TIME_ZONE="Europe/Paris",
    BENCH_FOLDER=told["folder"],
    BENCH_STATIC=told["static"],
)
application = CountsQueries(get_wsgi_application())
