from django import forms

from core.forms import UnfoldedHelper
from tenants.models import GuardedContact, Person


class MemberChoice(forms.ModelChoiceField):
    """Somebody of the landlord, with her role."""

    def label_from_instance(self, membership):
        return f"{membership.user}, {membership.role_label}"


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return person.titled_name


class GuardForm(forms.ModelForm):
    """`persons`: those of the household; `members`: those of the landlord; `optional`: nobody there needs to know."""

    person = PersonChoice(label="Personne à protéger", queryset=Person.objects.none(), empty_label="Choisir")
    safe_channel = forms.CharField(
        label="Comment la joindre sans risque",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Un numéro, une personne relais, un lieu. N’écrivez pas pourquoi elle est en danger.",
    )
    safe_hours = forms.CharField(
        label="Quand la joindre sans risque",
        max_length=200,
        required=False,
        help_text="Par exemple : le mardi matin, jamais le soir.",
    )
    known_by = MemberChoice(
        label="La personne du bailleur qui doit savoir",
        queryset=None,
        empty_label="Choisir",
        help_text="Une seule : elle continue à lire ce dossier, ses collègues et son responsable ne le voient plus.",
    )
    understood = forms.BooleanField(
        label="J’ai lu ce qui va changer",
        error_messages={"required": "Lisez ce qui va changer, puis cochez."},
    )

    class Meta:
        model = GuardedContact
        fields = ["person", "safe_channel", "safe_hours"]

    def __init__(self, *args, persons, members, optional, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = persons
        self.fields["known_by"].queryset = members
        if optional:
            self.fields["known_by"].required = False
            self.fields["known_by"].empty_label = "Personne, chez le bailleur"
        self.helper = UnfoldedHelper()


class LiftForm(forms.Form):
    understood = forms.BooleanField(
        label="La personne est d’accord, ou n’est plus en danger",
        error_messages={"required": "Cochez si c’est le cas ; sinon, gardez la protection."},
    )
