"""What gunicorn serves as « ours »: the whole application, with its settings."""

from django.core.wsgi import get_wsgi_application

from reporting.bench.counting import CountsQueries

application = CountsQueries(get_wsgi_application())
