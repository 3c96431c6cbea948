import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from core.memory import give_back

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

application = get_wsgi_application()
# With --preload this is the moment before the processes part. Load every view now (Django waits for the first
# request), then let the collector forget what lives as long as the process: it would go through all of it again and
# again, in the middle of requests, and each process would get a copy.
assert get_resolver().url_patterns
gc.collect()
gc.freeze()
give_back()
