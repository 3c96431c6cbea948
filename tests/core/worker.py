"""`celery -A tests.core.worker`: the application's own, with the works of the tests."""

from config.celery import app

app.conf.imports = (*app.conf.imports, "tests.core.sample_jobs")
