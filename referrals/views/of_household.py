"""The tabs « Fiches » and « Rencontres » of a household's file."""

from accounts.matrix import allows
from referrals.models import Referral
from referrals.presentation.meetings import meetings_told
from tenants.views.file_page import FilePage


class HouseholdReferrals(FilePage):
    action = "referrals.read"
    template_name = "referrals/of_household.html"
    tab = "referrals:of_household"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        within = Referral.objects.visible_to(actor).filter(household=self.household)
        parts = ("convention__programme", "convention__operator", "advisor__user", "worker__user", "appointment")
        found = within.select_related(*parts).order_by("-created_at", "-pk")
        labels = {}
        for one in found:
            programme = one.convention.programme
            if programme.pk not in labels:
                labels[programme.pk] = programme.version_on(self.today).label
        rows = [(one, one.standing(actor.role, self.today), labels[one.convention.programme_id]) for one in found]
        may_start = allows(actor.role, "referrals.write")
        return super().get_context_data(rows=rows, may_start=may_start, **kwargs)


class HouseholdMeetings(FilePage):
    """The tripartite meetings, what each party promised, what each person answered."""

    action = "tripartite.read"
    template_name = "referrals/meetings.html"
    tab = "referrals:meetings"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        return super().get_context_data(**meetings_told(self.household, actor, self.today), **kwargs)
