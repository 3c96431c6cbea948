"""What changed in a file, who changed it and when."""

from tenants.presentation.history import history_of_file
from tenants.views.file_page import FilePage


class HistoryPage(FilePage):
    template_name = "tenants/history.html"
    tab = "tenants:history"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        actor, shown = self.request.actor, context["reads_contact"]
        return {**context, "entries": history_of_file(self.household, actor, with_contact=shown)}
