from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from core.errors import DomainError


def saved(form, service):
    """Call the service with what a valid form holds; what it refuses becomes an error of the form, beside its field.

    Returns whether it went through, and keeps what the service made as `form.result`. `service` takes no argument:
    it is called once the form is known to be valid, so that it may read its cleaned data.
    """
    if not form.is_valid():
        return False
    try:
        form.result = service()
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    except ValidationError as error:
        for name, messages in _by_field(error).items():
            form.add_error(name if name in form.fields else None, messages)
        return False
    return True


def _by_field(error):
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
