"""Reading conventions, and the one-click actions on their tariffs."""

from dataclasses import dataclass

from django.db.models import Count
from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.generic import ListView

from accounts.enums import Role
from accounts.matrix import allows
from core.access import page
from core.views import RenderNow, act
from programmes.enums import ConventionState
from programmes.filters import ConventionFilters
from programmes.models import Convention, ProgrammeVersion, Tariff
from programmes.models.conventions import state_condition
from programmes.rules import tariff_on, versions_of
from programmes.services import remove_tariff

READ, WRITE = "conventions.read", "conventions.write"
PAGE_SIZE = 50
AFTER, BEFORE = "apres", "avant"


class ConventionList(RenderNow, ListView):
    action = READ
    template_name = "programmes/conventions.html"
    http_method_names = ["get", "head", "options"]

    def get_queryset(self):
        within = Convention.objects.visible_to(self.request.actor)
        self.filters = ConventionFilters(self.request.GET, queryset=within)
        self.within = within
        return self.filters.qs.select_related("landlord", "operator", "programme")

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        found, previous_url, next_url = self.page_of(self.object_list)
        labels = dict(
            ProgrammeVersion.objects.visible_to(self.request.actor)
            .current()
            .values_list("programme__code", "definition__label")
        )
        rows = [(one, one.state_on(today), labels.get(one.programme.code, one.programme.code)) for one in found]
        return super().get_context_data(
            rows=rows,
            search=self.search,
            statuses=self.statuses(today),
            chips=self.chips(labels),
            filtered=any(self.filters.data.get(name) for name in self.filters.filters),
            previous_url=previous_url,
            next_url=next_url,
            **kwargs,
        )

    def page_of(self, queryset):
        """Keyset paging by reference: the rows, and the addresses of the pages before and after."""
        before, after = self.asked(BEFORE), self.asked(AFTER)
        if before:
            rows = list(queryset.filter(reference__lt=before).order_by("-reference")[: PAGE_SIZE + 1])
            more_before, more_after = len(rows) > PAGE_SIZE, True
            rows = rows[:PAGE_SIZE][::-1]
        else:
            rows = list(queryset.filter(reference__gt=after).order_by("reference")[: PAGE_SIZE + 1])
            more_before, more_after = bool(after), len(rows) > PAGE_SIZE
            rows = rows[:PAGE_SIZE]
        return (
            rows,
            self.address(**{BEFORE: rows[0].reference}) if rows and more_before else "",
            self.address(**{AFTER: rows[-1].reference}) if rows and more_after else "",
        )

    def asked(self, name):
        """A parameter of the address, as PostgreSQL can read it."""
        return self.request.GET.get(name, "").replace("\x00", "")

    def address(self, **changes):
        """This page's address with other filters, from its first page."""
        query = QueryDict(mutable=True)
        kept = {name: self.request.GET.get(name) for name in self.filters.filters}
        query.update({name: value for name, value in {**kept, **changes}.items() if value})
        return f"?{query.urlencode()}"

    @property
    def search(self):
        kept = [(name, self.request.GET.get(name)) for name in ("etat", "dispositif") if self.request.GET.get(name)]
        return {
            "name": "recherche",
            "value": self.request.GET.get("recherche", ""),
            "label": "Chercher une référence",
            "kept": kept,
        }

    def statuses(self, today):
        counts = self.within.aggregate(
            **{state.value: Count("pk", filter=state_condition(state, today)) for state in ConventionState}
        )
        chosen = self.request.GET.get("etat", "")
        return [
            {
                "label": state.label,
                "count": counts[state],
                "url": self.address(etat=state.value),
                "current": state == chosen,
            }
            for state in ConventionState
        ]

    def chips(self, labels):
        words = {"etat": dict(ConventionState.choices), "dispositif": labels}
        chosen = {name: self.request.GET.get(name) for name in self.filters.filters}
        return [
            {"label": words.get(name, {}).get(value, value), "remove_url": self.address(**{name: ""})}
            for name, value in chosen.items()
            if value
        ]


@dataclass(frozen=True)
class PricedUnit:
    """A unit of a convention with the versions of its price, the newest first, and the one in force."""

    label: str
    versions: list
    current: Tariff | None


def priced_units(convention, today):
    tariffs = list(convention.tariffs.all())
    units = dict.fromkeys(tariff.unit for tariff in tariffs)
    return [
        PricedUnit(versions[0].get_unit_display(), versions[::-1], tariff_on(tariffs, unit, today))
        for unit in units
        if (versions := versions_of(tariffs, unit))
    ]


@page(READ)
@require_safe
def convention(request, pk):
    within = Convention.objects.visible_to(request.actor).select_related("landlord", "operator", "programme")
    parts = ("tariffs", "budgets", "payers__organisation", "steering__organisation")
    found = get_object_or_404(within.prefetch_related(*parts), pk=pk)
    today = timezone.localdate()
    parties = {payer.organisation for payer in found.payers.all()} | {found.operator}
    return render(
        request,
        "programmes/convention.html",
        {
            "convention": found,
            "state": found.state_on(today),
            "today": today,
            "version": found.programme.version_on(today),
            "units": priced_units(found, today),
            "budgets": [(budget, budget.year == today.year) for budget in found.budgets.all()],
            "incomplete": [party for party in sorted(parties, key=str) if party.missing_for_invoices],
            "may_write": allows(request.actor.role, WRITE),
            "may_see_missing": request.actor.role in (Role.ADMINISTRATOR, Role.SERVICE_HEAD, Role.BILLING_OFFICER),
        },
    )


@page(WRITE)
@require_POST
def tariff_remove(request, convention, pk):
    within = Convention.objects.visible_to(request.actor)
    tariff = get_object_or_404(Tariff.objects.filter(convention__in=within), convention=convention, pk=pk)
    return act(
        request,
        lambda: remove_tariff(tariff=tariff, by=request.actor),
        done="La version du tarif est retirée.",
        url=tariff.convention,
    )
