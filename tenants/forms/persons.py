"""Who is in a household: its composition, its persons."""

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms

from core.forms import DayInput, UnfoldedHelper
from tenants.models import Household, Person

# Beside every field where the landlord writes freely (docs: who sees what).
REMINDER = (
    "La personne peut lire ce qui est écrit ici. La santé, la justice, les opinions et la vie familiale n’y ont pas "
    "leur place."
)


def without_dashes(form, **words):
    """What an unanswered choice is called."""
    for name, label in words.items():
        choices = form.fields[name].choices
        form.fields[name].choices = [(value, text if value else label) for value, text in choices]


PHONE = {"inputmode": "tel", "autocomplete": "off"}


def remind(form, *names):
    """Add the reminder to what is said of these fields."""
    for name in names:
        field = form.fields[name]
        field.help_text = f"{field.help_text} {REMINDER}".strip()


class HouseholdForm(forms.ModelForm):
    class Meta:
        model = Household
        fields = ["composition", "children", "dalo", "collective_agreement", "housing_plan", "reserved"]
        labels = {"composition": "Composition du foyer"}
        help_texts = {
            "composition": "Les personnes elles-mêmes se notent une à une.",
            "children": "Ceux qui vivent au foyer, même une partie du temps.",
            "dalo": "Reconnu prioritaire par la commission de médiation, au titre du droit au logement opposable.",
            "collective_agreement": "Public visé par l’accord collectif entre l’État et les bailleurs du département.",
            "housing_plan": "Le plan d’action pour le logement et l’hébergement des personnes défavorisées.",
            "reserved": "L’État, la ville, Action Logement… : qui a le droit d’y proposer un locataire.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        without_dashes(self, composition="Non précisée")
        self.helper = UnfoldedHelper()
        self.helper.layout = Layout(
            Fieldset("Le foyer", Div("composition", "children", css_class="pairs"), css_class="panel"),
            Fieldset(
                "Les droits au logement",
                "dalo",
                "collective_agreement",
                "housing_plan",
                "reserved",
                css_class="panel",
            ),
        )


class PersonForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = [
            "civility",
            "last_name",
            "first_name",
            "birth_name",
            "birth_date",
            "tie",
            "holds_lease",
            "joined_on",
            "phone",
            "email",
            "contact_way",
            "contact_hours",
            "interpreter",
            "guardianship",
            "guardian_name",
            "guardian_phone",
            "guardian_email",
        ]
        widgets = {
            "birth_date": DayInput,
            "joined_on": DayInput,
            "phone": forms.TextInput(attrs=PHONE),
            "guardian_phone": forms.TextInput(attrs=PHONE),
            "civility": forms.RadioSelect,
        }
        help_texts = {
            "tie": "La personne de référence est celle dont le dossier porte le nom ; il y en a une.",
            "birth_name": "S’il est différent.",
            "guardianship": "Pour savoir qui signe avec la personne, jamais pourquoi.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["civility"].choices = [choice for choice in self.fields["civility"].choices if choice[0]]
        remind(self, "contact_hours")
        self.helper = UnfoldedHelper()
        self.helper.layout = Layout(
            Fieldset(
                "Qui est cette personne",
                "civility",
                Div("last_name", "first_name", css_class="pairs"),
                Div("birth_name", "birth_date", css_class="pairs"),
                css_class="panel",
            ),
            Fieldset(
                "Sa place dans le ménage",
                Div("tie", "joined_on", css_class="pairs"),
                "holds_lease",
                css_class="panel",
            ),
            Fieldset(
                "Comment la joindre",
                Div("phone", "email", css_class="pairs"),
                "contact_way",
                "contact_hours",
                "interpreter",
                css_class="panel",
            ),
            Fieldset(
                "Qui signe avec elle",
                "guardianship",
                "guardian_name",
                Div("guardian_phone", "guardian_email", css_class="pairs"),
                css_class="panel",
            ),
        )


class LeavingForm(forms.Form):
    left_on = forms.DateField(
        label="A quitté le foyer le",
        widget=DayInput,
        help_text="Ce qui a été noté sur la personne reste lisible dans l’historique.",
    )
