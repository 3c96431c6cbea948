"""What views share: pages rendered inside their transaction, actions of one click. Pages of core: the modules below."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from core.errors import DomainError

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


class RenderNow:
    """Render inside the view, hence inside the request's transaction.

    Django renders a TemplateResponse after ATOMIC_REQUESTS has committed: its queries would run outside, and a
    page could be shown although its line in the access log was rolled back.
    """

    def render_to_response(self, context, **response_kwargs):
        return super().render_to_response(context, **response_kwargs).render()


def act(request, call, *, url, done="", back=None):
    """An action without a form: do it and go to `url`; or say why the domain refuses, undone, and go `back`.

    `done` is what the person is told, or makes it from what the call returned.
    """
    try:
        with transaction.atomic():
            result = call()
    except DomainError as refused:
        messages.error(request, refused.message)
        return redirect(back or url)
    told = done(result) if callable(done) else done
    if told:
        messages.success(request, told)
    return redirect(url)
