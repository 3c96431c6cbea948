import django_filters
from django.utils import timezone

from programmes.enums import ConventionState
from programmes.models import Convention
from programmes.models.conventions import state_condition


class ConventionFilters(django_filters.FilterSet):
    """Everything is in the address: ?recherche=…&etat=…&dispositif=…"""

    recherche = django_filters.CharFilter(field_name="reference", lookup_expr="icontains", label="Référence")
    etat = django_filters.ChoiceFilter(choices=ConventionState.choices, method="in_state", label="État")
    dispositif = django_filters.CharFilter(field_name="programme__code", label="Dispositif")

    class Meta:
        model = Convention
        fields = ()

    def in_state(self, queryset, name, value):
        return queryset.filter(state_condition(value, timezone.localdate()))
