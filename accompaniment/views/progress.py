"""How it goes, for the landlord: what was agreed between the three, what was published, how often the two met."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accompaniment.filters import FollowedFilter
from accompaniment.presentation.followed import ORDER, followed_by, lines_of, texts_within
from accompaniment.presentation.progress import (
    TEXTS_SHOWN,
    extension_to_answer,
    mesures_told,
    next_meeting,
    published_told,
)
from accompaniment.services.exchanges import running_mesures
from accounts.matrix import allows
from accounts.recording import record_list
from core.access import page
from core.filtering import filter_bar
from core.paging import keyset_page
from referrals.presentation.meetings import commitments_told
from referrals.rules.moments import in_words
from tenants.views.file_page import FilePage

READ = "progress.read"


@page(READ)
@require_safe
def followed(request):
    """The mesures that go on, of the households that the reader knows."""
    actor, today = request.actor, timezone.localdate()
    reach = followed_by(actor)
    filterset = FollowedFilter(request.GET, reach, texts=texts_within(actor), today=today)
    shown = keyset_page(filterset.qs.values_list("pk", flat=True), request.GET, by=ORDER, within=reach)
    record_list(request, READ)
    context = {
        "page": shown,
        "lines": lines_of(shown.rows, actor, today),
        "bar": filter_bar(filterset),
        "filtered": filterset.form.has_changed(),
    }
    return render(request, "accompaniment/followed.html", context)


class Progress(FilePage):
    action = READ
    template_name = "accompaniment/progress.html"

    def get_context_data(self, **kwargs):
        household, actor = self.household, self.request.actor
        meeting = next_meeting(household, actor)
        published = published_told(household, actor)
        return super().get_context_data(
            mesures=mesures_told(household, actor, self.today),
            commitments=commitments_told(household, actor, self.today),
            meeting=meeting,
            meeting_words=in_words(meeting.starts_at) if meeting else "",
            extension=extension_to_answer(household, actor),
            published=published[:TEXTS_SHOWN],
            more_published=len(published) > TEXTS_SHOWN,
            reads_published=allows(actor.role, "published.read"),
            alerts=allows(actor.role, "exchanges.alert") and running_mesures(self.household, actor).exists(),
            **kwargs,
        )
