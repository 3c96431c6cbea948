"""What is asked of a step taken for the household (démarche), and of a relay to a partner."""

from django import forms

from accompaniment.forms.mesures import FOR_THE_TEAM, NO_SUCH_DAY
from accompaniment.models import Action, Objective, Relay
from accompaniment.rules.objectives import LONGEST_NOTE, LONGEST_PURPOSE
from core.forms import AmountField, DayInput
from referrals.models import Structure

NOT_IN_IT = "Cette structure n’est pas, ou n’est plus, dans l’annuaire de votre association."
# What an objective is called in a list of choices.
SHORT = 70


class StructureChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Structure.objects.none(), **kwargs)
        self.error_messages["invalid_choice"] = NOT_IN_IT

    def label_from_instance(self, structure):
        return f"{structure.name}, {structure.commune}" if structure.commune else structure.name


class ObjectiveChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(queryset=Objective.objects.none(), **kwargs)
        self.error_messages["invalid_choice"] = "Cet objectif n’est pas de cette mesure."

    def label_from_instance(self, objective):
        text = " ".join(objective.text.split())
        return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


class ActionForm(forms.ModelForm):
    structure = StructureChoice(label="Auprès de", required=False, empty_label="Aucune structure en particulier")
    objective = ObjectiveChoice(label="Pour l’objectif", required=False, empty_label="Aucun en particulier")
    amount_asked = AmountField(label="Montant demandé", max_digits=9, required=False)
    amount_obtained = AmountField(label="Montant obtenu", max_digits=9, required=False)

    class Meta:
        model = Action
        fields = (
            "kind",
            "state",
            "structure",
            "begun_on",
            "due_on",
            "amount_asked",
            "decided_on",
            "amount_obtained",
            "objective",
            "note",
        )
        labels = {"state": "Où elle en est"}
        help_texts = {"note": FOR_THE_TEAM, "due_on": "Le jour où vous voulez y revenir."}
        widgets = {"begun_on": DayInput, "due_on": DayInput, "decided_on": DayInput}
        error_messages = {
            "kind": {"required": "Choisissez une démarche.", "invalid_choice": "Choisissez une démarche."},
            "state": {"required": "Choisissez où elle en est.", "invalid_choice": "Choisissez où elle en est."},
            **{name: {"invalid": NO_SUCH_DAY} for name in ("begun_on", "due_on", "decided_on")},
        }

    def __init__(self, *args, structures, objectives, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures
        self.fields["objective"].queryset = objectives
        self.fields["note"].widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_NOTE})

    def _post_clean(self):
        """The service checks and writes."""


class RelayForm(forms.ModelForm):
    structure = StructureChoice(
        label="Avec quelle structure",
        empty_label="Choisir…",
        error_messages={"required": "Choisissez une structure de l’annuaire."},
    )

    class Meta:
        model = Relay
        fields = ("structure", "on", "purpose", "result")
        labels = {"on": "Mis en relation le", "result": "Ce qui a suivi"}
        help_texts = {
            "purpose": FOR_THE_TEAM,
            "result": "Rencontrée, le suivi continue, sans suite… À compléter quand vous le savez.",
        }
        widgets = {"on": DayInput}
        error_messages = {"on": {"invalid": NO_SUCH_DAY, "required": "Indiquez ce jour."}}

    def __init__(self, *args, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures
        for name in ("purpose", "result"):
            self.fields[name].widget = forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_PURPOSE})

    def _post_clean(self):
        """The service checks and writes."""
