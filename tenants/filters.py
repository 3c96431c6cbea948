import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from programmes.enums import OccupancyStatus
from tenants.enums import Composition
from tenants.models import Household, Occupancy, RentDebt, Sector

# In the place of a key: what is in no sector.
NO_SECTOR = "sans"
WITH_DEBT, WITHOUT_DEBT = "avec", "sans"


class HouseholdFilter(django_filters.FilterSet):
    """What narrows a list and may stand in an address: never a name (docs/adr/0014)."""

    situation = django_filters.ChoiceFilter(
        label="Situation locative", choices=OccupancyStatus.choices, empty_label="Toutes", method="by_occupancy"
    )
    composition = django_filters.ChoiceFilter(label="Composition", choices=Composition.choices, empty_label="Toutes")
    commune = django_filters.CharFilter(label="Commune", method="by_occupancy", max_length=100)
    dette = django_filters.ChoiceFilter(
        label="Dette de loyer",
        choices=[(WITH_DEBT, "Avec une dette"), (WITHOUT_DEBT, "Sans dette connue")],
        empty_label="Toutes",
        method="by_debt",
    )
    secteur = django_filters.ChoiceFilter(label="Secteur", empty_label="Tous", method="by_sector")

    class Meta:
        model = Household
        fields = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        sectors = Sector.objects.visible_to(actor).values_list("pk", "name")
        known = [(str(pk), name) for pk, name in sectors]
        if known:
            self.filters["secteur"].extra["choices"] = [*known, (NO_SECTOR, "Aucun secteur")]
        else:
            del self.filters["secteur"]

    def by_sector(self, queryset, name, value):
        return queryset.filter(sector=None if value == NO_SECTOR else value)

    def by_occupancy(self, queryset, name, value):
        """Status and commune are asked of the same occupancy: see filter_queryset."""
        return queryset

    def by_debt(self, queryset, name, value):
        """What the latest standing amount says."""
        latest = RentDebt.objects.standing().filter(household=OuterRef("pk")).order_by("-on", "-created_at")
        queryset = queryset.alias(last_debt=Subquery(latest.values("amount")[:1]))
        return queryset.filter(last_debt__gt=0) if value == WITH_DEBT else queryset.exclude(last_debt__gt=0)

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        conditions = {"status": asked.get("situation"), "commune__iexact": asked.get("commune", "").strip()}
        conditions = {name: value for name, value in conditions.items() if value}
        if not conditions:
            return queryset
        if "commune__iexact" in conditions:
            # No list confirms where a guarded household lives.
            queryset = queryset.filter(guarded=False)
        now = Occupancy.objects.open_on(timezone.localdate())
        return queryset.filter(Exists(now.filter(household=OuterRef("pk"), **conditions)))


class PaperForm(forms.Form):
    quoi = forms.ChoiceField(label="Papiers", required=False)

    def __init__(self, data, *, kinds):
        super().__init__(data)
        self.fields["quoi"].choices = [("", "Tous"), *((kind.code, kind.label) for kind in kinds)]


class PaperFilter:
    """What core.filtering.filter_bar asks of a filter: papers come from many tables, none is their list."""

    def __init__(self, data, *, kinds):
        self.data = data
        self.form = PaperForm(data, kinds=kinds)
        self.kind = self.form.cleaned_data["quoi"] if self.form.is_valid() else ""
