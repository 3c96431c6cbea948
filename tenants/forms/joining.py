"""Two files that have to do with one another: linked, proposed to be one, reviewed."""

from django import forms

from core.forms import UnfoldedHelper
from tenants.forms.persons import remind
from tenants.models import Household, HouseholdLink


class OtherFileForm(forms.Form):
    """The other file, named by its number: no list of all households, and no name typed."""

    number = forms.CharField(
        label="Numéro de l’autre dossier",
        max_length=20,
        help_text="Il est sur sa page et dans la liste des ménages, par exemple 2026-00012.",
        error_messages={"required": "Indiquez le numéro de l’autre dossier."},
    )

    def __init__(self, *args, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.reach = Household.objects.visible_to(actor)
        self.helper = UnfoldedHelper()

    def clean_number(self):
        number = self.cleaned_data["number"].strip()
        self.other = self.reach.filter(number=number).first()
        if self.other is None:
            raise forms.ValidationError("Aucun de vos dossiers ne porte ce numéro.")
        return number


class LinkForm(OtherFileForm):
    kind = forms.ChoiceField(
        label="Ce qui les lie", choices=HouseholdLink._meta.get_field("kind").choices, widget=forms.RadioSelect
    )


class ProposalForm(OtherFileForm):
    reason = forms.CharField(
        label="Pourquoi est-ce le même ménage ?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Dites pourquoi, en quelques mots : la responsable le lira."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        remind(self, "reason")


KEEP_TARGET, KEEP_SOURCE = "kept", "other"


class ReviewForm(forms.Form):
    """What the reviewer decides; `pairs`: {person of the source: person of the target}."""

    # What was read (tenants.services.merging.reading_of).
    digest = forms.CharField(max_length=40, widget=forms.HiddenInput)
    same = forms.MultipleChoiceField(
        label="C’est la même personne, notée deux fois",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elle ne sera plus qu’une ; décochez s’il s’agit de deux personnes.",
    )
    homes = forms.ChoiceField(
        label="Quand les situations locatives se recouvrent",
        choices=[
            (KEEP_TARGET, "Garder celles du dossier gardé"),
            (KEEP_SOURCE, "Garder celles du dossier qui y entre"),
        ],
        initial=KEEP_TARGET,
        widget=forms.RadioSelect,
    )
    read = forms.BooleanField(
        label="J’ai comparé les deux dossiers : c’est le même ménage",
        error_messages={"required": "Comparez les deux dossiers, puis cochez cette case."},
    )

    def __init__(self, *args, pairs, digest, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs = {str(theirs.pk): (theirs, ours) for theirs, ours in pairs.items()}
        self.fields["same"].choices = [(key, str(theirs)) for key, (theirs, _) in self.pairs.items()]
        self.fields["same"].initial = list(self.pairs)
        self.fields["digest"].initial = digest
        if not pairs:
            del self.fields["same"]
        self.helper = UnfoldedHelper()

    @property
    def chosen_pairs(self):
        return dict(self.pairs[key] for key in self.cleaned_data.get("same", ()))
