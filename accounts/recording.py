from accounts.services import record_access
from core.visits import AUTOSAVE_HEADER


def record_list(request, action):
    """A page of names: one line for the page, about the organisation at work."""
    house = request.actor.organisation
    record_access(by=request.actor, action=action, subject=house, owner=house, technical=True)


def reached_through(memberships, actor):
    """The actor's own organisation where the person works there, else the one through which she is reached."""
    houses = {membership.organisation_id: membership.organisation for membership in memberships}
    return houses.get(actor.organisation_id) or next(iter(houses.values()))


class RecordsAccess:
    """A view of one thing, each look at which leaves a line in the access log, in the transaction that shows it.

    Where the line cannot be written, the exception rolls everything back and nothing is shown.
    """

    # About accounts and settings, not about a tenant's file.
    technical = False
    # What the line says in the place of the page's own right: where that it was this page must not be told.
    recorded_as = ""

    def access_subject(self):
        return self.object

    def access_owner(self):
        """The organisation to whom the thing belongs: it reads who looked, from wherever."""
        raise NotImplementedError

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        autosaved = request.method == "POST" and AUTOSAVE_HEADER in request.headers
        if request.method != "OPTIONS" and not autosaved and response.status_code == 200:
            record_access(
                by=request.actor,
                action=self.recorded_as or self.action,
                subject=self.access_subject(),
                owner=self.access_owner(),
                technical=self.technical,
            )
        return response
