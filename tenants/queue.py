"""What the files of households ask: two of them that wait to be compared."""

from django.urls import reverse

from accounts.matrix import allows
from core.queue import QueueItem
from core.wording import count
from tenants.enums import MergeState
from tenants.models import Merge

# Beyond these, one line tells how many there are.
SHOWN = 5


def queue_items(actor, today):
    if not allows(actor.role, "merges.review"):
        return []
    waiting = Merge.objects.visible_to(actor).filter(state=MergeState.PROPOSED)
    rows = list(waiting.select_related("source", "target", "proposed_by__user").order_by("proposed_at")[: SHOWN + 1])
    if len(rows) > SHOWN:
        number = count(waiting.count(), "réunion de dossiers attend", "réunions de dossiers attendent")
        return [QueueItem(number, "", reverse("tenants:merges"), "Voir les réunions")]
    return [
        QueueItem(
            f"Deux dossiers à comparer : {merge.source.number} et {merge.target.number}",
            f"{merge.proposed_by.user} propose de les réunir.",
            reverse("tenants:merge", args=[merge.pk]),
            "Comparer",
        )
        for merge in rows
    ]
