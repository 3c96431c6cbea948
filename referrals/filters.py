import django_filters
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accounts.enums import OPERATOR_ROLES, Role
from accounts.models import Membership
from core.forms import DayInput
from referrals.enums import ReferralState, Urgency
from referrals.models import Referral
from referrals.models.referrals import named_in_referrals
from referrals.presentation.inbox import IN_THE_INBOX
from referrals.rules import BEFORE_OUTCOME
from referrals.rules.standing import state_words

PLURALS = {"": "Toutes"}
NAMES = ("user__first_name", "user__last_name")


def people_of(organisation, role, named):
    """Who was named in fiches: names stay on the page, the address carries an identifier."""
    found = Membership.objects.filter(pk__in=named_in_referrals(named), organisation=organisation, role__in=role)
    return choices_of(found)


def choices_of(memberships):
    found = memberships.order_by("user__last_name", "user__first_name", "pk")
    return [(str(pk), f"{first} {last}") for pk, first, last in found.values_list("pk", *NAMES)]


class ReferralFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Numéro de fiche ou de dossier", method="by_number")
    etat = django_filters.ChoiceFilter(label="État", field_name="state")
    qui = django_filters.ChoiceFilter(
        label="Pour qui", choices=[("moi", "Les miennes")], empty_label="Toutes", method="mine"
    )
    delai = django_filters.ChoiceFilter(
        label="Délai", choices=[("retard", "En retard")], empty_label="Tous", method="late"
    )
    convention = django_filters.ChoiceFilter(label="Dispositif", field_name="convention", empty_label="Tous")
    conseillere = django_filters.ChoiceFilter(label="Conseillère", field_name="advisor", empty_label="Toutes")
    interlocuteur = django_filters.ChoiceFilter(label="Interlocuteur", field_name="worker", empty_label="Tous")
    urgence = django_filters.ChoiceFilter(
        label="Urgence", field_name="urgency", choices=Urgency.choices, empty_label="Toutes"
    )
    du = django_filters.DateFilter(label="Commencée depuis le", method="from_day", widget=DayInput)
    au = django_filters.DateFilter(label="Jusqu’au", method="to_day", widget=DayInput)
    ordre = django_filters.ChoiceFilter(
        label="Ordre",
        choices=[("attente", "Celles qui attendent depuis le plus longtemps")],
        empty_label="Les plus récentes d’abord",
        method="in_order",
    )

    class Meta:
        model = Referral
        fields = []

    def __init__(self, *args, actor, conventions=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.actor = actor
        self.states = [
            state for state in ReferralState if state != ReferralState.DRAFT or actor.role not in OPERATOR_ROLES
        ]
        self.filters["etat"].extra["choices"] = [(state.value, state_words(state, actor.role)) for state in self.states]
        self.filters["convention"].extra["choices"] = list(conventions)
        house = actor.organisation_id
        if actor.role in OPERATOR_ROLES:
            del self.filters["conseillere"]
            self.filters["interlocuteur"].extra["choices"] = people_of(house, OPERATOR_ROLES, "worker")
        else:
            del self.filters["interlocuteur"]
            self.filters["conseillere"].extra["choices"] = people_of(house, [Role.ADVISOR], "advisor")
        if actor.role == Role.LANDLORD_MANAGER:
            del self.filters["qui"]

    status_words = PLURALS

    def by_number(self, queryset, name, value):
        words = value.strip().replace("\0", "").upper()
        return queryset.filter(Q(number__startswith=words) | Q(household__number__startswith=words))

    def mine(self, queryset, name, value):
        return queryset.filter(**{"worker" if self.actor.role in OPERATOR_ROLES else "advisor": self.actor.pk})

    def late(self, queryset, name, value):
        return queryset.late_on(timezone.localdate())

    def from_day(self, queryset, name, value):
        return queryset.filter(created_at__date__gte=value)

    def to_day(self, queryset, name, value):
        return queryset.filter(created_at__date__lte=value)

    @property
    def order(self):
        chosen = self.form.is_valid() and self.form.cleaned_data.get("ordre")
        return ["waiting_since", "pk"] if chosen else ["-created_at", "-pk"]

    def in_order(self, queryset, name, value):
        """What waits no more has no delay."""
        return queryset.filter(state__in=BEFORE_OUTCOME) if value else queryset

    def in_state(self, state):
        """What the list would hold in that state, every other filter in force."""
        found = self.queryset.filter(state=state)
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() else ():
            found = found if name == "etat" else self.filters[name].filter(found, value)
        return found


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
        # A head reads all that is confided to her team.
        within = Referral.objects.all() if actor.role == Role.SERVICE_HEAD else Referral.objects.visible_to(actor)
        hers = within.filter(state__in=IN_THE_INBOX, worker=OuterRef("pk"))
        named = choices_of(Membership.objects.filter(Exists(hers), organisation=actor.organisation_id))
        if len(named) > 1:
            self.filters["interlocuteur"].extra["choices"] = named
        else:
            del self.filters["interlocuteur"]
