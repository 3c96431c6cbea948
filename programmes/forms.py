from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Q

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from core.forms import AmountField, DayInput, LineFormSet, UnfoldedHelper
from programmes.enums import CountingRule, TariffUnit
from programmes.models import Convention, ConventionBudget, Payer, Programme, ProgrammeVersion, Tariff
from programmes.rules import shares_problem


class NamesField(SimpleArrayField):
    """Names with commas between them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, **kwargs):
        super().__init__(forms.CharField(max_length=100), **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        """What is compared may be what is saved, or how it is shown."""
        return super().has_changed(self.to_python(initial) if isinstance(initial, str) else initial, data)


class OrganisationChoice(forms.ModelChoiceField):
    """One of the organisations that the actor administers, or that the convention already names."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Organisation.objects.none(), empty_label="Choisir", **kwargs)


def organisations_for(actor, convention=None):
    """What an administrator may name: her organisations, and those that the convention names already."""
    named = Q(pk__in=Organisation.objects.visible_to(actor).values("pk"))
    if convention is not None and not convention._state.adding:
        named |= Q(landlord_conventions=convention) | Q(operator_conventions=convention)
        named |= Q(paid_shares__convention=convention) | Q(steered__convention=convention)
    return Organisation.objects.filter(pk__in=Organisation.objects.filter(named).values("pk"))


class ConventionForm(forms.ModelForm):
    landlord = OrganisationChoice(label="Bailleur")
    operator = OrganisationChoice(label="Opérateur")
    # The page sums up the errors of the form and of its lines in one place.
    summed_up_by_page = True
    communes = NamesField(label="Communes couvertes", required=False, help_text="Séparées par des virgules.")
    steering_partners = forms.ModelMultipleChoiceField(
        label="Comité de pilotage",
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les membres de ces organisations lisent des chiffres d’ensemble, jamais une personne.",
    )

    class Meta:
        model = Convention
        fields = (
            "reference",
            "programme",
            "landlord",
            "operator",
            "starts_on",
            "ends_on",
            "billing_from",
            "territory",
            "communes",
            "territory_exceptions",
            "co_funding",
            "first_day",
            "no_contact_days",
            "verification_days",
            "periodic_invoices",
            "payment_days",
            "late_penalties",
            "order_number",
            "service_code",
            "commitment_number",
        )
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "billing_from": DayInput,
            "territory_exceptions": forms.Textarea(attrs={"rows": 2}),
            "co_funding": forms.Textarea(attrs={"rows": 2}),
            "late_penalties": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        known = organisations_for(actor, self.instance)
        self.fields["landlord"].queryset = known.filter(kind=OrganisationKind.LANDLORD)
        self.fields["operator"].queryset = known.filter(kind=OrganisationKind.OPERATOR)
        partners = self.fields["steering_partners"]
        partners.queryset = known.filter(kind=OrganisationKind.PARTNER)
        if not self.instance._state.adding:
            partners.initial = list(self.instance.steering.values_list("organisation", flat=True))
        programmes = self.fields["programme"]
        programmes.queryset = Programme.objects.visible_to(actor)
        labels = ProgrammeVersion.objects.visible_to(actor).labels()
        programmes.label_from_instance = lambda programme: labels[programme.code]
        programmes.empty_label = "Choisir"
        self.helper = UnfoldedHelper()
        self.helper.layout = self.layout()

    def clean(self):
        values = super().clean()
        first, last = values.get("starts_on"), values.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", "Le dernier jour ne peut pas précéder le premier.")
        return values

    def layout(self):
        return Layout(
            Fieldset(
                "Les parties",
                Div("reference", "programme", css_class="pairs"),
                Div("landlord", "operator", css_class="pairs"),
                css_class="panel",
            ),
            Fieldset(
                "Les dates et le territoire",
                Div("starts_on", "ends_on", css_class="pairs"),
                "billing_from",
                "territory",
                "communes",
                "territory_exceptions",
                css_class="panel",
            ),
            Fieldset(
                "Le suivi",
                "first_day",
                Div("no_contact_days", "verification_days", css_class="pairs"),
                "steering_partners",
                css_class="panel",
            ),
            Fieldset(
                "La facturation",
                "co_funding",
                "periodic_invoices",
                "payment_days",
                "late_penalties",
                "order_number",
                Div("service_code", "commitment_number", css_class="pairs"),
                css_class="panel",
            ),
        )


class PayerForm(forms.ModelForm):
    organisation = OrganisationChoice(label="Organisation")
    share = AmountField(
        label="Part (%)",
        max_digits=5,
        max_value=100,
        error_messages={"invalid": "Une part en pourcentage, par exemple 33,33."},
    )

    class Meta:
        model = Payer
        fields = ("organisation", "share", "kind")

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.helper = UnfoldedHelper()


class BasePayerFormSet(LineFormSet):
    label = "Payeurs"
    where, anchor = "Les payeurs", "payeurs"
    twice = "Une organisation n’a qu’une part : réunissez ses lignes."

    def clean(self):
        super().clean()
        if any(self.errors):
            return
        problem = shares_problem([line["share"] for line in self.lines])
        if problem:
            raise forms.ValidationError(problem)

    def name_of(self, form):
        organisation = form.cleaned_data.get("organisation")
        return organisation.label if organisation else ""


class BaseBudgetFormSet(LineFormSet):
    label = "Budget"
    where, anchor = "Le budget", "budget"
    twice = "Une année n’a qu’un budget : réunissez ses lignes."

    def name_of(self, form):
        return str(form.cleaned_data.get("year", ""))


class BudgetForm(forms.ModelForm):
    amount = AmountField(label="Montant (€)", max_digits=11)

    class Meta:
        model = ConventionBudget
        fields = ("year", "amount")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()


def lines_of(model, form, formset, *, at_most):
    """Three empty lines behind what is there; only what is there can be taken away."""
    return forms.inlineformset_factory(
        Convention,
        model,
        form=form,
        formset=formset,
        extra=3,
        max_num=at_most,
        validate_max=True,
        can_delete_extra=False,
    )


PayerFormSet = lines_of(Payer, PayerForm, BasePayerFormSet, at_most=12)
BudgetFormSet = lines_of(ConventionBudget, BudgetForm, BaseBudgetFormSet, at_most=40)


class TariffForm(forms.ModelForm):
    price = AmountField(label="Prix (€)", max_digits=9)

    class Meta:
        model = Tariff
        fields = ("unit", "price", "valid_from", "counting_rule", "min_days", "bill_interrupted")
        widgets = {"valid_from": DayInput}
        help_texts = {
            "valid_from": "Un mois se compte au tarif de son premier jour, un diagnostic au tarif de son dernier.",
            "min_days": "Avec la règle « Un nombre de jours au moins » seulement.",
            "bill_interrupted": "Pour l’unité « Diagnostic rendu » seulement.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        content = self.instance.convention.programme.current_version.content
        counted = [unit.unit for unit in content.units] + [TariffUnit.FLAT_QUARTER.value]
        self.initial["unit"] = self.initial.get("unit") or counted[0]
        self.fields["unit"].choices = [(unit.value, unit.label) for unit in TariffUnit if unit in counted]
        self.fields["counting_rule"].choices = CountingRule.choices
        self.helper = UnfoldedHelper()
