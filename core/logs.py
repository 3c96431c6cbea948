import logging
import re
import traceback

# What follows these in an address opens an account or an agenda.
SECRET_PATHS = re.compile(r"(/invitation/|/password/reset/key/|/confirm-email/|/agenda/flux/)[^\s/]+")


class DiscreetFormatter(logging.Formatter):
    """Logs are read by people who may read no file: an error gives its type and its place, never its message
    (PostgreSQL's quotes the row), and an address never its secret."""

    def __init__(self):
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record):
        text = super().format(record)
        for error in chain(record.exc_info[1] if record.exc_info else None):
            # Celery writes the error into its own message.
            for words in filter(None, (repr(error), str(error))):
                text = text.replace(words, type(error).__name__)
        return SECRET_PATHS.sub(r"\1…", text)

    def formatException(self, exc_info):
        return "\n".join(self._frames(exc_info[1]))

    def _frames(self, error):
        for one in chain(error):
            yield f"{type(one).__module__}.{type(one).__qualname__}"
            for frame in traceback.extract_tb(one.__traceback__):
                yield f"  {frame.filename}:{frame.lineno} {frame.name}"


def chain(error):
    """The error, what it was raised from, and so on."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
