"""Reading conventions, and the one-click actions on their tariffs."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.matrix import allows
from core.access import page
from core.filtering import count_each_up_to_most, filter_bar
from core.paging import keyset_page
from core.views import act
from programmes.enums import ConventionState
from programmes.filters import ConventionFilter
from programmes.models import Convention, ProgrammeVersion, Tariff
from programmes.models.reach import administered_operators
from programmes.rules import tariff_on, versions_of
from programmes.services import remove_tariff

READ, WRITE = "conventions.read", "conventions.write"
SHOWN_IN_LIST = (
    *("reference", "starts_on", "ends_on", "programme__code"),
    *(f"{party}__{name}" for party in ("landlord", "operator") for name in ("name", "short_name")),
)


@page(READ)
@require_safe
def conventions(request):
    today = timezone.localdate()
    reach = Convention.objects.visible_to(request.actor)
    labels = ProgrammeVersion.objects.visible_to(request.actor).labels()
    filterset = ConventionFilter(request.GET, reach, request=request, programmes=list(labels.items()))
    shown = filterset.qs.select_related("landlord", "operator", "programme").only(*SHOWN_IN_LIST)
    found = keyset_page(shown, request.GET, by=["reference", "pk"], within=reach)
    counts = count_each_up_to_most({state: reach.in_state(state, today) for state in ConventionState})
    context = {
        "page": found,
        "rows": [(one, one.state_on(today), labels.get(one.programme.code, one.programme.code)) for one in found.rows],
        "bar": filter_bar(filterset, search="q", status="etat", counts=counts),
        "filtered": filterset.form.has_changed(),
        "may_write": allows(request.actor.role, WRITE) and administered_operators(request.actor).exists(),
    }
    return render(request, "programmes/conventions.html", context)


@dataclass(frozen=True)
class PricedUnit:
    """A unit of a convention with the versions of its price, the newest first, and the one in force, if any is."""

    label: str
    versions: list
    current: Tariff | None


def priced_units(convention, today):
    tariffs = list(convention.tariffs.all())
    units = dict.fromkeys(tariff.unit for tariff in tariffs)
    running = convention.starts_on <= today <= convention.ends_on
    return [
        PricedUnit(versions[0].get_unit_display(), versions[::-1], tariff_on(tariffs, unit, today) if running else None)
        for unit in units
        if (versions := versions_of(tariffs, unit))
    ]


def may_write(actor, convention):
    return Convention.objects.writable_by(actor).contains(convention)


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
            "may_write": allows(request.actor.role, WRITE) and may_write(request.actor, found),
            "may_follow": allows(request.actor.role, "conventions.follow"),
        },
    )


@page(WRITE)
@require_POST
def tariff_remove(request, convention, pk):
    within = Convention.objects.writable_by(request.actor)
    tariff = get_object_or_404(Tariff.objects.filter(convention__in=within), convention=convention, pk=pk)
    return act(
        request,
        lambda: remove_tariff(tariff=tariff, by=request.actor),
        done="La version du tarif est retirée.",
        url=tariff.convention,
    )
