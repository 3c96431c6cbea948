from django import forms

from core.forms import UnfoldedHelper
from tenants.models import LandlordSetting, Sector


class AdvisorsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, membership):
        return str(membership.user)


class SectorForm(forms.ModelForm):
    """`advisors`: those of its landlord."""

    advisors = AdvisorsField(
        label="Conseillères",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles voient les ménages de ce secteur, en plus de ceux qui n’en ont pas.",
    )

    class Meta:
        model = Sector
        fields = ["name", "advisors"]
        help_texts = {"name": "Un quartier, un groupe d’immeubles, une agence."}

    def __init__(self, *args, advisors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["advisors"].queryset = advisors
        self.helper = UnfoldedHelper()


class SettingForm(forms.ModelForm):
    class Meta:
        model = LandlordSetting
        fields = ["open_portfolios"]


class FillForm(forms.Form):
    """`places`: [(place, number)]."""

    place = forms.ChoiceField(label="Les ménages qui habitent")
    only_without = forms.BooleanField(
        label="Seulement ceux qui n’ont pas encore de secteur", required=False, initial=True
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [(place, f"{place} ({number})") for place, number in places]
        self.fields["place"].choices = [("", "Choisir"), *choices]


class MoveForm(forms.Form):
    sector = forms.ModelChoiceField(
        label="Secteur",
        queryset=Sector.objects.none(),
        required=False,
        empty_label="Aucun : toutes les conseillères le voient",
    )

    def __init__(self, *args, sectors, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = sectors
