class RenderNow:
    """Render inside the view, hence inside the request's transaction.

    Django renders a TemplateResponse after ATOMIC_REQUESTS has committed: its queries would run outside, and a
    page could be shown although its line in the access log was rolled back.
    """

    def render_to_response(self, context, **response_kwargs):
        return super().render_to_response(context, **response_kwargs).render()
