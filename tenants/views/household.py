"""The file of a household: what one sees first, and its situation in full."""

from tenants.file_page import FilePage
from tenants.panels import ASIDE, MAIN, most_pressing, panels_of
from tenants.situation import situation_of


class HouseholdPage(FilePage):
    template_name = "tenants/household.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        panels = panels_of(self.household, self.request.actor, self.today)
        context["pending"] = most_pressing(panels)
        for place in (MAIN, ASIDE):
            context[f"{place}_panels"] = [panel for panel in panels if panel.template and panel.place == place]
        context["situation"] = situation_of(self.household, self.today, with_guarded_contact=context["reads_contact"])
        return context


class SituationPage(FilePage):
    template_name = "tenants/situation.html"
    tab = "tenants:situation"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        context["situation"] = situation_of(self.household, self.today, with_guarded_contact=context["reads_contact"])
        return context
