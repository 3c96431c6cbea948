"""What the lists of the accompaniment may be narrowed to."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q

from accompaniment.enums import Pace
from accompaniment.models import Accompaniment, Phase, Suspension
from accompaniment.presentation.cadence import privileged_now
from accompaniment.presentation.mesures import NO_OBJECTIVE, still_without_objective
from accompaniment.presentation.structures import communes_of, themes_known_to
from accounts.models import Membership
from core.filtering import search_words
from core.forms import DayInput
from core.visits import as_uuid
from programmes.enums import PhaseKind
from referrals.enums import StructureKind
from referrals.models import Structure
from tenants.models import Occupancy
from tenants.services.entrusting import carriers_of

# In the place of a key: what nobody has in hand.
NOBODY = "sans"


class CaseloadFilter(django_filters.FilterSet):
    """What narrows a caseload; the rhythm is reckoned, and told in `readings` (accompaniment.presentation.cadence)."""

    rythme = django_filters.ChoiceFilter(label="Rythme", choices=Pace.choices, method="by_pace")
    phase = django_filters.ChoiceFilter(
        label="Phase", choices=PhaseKind.choices, empty_label="Toutes", method="by_phase"
    )
    objectif = django_filters.ChoiceFilter(
        label="Objectifs",
        choices=[(NO_OBJECTIVE, "Aucun n’est convenu, un mois après")],
        empty_label="Peu importe",
        method="by_objective",
    )
    commune = django_filters.CharFilter(label="Commune", method="by_commune", max_length=100)
    interlocuteur = django_filters.ChoiceFilter(label="Interlocuteur", empty_label="Tous", method="by_worker")
    status_words = {"": "Tous"}

    class Meta:
        model = Accompaniment
        fields = []

    def __init__(self, *args, actor, readings, today, team=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.actor, self.readings, self.today = actor, readings, today
        if team:
            self.filters["interlocuteur"].extra["choices"] = [*team, (NOBODY, "Sans interlocuteur")]
        else:
            del self.filters["interlocuteur"]

    def by_pace(self, queryset, name, value):
        return queryset.filter(pk__in=[each.mesure for each in self.readings if each.pace == value])

    def by_phase(self, queryset, name, value):
        running = Q(ends_on=None) | Q(ends_on__gte=self.today)
        now = Phase.objects.filter(running, accompaniment=OuterRef("pk"), kind=value, starts_on__lte=self.today)
        return queryset.filter(Exists(now))

    def by_objective(self, queryset, name, value):
        return still_without_objective(queryset, self.today)

    def by_commune(self, queryset, name, value):
        """No list confirms where a guarded household lives."""
        homes = Occupancy.objects.open_on(self.today).filter(commune__iexact=value.strip().replace("\0", ""))
        return queryset.filter(Exists(homes.filter(household=OuterRef("household"))), household__guarded=False)

    def by_worker(self, queryset, name, value):
        theirs = privileged_now(self.actor.organisation_id).filter(household=OuterRef("household"))
        if value == NOBODY:
            return queryset.filter(~Exists(theirs))
        return queryset.filter(Exists(theirs.filter(membership=as_uuid(value))))

    def but_for_pace(self):
        """The keys of what the list would hold at any pace, every other filter in force."""
        found = self.queryset
        for name, value in self.form.cleaned_data.items() if self.form.is_valid() else ():
            found = found if name == "rythme" else self.filters[name].filter(found, value)
        return set(found.order_by().values_list("pk", flat=True))


def team_of(operator, today):
    """Who may have households in hand, by name, and who still has some."""
    carriers = {each.pk: str(each.user) for each in carriers_of(operator, today)}
    theirs = Membership.objects.filter(pk__in=privileged_now(operator).values("membership")).exclude(pk__in=carriers)
    names = theirs.order_by("user__last_name", "user__first_name", "pk")
    left = names.values_list("pk", "user__first_name", "user__last_name")
    return [(str(pk), name) for pk, name in carriers.items()] + [
        (str(pk), f"{first} {last}") for pk, first, last in left
    ]


SUSPENDED, BETWEEN = "suspendue", "entre"


class FollowedFilter(django_filters.FilterSet):
    """As the list tells them: a mesure that is suspended stands there as such, whatever its phase."""

    phase = django_filters.ChoiceFilter(
        label="Où en est la mesure",
        choices=[*PhaseKind.choices, (SUSPENDED, "Suspendue"), (BETWEEN, "Entre deux phases")],
        empty_label="Toutes",
        method="by_phase",
    )
    publie = django_filters.ChoiceFilter(
        label="Publié par l’association",
        choices=[("rien", "Rien pour l’instant"), ("oui", "Au moins un texte")],
        empty_label="Peu importe",
        method="by_texts",
    )

    class Meta:
        model = Accompaniment
        fields = []

    def __init__(self, *args, texts, today, **kwargs):
        """`texts`: what is published to the reader, of the mesure that a row names; None where she reads none."""
        super().__init__(*args, **kwargs)
        self.texts, self.today = texts, today
        if texts is None:
            del self.filters["publie"]

    def by_phase(self, queryset, name, value):
        running = Q(ends_on=None) | Q(ends_on__gte=self.today)
        phases = Phase.objects.filter(running, accompaniment=OuterRef("pk"), starts_on__lte=self.today)
        stops = Suspension.objects.filter(running, phase__accompaniment=OuterRef("pk"), starts_on__lte=self.today)
        if value == SUSPENDED:
            return queryset.filter(Exists(phases), Exists(stops))
        if value == BETWEEN:
            return queryset.filter(~Exists(phases))
        return queryset.filter(Exists(phases.filter(kind=value)), ~Exists(stops))

    def by_texts(self, queryset, name, value):
        told = Exists(self.texts)
        return queryset.filter(~told if value == "rien" else told)


class TimelineForm(forms.Form):
    quoi = forms.ChoiceField(label="Ce qui s’est passé", required=False)
    depuis = forms.DateField(label="Depuis le", required=False, widget=DayInput)
    jusque = forms.DateField(label="Jusqu’au", required=False, widget=DayInput)

    def __init__(self, data, *, sources):
        super().__init__(data)
        self.fields["quoi"].choices = [("", "Tout"), *((source.code, source.label) for source in sources)]


class TimelineFilter:
    """What core.filtering.filter_bar asks of a filter: the line of a file comes from many tables, none is its list."""

    def __init__(self, data, *, sources):
        self.data = data
        self.form = TimelineForm(data, sources=sources)
        self.asked = self.form.cleaned_data if self.form.is_valid() else {}


class StructureFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Nom, commune ou sujet", method="by_words")
    genre = django_filters.ChoiceFilter(
        label="Genre", field_name="kind", choices=StructureKind.choices, empty_label="Tous"
    )
    theme = django_filters.ChoiceFilter(label="Pour quoi", method="by_theme", empty_label="Tous")
    commune = django_filters.ChoiceFilter(label="Commune", empty_label="Toutes")
    etat = django_filters.ChoiceFilter(
        label="Annuaire",
        choices=[("retirees", "Celles qui en ont été retirées")],
        empty_label="En service",
        method="all",
    )

    class Meta:
        model = Structure
        fields = []

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["commune"].extra["choices"] = [(name, name) for name in communes_of(actor)]
        self.filters["theme"].extra["choices"] = [(name, name) for name in themes_known_to(actor)]

    def filter_queryset(self, queryset):
        """What was withdrawn is looked for on purpose."""
        withdrawn = self.form.cleaned_data.get("etat") == "retirees"
        return super().filter_queryset(queryset).filter(closed_at__isnull=not withdrawn)

    def by_words(self, queryset, name, value):
        return search_words(queryset, "sort_name", value)

    def by_theme(self, queryset, name, value):
        return queryset.filter(themes__contains=[value])

    def all(self, queryset, name, value):
        return queryset
