"""A page of a household's file: found among what the actor may see, framed by its header and tabs, traced.

class HouseholdReferrals(FilePage):
    action = "referrals.read"
    template_name = "referrals/of_household.html"          # extends tenants/file.html, block file
    tab = "referrals:of_household"

    def get_context_data(self, **kwargs):
        return super().get_context_data(referrals=…, **kwargs)      # self.household, self.today, self.request.actor
"""

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from accounts.matrix import allows
from accounts.recording import RecordsAccess
from core.views import RenderNow
from tenants.guarding import reads_contact
from tenants.models import found_household, found_to_write
from tenants.panels import tabs_of
from tenants.presentation.wording import lead_of


class InFile(RecordsAccess):
    """Whatever is about one household: it is found by its key in the address, and each look is traced."""

    action = "households.read"
    # The name of the argument that holds the household's key.
    household_url_kwarg = "pk"
    writes = False

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.today = timezone.localdate()

    def find_household(self):
        find = found_to_write if self.writes else found_household
        for household in find(self.request.actor, household=self.kwargs[self.household_url_kwarg]):
            household.read_by = self.request.actor.pk
            return household
        raise Http404

    @property
    def draft_about(self):
        return f"dossier {self.household.number}"

    def access_subject(self):
        return self.household

    def access_owner(self):
        return self.household.landlord


class FilePage(RenderNow, InFile, TemplateView):
    """One tab of the file."""

    tab = "tenants:household"

    def get(self, request, *args, **kwargs):
        self.household = self.find_household()
        self.household.answers = {}
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **frame_of(self.household, self.request.actor, self.tab, self.today), today=self.today, **kwargs
        )


def frame_of(household, actor, tab, today):
    """What tenants/file.html needs around a tab."""
    shown = reads_contact(actor, household)
    occupancy = household.known.occupancy if household.known else household.occupancies.open_on(today).first()
    writes = allows(actor.role, "households.write") and household.is_writable_by(actor)
    return {
        "household": household,
        "occupancy": occupancy,
        "guard_badge": "Contact protégé" if household.guarded else "",
        "pending": None,
        "lead": lead_of(household, occupancy if shown else None),
        "tabs": tabs_of(household, actor, tab),
        "reads_contact": shown,
        "may_write": writes,
    }
