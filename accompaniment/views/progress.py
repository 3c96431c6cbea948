"""How it goes, for the landlord: what was agreed between the three, what was published, how often the two met."""

from accompaniment.presentation.progress import (
    TEXTS_SHOWN,
    extension_to_answer,
    mesures_told,
    next_meeting,
    published_told,
)
from accompaniment.services.exchanges import running_mesures
from accounts.matrix import allows
from referrals.presentation.meetings import commitments_told
from referrals.rules.moments import in_words
from tenants.views.file_page import FilePage


class Progress(FilePage):
    action = "progress.read"
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
