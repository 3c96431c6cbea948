"""The tab « Suivi »: all that happened, on one line."""

from accompaniment.filters import TimelineFilter
from accompaniment.presentation.interviews import notes_entries
from accounts.matrix import allows
from core.filtering import filter_bar, url_of
from core.paging import AFTER
from tenants.presentation.timeline import Place, sources_for, timeline_of
from tenants.views.file_page import FilePage

TEAM_TEXT = "team_text.read"


class Timeline(FilePage):
    action = "mesures.read"

    @property
    def recorded_as(self):
        """What is told to the association alone stands on it."""
        return TEAM_TEXT if allows(self.request.actor.role, TEAM_TEXT) else self.action

    template_name = "accompaniment/timeline.html"
    tab = "accompaniment:timeline"

    def get_context_data(self, **kwargs):
        actor, parameters = self.request.actor, self.request.GET
        wanted = TimelineFilter(parameters, sources=sources_for(actor))
        asked = wanted.asked
        after = Place.read(parameters.get(AFTER))
        line = timeline_of(
            self.household,
            actor,
            self.today,
            after=after,
            codes=[asked["quoi"]] if asked.get("quoi") else (),
            since=asked.get("depuis"),
            until=asked.get("jusque"),
        )
        return super().get_context_data(
            events=line.events,
            bar=filter_bar(wanted),
            next_url=self.url_after(line.following),
            writes_entries=notes_entries(self.household, actor),
            narrowed=bool(after or any(asked.values())),
            **kwargs,
        )

    def url_after(self, place):
        if place is None:
            return ""
        query = self.request.GET.copy()
        query[AFTER] = str(place)
        return url_of(query)
