"""What gunicorn serves as « ours »: the application that production serves, with its settings."""

from django.conf import settings
from django.utils.module_loading import import_string

from reporting.bench.counting import CountsQueries

application = CountsQueries(import_string(settings.WSGI_APPLICATION))
