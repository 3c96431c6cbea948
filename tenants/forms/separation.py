from django import forms

from core.forms import DayInput
from tenants.models import Person
from tenants.services.separation import Home


class LeavingChoice(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person):
        holder = ", titulaire du bail" if person.holds_lease else ""
        return f"{person.titled_name} ({person.get_tie_display().lower()}{holder})"


class SeparationForm(forms.Form):
    """`persons`: those of the household."""

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

    def __init__(self, *args, persons, may_copy_debt, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaving"].queryset = persons
        if not may_copy_debt:
            del self.fields["with_debt"]
