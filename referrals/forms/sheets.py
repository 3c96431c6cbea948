"""The steps of a fiche de liaison. Nothing is asked for at once: what is missing is said in the summary."""

from django import forms
from django.utils import timezone

from core.attachments import AttachmentField
from core.forms import DayInput, UnfoldedHelper
from programmes.enums import ContextKind
from programmes.models import Convention
from referrals.enums import Origin, SocialServices, StartMode, Urgency
from referrals.models import Sheet
from referrals.rules.sheets import agreement_lacks

LONGEST_TEXT = 3000
REMINDER = (
    "La personne peut lire ce que vous écrivez. Ni santé, ni infraction, ni opinion, ni vie familiale : des faits qui "
    "touchent au logement."
)
NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."


def text_field(label, help_text="", *, rows=4):
    """A free text of the landlord, with the reminder beside it."""
    words = f"{help_text} {REMINDER}".strip()
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=words, widget=widget, max_length=LONGEST_TEXT, required=False)


def choice_field(label, enum, *, widget=forms.RadioSelect, help_text="", required=True):
    return forms.ChoiceField(
        label=label,
        choices=enum.choices,
        widget=widget,
        help_text=help_text,
        required=required,
        error_messages={"required": "Choisissez une réponse.", "invalid_choice": "Choisissez une des réponses."},
    )


class StepForm(forms.ModelForm):
    """`definition`: of the programme, whose words and choices the step offers."""

    def __init__(self, *args, definition, household, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition, self.household = definition, household
        self.helper = UnfoldedHelper()
        self.fit()

    def fit(self):
        """Keep what this programme offers."""


class SpottingForm(StepForm):
    origin = choice_field("Qui a repéré la situation ?", Origin, required=False)
    context = choice_field("Dans quel contexte ?", ContextKind)

    class Meta:
        model = Sheet
        fields = ("origin", "context")

    def fit(self):
        offered = [choice for choice in ContextKind.choices if choice[0] in self.definition.contexts]
        self.fields["context"].choices = offered


class ProblemsForm(StepForm):
    problem_codes = forms.MultipleChoiceField(
        label="Problématiques repérées",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Cochées d’après la vérification d’éligibilité ; une au moins pour envoyer la fiche.",
        error_messages={"invalid_choice": "Cochez des problématiques de la liste."},
    )
    problems = text_field("Ce que vous constatez", "Par exemple : des courriers restent sans réponse depuis l’hiver.")
    improvements = text_field("Améliorations attendues", "Ce qui aura changé si l’action réussit.")

    class Meta:
        model = Sheet
        fields = ("problem_codes", "problems", "improvements")

    def fit(self):
        criteria = self.definition.screening.criteria
        self.fields["problem_codes"].choices = [(choice.code, choice.label) for choice in criteria]


class ServicesForm(StepForm):
    social_services = choice_field("Le ménage a-t-il un lien avec un service social ?", SocialServices)
    social_services_text = text_field(
        "Qui accompagne déjà le ménage ?",
        "Le service et, si le ménage est d’accord, le nom de la personne.",
        rows=3,
    )

    class Meta:
        model = Sheet
        fields = ("social_services", "social_services_text")


class BeginningForm(StepForm):
    agreed_on = forms.DateField(
        label="Accord du ménage pour être rencontré, donné le",
        widget=DayInput,
        required=False,
        help_text="Sans cet accord daté, la fiche ne part pas.",
        error_messages={"invalid": NO_SUCH_DAY},
    )
    start_mode = choice_field("Démarrage par", StartMode)
    wishes = text_field("Propositions de rendez-vous", "Jours, heures et lieu qui conviennent au ménage.", rows=3)
    urgency = choice_field("Urgence", Urgency)
    urgency_reason = text_field("Ce qui presse", "Une échéance, une audience, une proposition de logement.", rows=2)

    class Meta:
        model = Sheet
        fields = ("agreed_on", "start_mode", "wishes", "urgency", "urgency_reason")

    def fit(self):
        offered = {mode.code for mode in self.definition.opening.modes} or {StartMode.TRIPARTITE}
        if self.household.guarded:
            offered = {StartMode.TRIPARTITE}
            self.fields["start_mode"].help_text = "Contact protégé : aucun courrier ne part."
        # What was chosen before stays in view, until it is changed.
        offered.add(self.instance.start_mode)
        self.fields["start_mode"].choices = [choice for choice in StartMode.choices if choice[0] in offered]

    def clean_agreed_on(self):
        day = self.cleaned_data["agreed_on"]
        if day is not None:
            for lack in agreement_lacks(day, timezone.localdate()):
                raise forms.ValidationError(lack.sentence)
        return day


class PiecesForm(forms.Form):
    files = AttachmentField(label="Ajouter des pièces", required=False, most=5)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()


STEP_FORMS = {
    "reperage": SpottingForm,
    "problematiques": ProblemsForm,
    "services-sociaux": ServicesForm,
    "demarrage": BeginningForm,
}


class StartForm(forms.Form):
    """Under which convention."""

    convention = forms.ModelChoiceField(
        label="Dispositif",
        queryset=Convention.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choisissez un dispositif.", "invalid_choice": "Choisissez un des dispositifs."},
    )

    def __init__(self, *args, conventions, label_of, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["convention"]
        field.queryset = conventions
        field.label_from_instance = label_of
        self.helper = UnfoldedHelper()


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        error_messages={"required": "Dites pourquoi."},
    )


class LetterForm(forms.Form):
    on = forms.DateField(
        label="Courrier envoyé le",
        widget=DayInput,
        error_messages={"required": "Indiquez le jour de l’envoi.", "invalid": NO_SUCH_DAY},
    )
