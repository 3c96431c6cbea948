"""The tab « Documents »: every paper of the file, whatever it is about."""

from collections import Counter

from core.filtering import filter_bar
from tenants.filters import PaperFilter
from tenants.presentation.papers import kinds_for, papers_of
from tenants.views.file_page import FilePage


class PapersPage(FilePage):
    template_name = "tenants/papers.html"
    tab = "tenants:papers"

    def get_context_data(self, **kwargs):
        actor = self.request.actor
        found = papers_of(self.household, actor, self.today)
        counts = Counter(kind.code for kind, _ in found)
        wanted = PaperFilter(self.request.GET, kinds=[kind for kind in kinds_for(actor) if kind.code in counts])
        return super().get_context_data(
            papers=[paper for kind, paper in found if wanted.kind in ("", kind.code)],
            bar=filter_bar(wanted, status="quoi", counts=counts),
            **kwargs,
        )
