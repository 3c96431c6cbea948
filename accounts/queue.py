"""What waits for an administrator: invitations whose link is over before it was used."""

from django.utils import timezone

from accounts.enums import Role
from accounts.models import Invitation
from accounts.navigation import url_of
from core.queue import QueueItem
from core.wording import relative_day

# More than that is a list to open, not a queue to read.
SHOWN = 10


def queue_items(actor, today):
    url = url_of("accounts:invitations")
    if actor.role != Role.ADMINISTRATOR or not url:
        return []
    waiting = Invitation.objects.visible_to(actor).waiting().select_related("organisation")
    over = waiting.filter(expires_at__lt=timezone.now()).order_by("expires_at", "pk")
    return [item_of(invitation, url, today) for invitation in over[:SHOWN]]


def item_of(invitation, url, today):
    ended = timezone.localdate(invitation.expires_at)
    name = f"{invitation.first_name} {invitation.last_name}"
    return QueueItem(
        title=f"{name} n’a pas répondu à son invitation",
        detail=f"{invitation.get_role_display()}, {invitation.organisation}. Le lien s’est fermé "
        f"{relative_day(ended, today)}.",
        url=url,
        action_label="Renvoyer",
        due_on=ended,
        late=True,
    )
