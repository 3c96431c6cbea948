import django_filters
from django.utils import timezone

from accounts.enums import AccountState, InvitationState, OrganisationKind, Role
from accounts.models import AccessLogEntry, Invitation, Membership, Organisation, User
from core.filtering import search_words
from core.forms import DayInput


def organisations_in_reach(request):
    return Organisation.objects.visible_to(request.actor).only("name")


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom", method="search")
    type = django_filters.ChoiceFilter(label="Type", field_name="kind", choices=OrganisationKind.choices)

    status_words = {
        "": "Toutes",
        OrganisationKind.LANDLORD: "Bailleurs",
        OrganisationKind.OPERATOR: "Opérateurs",
        OrganisationKind.PARTNER: "Partenaires",
    }

    class Meta:
        model = Organisation
        fields = []

    def search(self, queryset, name, value):
        return search_words(queryset, "sort_name", value)


class PeopleFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom ou adresse électronique", method="search")
    organisation = django_filters.ModelChoiceFilter(
        label="Organisation", queryset=organisations_in_reach, empty_label="Toutes", method="keep"
    )
    role = django_filters.ChoiceFilter(label="Rôle", choices=Role.choices, empty_label="Tous", method="keep")
    etat = django_filters.ChoiceFilter(label="État", choices=AccountState.choices, method="in_state")

    status_words = {AccountState.OPEN: "Ouverts", AccountState.CLOSED: "Fermés"}

    class Meta:
        model = User
        fields = []

    def search(self, queryset, name, value):
        return search_words(queryset, "sort_name", value, also="email")

    def keep(self, queryset, name, value):
        """Organisation and role are asked of the same membership: see filter_queryset."""
        return queryset

    def in_state(self, queryset, name, value):
        return queryset.in_state(value)

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        organisation, role = self.form.cleaned_data.get("organisation"), self.form.cleaned_data.get("role")
        if not organisation and not role:
            return queryset
        memberships = Membership.objects.visible_to(self.request.actor)
        if organisation:
            memberships = memberships.filter(organisation=organisation)
        if role:
            memberships = memberships.filter(role=role)
        return queryset.filter(pk__in=memberships.values("user"))


class InvitationFilter(django_filters.FilterSet):
    EXPIRED = "expired"
    STATES = [
        (InvitationState.PENDING.value, InvitationState.PENDING.label),
        (EXPIRED, "Lien périmé"),
        (InvitationState.ACCEPTED.value, InvitationState.ACCEPTED.label),
        (InvitationState.REVOKED.value, InvitationState.REVOKED.label),
    ]

    q = django_filters.CharFilter(label="Adresse électronique", field_name="email", lookup_expr="icontains")
    organisation = django_filters.ModelChoiceFilter(
        label="Organisation", queryset=organisations_in_reach, empty_label="Toutes"
    )
    etat = django_filters.ChoiceFilter(label="État", choices=STATES, method="in_state")

    status_words = {
        "": "Toutes",
        EXPIRED: "Liens périmés",
        InvitationState.ACCEPTED: "Acceptées",
        InvitationState.REVOKED: "Annulées",
    }

    class Meta:
        model = Invitation
        fields = []

    def in_state(self, queryset, name, value):
        now = timezone.now()
        if value == self.EXPIRED:
            return queryset.waiting().filter(expires_at__lte=now)
        if value == InvitationState.PENDING:
            return queryset.waiting().filter(expires_at__gt=now)
        return queryset.filter(state=value)


class AccessLogFilter(django_filters.FilterSet):
    du = django_filters.DateFilter(label="Du", method="from_day", widget=DayInput)
    au = django_filters.DateFilter(label="Au", method="to_day", widget=DayInput)
    personne = django_filters.CharFilter(label="Qui a regardé", method="by_person")
    action = django_filters.ChoiceFilter(label="Ce qui a été regardé", empty_label="Tout")

    class Meta:
        model = AccessLogEntry
        fields = []

    def __init__(self, *args, actions, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["action"].extra["choices"] = actions

    def from_day(self, queryset, name, value):
        return queryset.between(value, None)

    def to_day(self, queryset, name, value):
        return queryset.between(None, value)

    def by_person(self, queryset, name, value):
        return queryset.filter(user__in=self.people(value).values("pk"))

    @staticmethod
    def people(name):
        return search_words(User.objects.order_by(), "sort_name", name)
