from django.db import connection

ASKED = "HTTP_X_BENCH_COUNT"
ANSWERED = "X-Bench-Queries"


class CountsQueries:
    """A WSGI application as it is; only the request that asks for it is told how many queries it made."""

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        if ASKED not in environ:
            return self.application(environ, start_response)
        made = []

        def note(execute, sql, params, many, context):
            made.append(sql)
            return execute(sql, params, many, context)

        def start(status, headers, *exc_info):
            return start_response(status, [*headers, (ANSWERED, str(len(made)))], *exc_info)

        with connection.execute_wrapper(note):
            return self.application(environ, start)
