"""What changes in a household's situation: its dwelling, its resources, its debt, the procedure."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.validators import MinValueValidator

from core.forms import AmountField, DayInput, UnfoldedHelper
from programmes.models import Convention
from tenants.forms.persons import remind, without_dashes
from tenants.models import EvictionStage, Occupancy, RentDebt, Resource
from tenants.rules import LARGEST_DEBT


class SuggestedInput(forms.TextInput):
    """A text with proposals under it (<datalist>); anything else may be written."""

    template_name = "tenants/suggested_input.html"

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # What the template lists: a function is called there, and only where the field is shown.
        self.suggestions = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["list_id"] = f"{context['widget']['attrs'].get('id', name)}_list"
        context["widget"]["attrs"] |= {"list": context["list_id"], "autocomplete": "off"}
        return {**context, "suggestions": self.suggestions}


def communes_of(landlord_id):
    """Those of the landlord's conventions, to propose."""
    lists = Convention.objects.filter(landlord=landlord_id).order_by("pk").values_list("communes", flat=True)
    return sorted({commune for communes in lists for commune in communes})


class OccupancyForm(forms.ModelForm):
    """`communes`: those of the landlord's conventions."""

    class Meta:
        model = Occupancy
        fields = [
            "status",
            "starts_on",
            "ends_on",
            "reference",
            "proposal",
            "proposal_deadline",
            "target_on",
            "address",
            "postcode",
            "commune",
            "district",
            "dwelling_type",
            "by_transport",
        ]
        widgets = {
            "starts_on": DayInput,
            "ends_on": DayInput,
            "proposal_deadline": DayInput,
            "target_on": DayInput,
            "commune": SuggestedInput,
            "postcode": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        help_texts = {
            "ends_on": "Laissez vide tant que la situation dure.",
            "proposal": "Pour un demandeur : le logement proposé, s’il y en a un.",
            "proposal_deadline": "Pour un demandeur.",
            "target_on": "Pour un bail glissant : quand le bail doit passer au nom du ménage.",
            "by_transport": "Un arrêt de bus, de tram ou de train à distance de marche.",
        }

    def __init__(self, *args, communes=(), with_end=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["commune"].widget.suggestions = communes
        if not with_end:
            del self.fields["ends_on"]
        without_dashes(self, status="Choisir", dwelling_type="Non précisé")
        remind(self, "proposal")
        self.helper = UnfoldedHelper()
        dates = Div("starts_on", "ends_on", css_class="pairs") if with_end else "starts_on"
        self.helper.layout = Layout(
            Fieldset("La situation", "status", dates, "reference", css_class="panel"),
            Fieldset(
                "Le logement",
                "address",
                Div("postcode", "commune", css_class="pairs"),
                Div("district", "dwelling_type", css_class="pairs"),
                "by_transport",
                css_class="panel",
            ),
            Fieldset(
                "Ce qui est attendu, s’il y a lieu",
                "proposal",
                Div("proposal_deadline", "target_on", css_class="pairs"),
                css_class="panel",
            ),
        )


class DebtField(AmountField):
    """0 where nothing is owed any more."""

    default_validators = [MinValueValidator(0, "Un montant n’est pas négatif : 0 quand la dette est soldée.")]


class RentDebtForm(forms.ModelForm):
    amount = DebtField(
        label="Dette de loyer (€)",
        max_value=LARGEST_DEBT,
        error_messages={
            "invalid": "Un montant en euros, par exemple 1\u202f240,50.",
            "max_value": "Vérifiez le montant : aucune dette de loyer n’atteint un million d’euros.",
        },
        help_text="Telle que vos comptes la donnent ce jour-là ; 0 quand elle est soldée.",
    )

    class Meta:
        model = RentDebt
        fields = ["on", "amount"]
        widgets = {"on": DayInput}
        labels = {"on": "Au"}


class ResourceForm(forms.ModelForm):
    class Meta:
        model = Resource
        fields = ["kind", "bracket", "on"]
        widgets = {"on": DayInput}
        labels = {"on": "Depuis le"}
        help_texts = {
            "kind": "La nature en gros : une allocation qui dirait une maladie se range sous « Minimum social » ou "
            "« Retraite ou pension ».",
            "on": "La même ressource notée auparavant prend fin ce jour-là.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_dashes(self, kind="Choisir")


class EvictionStageForm(forms.ModelForm):
    class Meta:
        model = EvictionStage
        fields = ["step", "on"]
        widgets = {"on": DayInput}
        labels = {"on": "Depuis le"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_dashes(self, step="Choisir")


class EndForm(forms.Form):
    """The last day of what goes on."""

    ended_on = forms.DateField(label="Jusqu’au", widget=DayInput)


class ReasonForm(forms.Form):
    """Why something that was stated is wrong."""

    reason = forms.CharField(
        label="Pourquoi",
        max_length=200,
        help_text="Par exemple : erreur de saisie, montant d’un autre ménage.",
        error_messages={"required": "Dites pourquoi, en quelques mots."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        remind(self, "reason")
