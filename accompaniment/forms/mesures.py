"""What is asked of a mesure: its first day, its rhythm; the words that every form of it takes."""

from django import forms

from accompaniment.enums import Rhythm
from core.forms import DayInput

NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."
# What a service keeps of a text that explains.
LONGEST_TEXT = 5000
FOR_THE_TEAM = "Lu par les travailleurs sociaux qui suivent ce ménage et leur chef de service, jamais par le bailleur."


class DayField(forms.DateField):
    widget = DayInput

    def __init__(self, **kwargs):
        super().__init__(error_messages={"required": "Indiquez ce jour.", "invalid": NO_SUCH_DAY}, **kwargs)


def lines(label, *, rows=3, required=False, missing="Dites pourquoi.", help_text=""):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


def why():
    return lines("Pourquoi cette correction", required=True, help_text="L’historique de la mesure le garde.")


class OpeningForm(forms.Form):
    starts_on = DayField(label="Premier jour", help_text="Le premier jour qui compte.")
    phase_kind = forms.ChoiceField(label="Phase", error_messages={"required": "Choisissez la phase."})

    def __init__(self, *args, phases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["phase_kind"].choices = [(phase.kind, phase.label) for phase in phases]
        if len(phases) == 1:
            self.fields["phase_kind"].widget = forms.HiddenInput()


class RhythmForm(forms.Form):
    rhythm = forms.ChoiceField(
        label="Rythme des rencontres", required=False, help_text="Ce qui est convenu avec le ménage."
    )
    intensive_until = DayField(
        label="Rythme soutenu jusqu’au", required=False, help_text="Si les rencontres sont plus rapprochées au début."
    )

    def __init__(self, *args, intended, **kwargs):
        super().__init__(*args, **kwargs)
        usual = f"Comme le dispositif le prévoit{f' ({intended})' if intended else ''}"
        self.fields["rhythm"].choices = [("", usual), *Rhythm.choices]
