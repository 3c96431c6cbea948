"""What the operator has before it: received fiches that wait, the late ones first."""

import django_filters
from django.db.models import Case, IntegerField, Prefetch, Value, When

from accounts.models import Membership
from referrals.enums import ReferralState, Urgency
from referrals.models import Referral
from referrals.models.referrals import late_condition
from referrals.rules import AT_THE_OPERATOR
from referrals.wording import state_words
from tenants.models import Occupancy

IN_THE_INBOX = (*AT_THE_OPERATOR, ReferralState.ANNOUNCED)
ORDER = ["rank", "waiting_since", "pk"]


def in_inbox(actor, today):
    """`rank` 0: late."""
    late_first = Case(When(late_condition(today), then=Value(0)), default=Value(1), output_field=IntegerField())
    return Referral.objects.visible_to(actor).filter(state__in=IN_THE_INBOX).annotate(rank=late_first)


def with_parts(rows, today):
    """What a line shows, in two statements."""
    homes = Prefetch("household__occupancies", Occupancy.objects.open_on(today), to_attr="homes_now")
    parts = ("household__landlord", "convention__programme", "worker__user", "appointment")
    return rows.select_related(*parts).prefetch_related(homes)


class InboxFilter(django_filters.FilterSet):
    etat = django_filters.ChoiceFilter(label="État", field_name="state")
    urgence = django_filters.ChoiceFilter(
        label="Urgence", field_name="urgency", choices=Urgency.choices, empty_label="Toutes"
    )
    interlocuteur = django_filters.ChoiceFilter(label="Interlocuteur", field_name="worker", empty_label="Tous")
    status_words = {"": "Toutes"}

    class Meta:
        model = Referral
        fields = []

    def __init__(self, *args, actor, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["etat"].extra["choices"] = [(state.value, state_words(state, actor.role)) for state in states]
        hers = Referral.objects.visible_to(actor).filter(state__in=IN_THE_INBOX).values("worker")
        workers = Membership.objects.filter(pk__in=hers).select_related("user").order_by("user__last_name", "pk")
        named = [(str(each.pk), str(each.user)) for each in workers]
        if len(named) > 1:
            self.filters["interlocuteur"].extra["choices"] = named
        else:
            del self.filters["interlocuteur"]
