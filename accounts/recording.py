from accounts.services import record_access


class RecordsAccess:
    """A view of one thing, each look at which leaves a line in the access log, in the transaction that shows it.

    Where the line cannot be written, the exception rolls everything back and nothing is shown.
    """

    # About accounts and settings, not about a tenant's file.
    technical = False

    def access_owner(self):
        """The organisation to whom the thing belongs: it reads who looked, from wherever."""
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code == 200 and request.method != "OPTIONS":
            record_access(
                by=request.actor,
                action=self.action,
                subject=self.object,
                owner=self.access_owner(),
                technical=self.technical,
            )
        return response
