"""Writing conventions: drafted while one types, checked against who saved in between, saved as a whole."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.generic import CreateView, UpdateView

from core.careful import CarefulFormMixin
from programmes.forms import BudgetFormSet, ConventionForm, PayerFormSet, TariffForm, organisations_for
from programmes.models import Convention, Tariff
from programmes.models.reach import administered_operators
from programmes.rules import earliest_new_version
from programmes.services import PayerShare, add_tariff, change_tariff, save_convention, used_tariff

WRITE = "conventions.write"


class ConventionFormView(CarefulFormMixin):
    action = WRITE
    model = Convention
    form_class = ConventionForm
    formset_classes = {"payers": PayerFormSet, "budgets": BudgetFormSet}
    template_name = "programmes/convention_form.html"
    draft_title = "Convention"

    def get_queryset(self):
        return Convention.objects.writable_by(self.request.actor).select_related("landlord", "operator", "programme")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "actor": self.request.actor}

    def get_formset_kwargs(self, name):
        kwargs = super().get_formset_kwargs(name)
        if name == "payers":
            kwargs["form_kwargs"] = {"organisations": organisations_for(self.request.actor, self.object)}
        return kwargs

    def get_context_data(self, **kwargs):
        mistakes = [mistake for formset in self.formsets.values() for mistake in formset.mistakes]
        return super().get_context_data(mistakes=mistakes, **kwargs)

    def save(self, form):
        return save_convention(
            convention=form.instance,
            payers=[
                PayerShare(line["organisation"], line["share"], line["kind"]) for line in self.formsets["payers"].lines
            ],
            budgets={line["year"]: line["amount"] for line in self.formsets["budgets"].lines},
            steering_partners=form.cleaned_data["steering_partners"],
            by=self.request.actor,
        )

    @property
    def success_message(self):
        return f"La convention {self.object} est enregistrée."

    def get_success_url(self):
        return self.object.get_absolute_url()


class ConventionCreate(ConventionFormView, CreateView):
    def prepare(self):
        """Not there for who administers no operator: no convention would be hers to write."""
        if not administered_operators(self.request.actor).exists():
            raise Http404


class ConventionUpdate(ConventionFormView, UpdateView):
    pass


class TariffFormView(CarefulFormMixin):
    action = WRITE
    model = Tariff
    form_class = TariffForm
    template_name = "programmes/tariff_form.html"
    draft_title = "Tarif"

    def get_context_data(self, **kwargs):
        tariffs = list(self.convention.tariffs.all())
        units = dict.fromkeys(tariff.unit for tariff in tariffs)
        limits = [
            (Tariff(unit=unit).get_unit_display(), first_day)
            for unit in units
            if (first_day := earliest_new_version(tariffs, unit))
        ]
        return super().get_context_data(convention=self.convention, limits=limits, today=timezone.localdate(), **kwargs)

    def get_success_url(self):
        return self.convention.get_absolute_url()


class TariffCreate(TariffFormView, CreateView):
    page_title = "Nouveau tarif"
    page_lead = "Une version ne remplace pas la précédente : elle prend sa suite, à partir de son jour."
    submit_label = "Enregistrer le tarif"
    success_message = "La nouvelle version du tarif est enregistrée."

    def prepare(self):
        within = Convention.objects.writable_by(self.request.actor).select_related("programme")
        self.convention = get_object_or_404(within, pk=self.kwargs["convention"])

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": Tariff(convention=self.convention)}

    def save(self, form):
        return add_tariff(tariff=form.instance, by=self.request.actor)


class TariffUpdate(TariffFormView, UpdateView):
    """While nothing is billed with it: afterwards, a new version takes over."""

    page_title = "Corriger un tarif"
    page_lead = "Cette version n’a encore servi à aucune facture : elle se corrige."
    submit_label = "Enregistrer la correction"
    success_message = "La version du tarif est corrigée."

    def get_queryset(self):
        within = Convention.objects.writable_by(self.request.actor)
        of_convention = Tariff.objects.filter(convention__in=within, convention=self.kwargs["convention"])
        return of_convention.select_related("convention__programme")

    def prepare(self):
        self.convention = self.object.convention

    def get(self, request, *args, **kwargs):
        tariff = self.get_object()
        if tariff.is_used:
            messages.error(request, used_tariff(tariff))
            return redirect(tariff.convention)
        return super().get(request, *args, **kwargs)

    def save(self, form):
        change_tariff(tariff=self.object, values=form.cleaned_data, by=self.request.actor)
