import django_filters
from django.utils import timezone

from programmes.enums import ConventionState
from programmes.models import Convention


class ConventionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Référence", field_name="reference", lookup_expr="icontains")
    etat = django_filters.ChoiceFilter(label="État", choices=ConventionState.choices, method="in_state")
    dispositif = django_filters.ChoiceFilter(label="Dispositif", field_name="programme__code", empty_label="Tous")

    status_words = {"": "Toutes", ConventionState.ENDING: "Bientôt échues", ConventionState.ENDED: "Échues"}

    class Meta:
        model = Convention
        fields = []

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["dispositif"].extra["choices"] = programmes

    def in_state(self, queryset, name, value):
        return queryset.in_state(value, timezone.localdate())
