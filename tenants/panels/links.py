"""« Dossiers liés », on the page of a household: where else something of it stands."""

from django.db.models import Q
from django.urls import reverse

from accounts.matrix import allows
from core.composed import Composed
from tenants.enums import MergeState
from tenants.models import Merge
from tenants.panels import Panel, Pending
from tenants.services.links import links_of

PROPOSED = Composed(
    lambda household: (
        Merge.objects.filter(Q(source=household) | Q(target=household), state=MergeState.PROPOSED)
        .order_by()
        .values_list("pk", flat=True)
    )
)


def proposed_merge(household, actor):
    """Most files have none: what is read of the other side is asked where there is one."""
    keys = PROPOSED(household=household.pk)
    return Merge.objects.visible_to(actor).filter(pk__in=keys).first() if keys else None


def links_panel(household, actor, today):
    may_link, may_review = allows(actor.role, "households.link"), allows(actor.role, "merges.review")
    links = links_of(household, actor)
    proposed = None
    if allows(actor.role, "merges.read"):
        proposed = proposed_merge(household, actor)
    if not (links or proposed or may_link):
        return None
    pending = None
    if proposed:
        pending = Pending(
            "Ce dossier serait réuni à un autre",
            "À comparer, puis à réunir ou à refuser." if may_review else "La responsable compare les deux dossiers.",
            url=reverse("tenants:merge", args=[proposed.pk]),
            label="Comparer" if may_review else "Voir la proposition",
            tone="" if may_review else "info",
        )
    context = {"links": links, "may_link": may_link, "may_propose": may_link and not proposed}
    return Panel("Dossiers liés", "tenants/_links.html", context, pending=pending)
