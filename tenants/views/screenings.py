"""The eligibility of a household: what was checked, checking anew, and the words of a result."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import FormView, TemplateView

from accounts.matrix import allows
from core.access import page
from core.careful import CarefulFormMixin
from core.views import RenderNow
from programmes.models import ProgrammeVersion
from tenants.forms.screening import ScreeningForm
from tenants.models import Household, Screening
from tenants.panels.screenings import told, with_version
from tenants.rules.screening import common_law, outside_territory, screening_result
from tenants.services.screenings import facts_of, proposals_for, record_screening
from tenants.views.file_page import FilePage, InFile

READ, WRITE = "screenings.read", "screenings.write"
# What the access log says of these pages: that somebody began to check, and kept nothing, stands nowhere.
A_LOOK = "households.read"
FACTS = {
    "dalo": "dalo",
    "accords-collectifs": "collective_agreement",
    "pdalhpd": "housing_plan",
    "reservataire": "reserved",
}


def may_check(actor, household):
    return allows(actor.role, WRITE) and Household.objects.writable_by(actor).contains(household)


def instead_of(version, proposals):
    """What else could serve: the landlord's other conventions that fit, and common law."""
    return {
        "others": [
            each for each in proposals if not each.refusal and each.version.programme_id != version.programme_id
        ],
        "measures": common_law([each.version.content for each in proposals]),
    }


class ScreeningList(FilePage):
    """What may be checked, and what was."""

    action, recorded_as = READ, A_LOOK
    template_name = "tenants/screenings.html"
    tab = "tenants:screenings"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        actor = self.request.actor
        done = Screening.objects.visible_to(actor).filter(household=self.household).select_related("by__user")
        context["screenings"] = told(with_version(done))
        context["may_check"] = may_check(actor, self.household)
        if context["may_check"]:
            context["proposals"] = proposals_for(self.household, actor, self.today)
        return context


class ScreeningCreate(InFile, CarefulFormMixin, FormView):
    """Neither drafted nor remembered before it is kept: without the attestation there is nothing to find."""

    action, recorded_as = WRITE, A_LOOK
    household_url_kwarg, writes = "household", True
    drafted = version_checked = False
    template_name = "tenants/screening_form.html"
    form_class = ScreeningForm
    success_message = "La vérification est enregistrée."

    def get_subject(self):
        self.household = self.find_household()
        return self.household

    def prepare(self):
        self.proposals = proposals_for(self.household, self.request.actor, self.today)
        chosen = [each for each in self.proposals if each.convention.pk == self.kwargs["convention"]]
        if not chosen or chosen[0].refusal:
            raise Http404
        self.convention, self.version = chosen[0].convention, chosen[0].version
        self.cancel_url = reverse("tenants:screenings", args=[self.household.pk])

    def get_form_kwargs(self):
        facts = facts_of(self.household, self.today)
        return {**super().get_form_kwargs(), "version": self.version, "facts": facts, "today": self.today}

    def save(self, form):
        values = {name: value for name, value in form.cleaned_data.items() if name != "programme_version"}
        return record_screening(household=self.household, version=self.version, by=self.request.actor, **values)

    def get_success_url(self):
        return self.object.get_absolute_url()

    def get_context_data(self, form, **kwargs):
        occupancy = self.household.occupancies.open_on(self.today).first()
        commune = occupancy.commune if occupancy else ""
        asked = self.version.content.screening
        ticked = (form["prerequisites"].value() or [], form["criteria"].value() or [])
        return super().get_context_data(
            form=form,
            household=self.household,
            convention=self.convention,
            programme=self.version,
            asked=asked,
            facts=[(fact.label, self.fact(fact)) for fact in asked.household_facts],
            result=screening_result(asked, *ticked),
            begun=form.is_bound,
            outside=outside_territory(self.convention.communes, commune),
            **instead_of(self.version, self.proposals),
            **kwargs,
        )

    def fact(self, fact):
        name = FACTS.get(fact.code)
        return getattr(self.household, f"get_{name}_display")() if name else ""


@page(WRITE)
@require_POST
def screening_preview(request, household, convention):
    """The result in words while one ticks: of nobody in particular, and nothing of it is kept."""
    found = get_object_or_404(Household.objects.writable_by(request.actor), pk=household)
    running = found.landlord.landlord_conventions.filter(pk=convention)
    version = get_object_or_404(ProgrammeVersion.objects.current().filter(programme__conventions__in=running))
    ticked = (request.POST.getlist("prerequisites"), request.POST.getlist("criteria"))
    result = screening_result(version.content.screening, *ticked)
    return render(request, "tenants/_screening_result.html", {"result": result})


class ScreeningPage(RenderNow, InFile, TemplateView):
    """One check, with all that was ticked; as it was, under the version of the programme that it used."""

    action = READ
    template_name = "tenants/screening.html"

    def get(self, request, *args, **kwargs):
        within = Screening.objects.visible_to(request.actor)
        parts = ("household__landlord", "household__sector", "programme_version", "by__user")
        self.screening = get_object_or_404(within.select_related(*parts), pk=self.kwargs["pk"])
        self.household = self.screening.household
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        screening, actor = self.screening, self.request.actor
        asked = screening.programme_version.content.screening
        proposals = proposals_for(self.household, actor, self.today)
        checks = may_check(actor, self.household)
        same = [each for each in proposals if each.version.programme_id == screening.programme_version.programme_id]
        return super().get_context_data(
            screening=screening,
            household=self.household,
            asked=asked,
            result=screening_result(asked, screening.prerequisites, screening.criteria),
            prerequisites=[(each.label, each.code in screening.prerequisites) for each in asked.prerequisites],
            criteria=[(each.label, each.code in screening.criteria) for each in asked.criteria],
            today=self.today,
            same=[each for each in same if not each.refusal] if checks else [],
            next_steps=self.next_steps(same) if checks and screening.passed and settings.AFTER_SCREENING else [],
            **instead_of(screening.programme_version, proposals),
            **kwargs,
        )

    def next_steps(self, proposals):
        """(label, url): the conversation that follows, under each convention of this programme."""
        several = len(proposals) > 1
        for each in proposals:
            label = f"Entretien préalable avec {each.convention.operator}" if several else "Entretien préalable"
            yield label, reverse(settings.AFTER_SCREENING, args=[self.household.pk, each.convention.pk])
