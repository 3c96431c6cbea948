"""A structure of the directory."""

from django import forms

from accompaniment.rules.structures import LONGEST_NOTE, themes_of, themes_problem
from referrals.models import Structure


class ThemesField(forms.CharField):
    """Words between commas, kept as a list."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        return value if isinstance(value, list) else themes_of(super().to_python(value) or "")

    def validate(self, value):
        super().validate(value)
        if problem := themes_problem(value):
            raise forms.ValidationError(problem)

    def run_validators(self, value):
        """Those of a text: `validate` knows lists."""

    def has_changed(self, initial, data):
        return self.to_python(initial or []) != self.to_python(data or "")


class StructureForm(forms.ModelForm):
    themes = ThemesField(
        label="Pour quoi on s’y adresse",
        required=False,
        help_text="Quelques mots, séparés par des virgules : budget, impayés, énergie.",
    )

    class Meta:
        model = Structure
        fields = ("name", "kind", "themes", "commune", "address", "phone", "email", "contact", "note")
        labels = {"contact": "Interlocuteur", "note": "À savoir"}
        help_texts = {
            "contact": "La personne à qui vous parlez, et sa fonction.",
            "note": "Horaires, documents à apporter, délais. Aucun ménage.",
        }
        widgets = {
            "phone": forms.TextInput(attrs={"inputmode": "tel"}),
            "contact": forms.TextInput(attrs={"maxlength": 200}),
            "note": forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE}),
        }
        error_messages = {
            "name": {"required": "Donnez le nom de la structure."},
            "kind": {"required": "Choisissez un genre.", "invalid_choice": "Choisissez un genre."},
            "email": {"invalid": "Une adresse e-mail s’écrit comme accueil@exemple.fr."},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].max_length = LONGEST_NOTE

    def _post_clean(self):
        """The service checks and writes."""
