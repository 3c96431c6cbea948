"""What is asked of a phase, of what interrupts it, of a pause of the rhythm."""

from django import forms

from accompaniment.enums import PauseReason, SuspensionReason
from accompaniment.forms.mesures import FOR_THE_TEAM, DayField, lines, why


class StartPhaseForm(forms.Form):
    kind = forms.ChoiceField(label="Phase", error_messages={"required": "Choisissez la phase qui commence."})
    on = DayField(label="Premier jour", help_text="La phase en cours se termine la veille.")

    def __init__(self, *args, phases, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(phase.kind, phase.label) for phase in phases]


class EndPhaseForm(forms.Form):
    on = DayField(label="Dernier jour", help_text="Ce jour appartient encore à la phase.")


class PhaseDatesForm(forms.Form):
    starts_on = DayField(label="Premier jour")
    ends_on = DayField(label="Dernier jour", required=False)
    reason = why()

    def __init__(self, *args, ended, **kwargs):
        super().__init__(*args, **kwargs)
        if not ended:
            self.fields["ends_on"].widget = forms.HiddenInput()


class SuspensionForm(forms.Form):
    starts_on = DayField(label="Premier jour", help_text="Le premier jour sans accompagnement.")
    ends_on = DayField(label="Dernier jour", required=False, help_text="Laissez vide si vous ne le savez pas encore.")
    reason = forms.ChoiceField(
        label="Raison", choices=SuspensionReason.choices, error_messages={"required": "Choisissez une raison."}
    )
    note = lines("Précisions, pour l’équipe", help_text=FOR_THE_TEAM)


class SuspensionChangeForm(SuspensionForm):
    why = why()


class ResumeForm(forms.Form):
    on = DayField(label="Reprise le", help_text="Le premier jour de nouveau accompagné.")


class PauseForm(forms.Form):
    starts_on = DayField(label="Premier jour")
    ends_on = DayField(label="Dernier jour")
    reason = forms.ChoiceField(
        label="Raison", choices=PauseReason.choices, error_messages={"required": "Choisissez une raison."}
    )
    note = lines("Précisions, pour l’équipe", help_text=FOR_THE_TEAM)


class PauseChangeForm(PauseForm):
    why = why()
