class DomainError(Exception):
    """A rule of the field refuses: the message is for the person at the screen."""

    def __init__(self, message, *, field=None):
        super().__init__(message)
        self.message = message
        self.field = field
