"""The directory as its pages and its file tell it: when each structure was turned to for the last time."""

from django.db.models import Count, DateField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest

from accompaniment.models import Action, Relay
from referrals.models import Structure


def with_last_use(structures):
    """`last_used_on`: the latest relay, or step taken with it, of whichever household of the operator."""
    relays = Relay.objects.filter(structure=OuterRef("pk")).order_by("-on").values("on")[:1]
    on = Coalesce("decided_on", "begun_on", Cast("created_at", DateField()))
    actions = Action.objects.filter(structure=OuterRef("pk")).order_by(on.desc()).values(on_day=on)[:1]
    return structures.annotate(last_used_on=Greatest(Subquery(relays), Subquery(actions)))


def uses_since(structure, day):
    """How many relays and steps since that day: a number, of no household in particular."""
    recent = Q(decided_on__gte=day) | Q(begun_on__gte=day) | Q(created_at__date__gte=day)
    steps = Action.objects.filter(recent, structure=structure).aggregate(number=Count("pk"))["number"]
    return steps + Relay.objects.filter(structure=structure, on__gte=day).count()


def communes_of(actor):
    """Those of the directory, for its filter."""
    found = Structure.objects.visible_to(actor).exclude(commune="").order_by("commune")
    return list(found.values_list("commune", flat=True).distinct())


def themes_known_to(actor):
    """The subjects that the team has written so far."""
    found = Structure.objects.visible_to(actor).values_list("themes", flat=True)
    return sorted({theme for themes in found for theme in themes})
