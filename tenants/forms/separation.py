from django import forms

from core.forms import DayInput
from tenants.models import Person
from tenants.services.separation import Home


class LeavingChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        holder = ", titulaire du bail" if person.holds_lease else ""
        return f"{person.titled_name} ({person.get_tie_display().lower()}{holder})"


class SeparationForm(forms.Form):
    """`persons`: those of the household; `ahead`: what is planned with it (tenants.services.separation)."""

    leaving = LeavingChoice(
        label="Qui a désormais son propre dossier",
        queryset=Person.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Le dossier actuel garde son numéro, ses fiches, ses rencontres et son accompagnement : cochez "
        "ceux qui le quittent.",
        error_messages={"required": "Cochez au moins une personne."},
    )
    on = forms.DateField(label="Depuis le", widget=DayInput)
    home = forms.ChoiceField(label="Le logement", choices=Home.choices, widget=forms.RadioSelect)
    with_resources = forms.BooleanField(
        label="Recopier les ressources en cours dans le nouveau dossier", required=False
    )
    with_debt = forms.BooleanField(
        label="Recopier la dernière dette de loyer dans le nouveau dossier",
        required=False,
        help_text="Pour des co-titulaires, qui la doivent ensemble.",
    )

    def __init__(self, *args, persons, may_copy_debt, ahead=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.ahead = {f"ahead_{each.key}": each for each in ahead}
        for name, each in self.ahead.items():
            self.fields[name] = forms.ChoiceField(
                label=each.label,
                help_text=each.help_text,
                choices=[(choice.value, choice.label) for choice in each.choices],
                widget=forms.RadioSelect,
                error_messages={"required": "Dites avec qui ce rendez-vous continue."},
            )
        self.fields["leaving"].queryset = persons
        if not may_copy_debt:
            del self.fields["with_debt"]

    @property
    def values(self):
        """As separate_household takes them."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in self.ahead}
        return given | {"ahead": {each.key: self.cleaned_data[name] for name, each in self.ahead.items()}}
