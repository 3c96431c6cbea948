# The application alone: PostgreSQL, Redis and TLS are beside it (compose.yaml, docs/deployment.md).
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATIC_ROOT=/srv/static \
    XDG_CACHE_HOME=/tmp

# What WeasyPrint needs to make a PDF.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent \
        --shell /usr/sbin/nologin jytiens \
    && install --directory --owner jytiens --group jytiens --mode 0700 /var/lib/jytiens

WORKDIR /srv/jytiens

# Before the code: these layers change with the lock file only.
COPY requirements-production.lock ./
RUN pip install --only-binary :all: --require-hashes -r requirements-production.lock

COPY . ./
# Nothing connects here: these values satisfy the settings while the files are collected, and stay out of the image.
RUN python -m compileall -q . \
    && SECRET_KEY=build FIELD_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= ALLOWED_HOSTS=localhost \
        PUBLIC_URL=https://localhost DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost \
        python manage.py collectstatic --noinput --verbosity 0

USER jytiens
EXPOSE 8000

# The same image is the web server, the worker and beat: each has its own health (compose.yaml).
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "deploy/healthcheck.py", "vivant"]

CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--preload", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "30", \
     "--max-requests", "2000", "--max-requests-jitter", "200"]
