"""What the landlord will read, why a note is opened, and what the two houses say of a household."""

from django import forms

from accompaniment.models import Exchange
from accompaniment.rules.interviews import LONGEST_PUBLISHED, LONGEST_REASON
from accompaniment.services.exchanges import WAYS
from core.forms import DayInput

NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."
WORDS = [(way.value, way.label) for way in WAYS]


def long_text(label, most, *, rows, missing, help_text=""):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, max_length=most, widget=widget, help_text=help_text, error_messages={"required": missing}
    )


class PublishForm(forms.Form):
    text = long_text(
        "Texte pour le bailleur",
        LONGEST_PUBLISHED,
        rows=6,
        missing="Écrivez ce que le bailleur lira.",
        help_text="Lu par la conseillère du bailleur et par l’équipe ; la personne peut demander à le lire. Ni santé, "
        "ni condamnation, ni opinion, ni vie de famille.",
    )
    summed_up_by_page = True


class ReasonForm(forms.Form):
    """One thing is asked: why."""

    reason = long_text("Pourquoi", LONGEST_REASON, rows=3, missing="Dites pourquoi.")


class GlassForm(forms.Form):
    reason = long_text(
        "Pourquoi l’ouvrir maintenant",
        LONGEST_REASON,
        rows=3,
        missing="Dites pourquoi : l’auteur le lira.",
        help_text="L’auteur de la note lira ces mots, avec votre nom.",
    )


def said_in_short(form):
    form.fields["text"] = long_text(
        form.fields["text"].label, LONGEST_PUBLISHED, rows=5, missing="Écrivez ce qui s’est dit."
    )


class AlertForm(forms.ModelForm):
    """`conventions`: those with a mesure that runs; asked only where there are several."""

    convention = forms.ModelChoiceField(label="À propos de quelle action", queryset=None, empty_label=None)

    class Meta:
        model = Exchange
        fields = ("agreed_on", "text")
        labels = {"text": "Ce qui vous inquiète", "agreed_on": "Le ménage a donné son accord le"}
        help_texts = {"agreed_on": "Il sait que vous en parlez à l’association, et l’a accepté ce jour-là."}
        widgets = {"agreed_on": DayInput}
        error_messages = {"agreed_on": {"invalid": NO_SUCH_DAY, "required": "Indiquez quand le ménage a accepté."}}

    def __init__(self, *args, conventions, labels, **kwargs):
        super().__init__(*args, **kwargs)
        self.conventions = conventions
        said_in_short(self)
        if len(conventions) < 2:
            del self.fields["convention"]
            return
        field = self.fields["convention"]
        field.queryset = type(conventions[0])._default_manager.filter(pk__in=[one.pk for one in conventions])
        names = {one.pk: labels.get(one.programme.code, one.reference) for one in conventions}
        field.label_from_instance = lambda one: names[one.pk]
        self.initial["convention"] = conventions[0].pk

    def _post_clean(self):
        """The service checks and writes."""

    @property
    def values(self):
        return {"convention": self.conventions[0], **self.cleaned_data}


class ExchangeForm(AlertForm):
    way = forms.ChoiceField(label="Comment", choices=WORDS, widget=forms.RadioSelect, initial=WORDS[0][0])

    class Meta(AlertForm.Meta):
        fields = ("way", "on", "agreed_on", "text")
        labels = {"agreed_on": "Le ménage a donné son accord le"}
        widgets = {"agreed_on": DayInput, "on": DayInput}
        help_texts = {"agreed_on": "Il a accepté ce jour-là que vous parliez de lui."}
        error_messages = {
            **AlertForm.Meta.error_messages,
            "on": {"invalid": NO_SUCH_DAY, "required": "Indiquez le jour."},
        }


class AnswerForm(forms.Form):
    way = forms.ChoiceField(label="Comment vous répondez", choices=WORDS, widget=forms.RadioSelect, initial="message")
    text = long_text("Votre réponse", LONGEST_PUBLISHED, rows=5, missing="Écrivez votre réponse.")
