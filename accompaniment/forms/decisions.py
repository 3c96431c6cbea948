"""What is asked where something is decided: an extension, what follows a withdrawal, an end."""

from django import forms

from accompaniment.forms.mesures import FOR_THE_TEAM, DayField, lines
from core.wording import plain_date
from programmes.enums import ExitReason


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{meeting} du {plain_date(meeting.held_on)}"


class ExtensionForm(forms.Form):
    meeting = MeetingChoice(
        label="Décidée en rencontre tripartite",
        queryset=None,
        empty_label=None,
        error_messages={"required": "Choisissez la rencontre où elle a été décidée."},
    )
    until = DayField(label="Nouveau terme", help_text="Le dernier jour de la mesure prolongée.")
    reason = lines(
        "Pourquoi prolonger",
        required=True,
        missing="Dites pourquoi prolonger : le bailleur le lira.",
        help_text="Le bailleur lit ce texte : ni confidence, ni santé.",
    )

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings


class ClosingForm(forms.Form):
    on = DayField(label="Dernier jour", help_text="Ce jour appartient encore à la mesure.")
    exit_reason = forms.ChoiceField(label="Motif de sortie", error_messages={"required": "Choisissez un motif."})
    with_review = forms.BooleanField(label="Avec le bilan final", required=False)
    without_review = lines("Sinon, pourquoi il n’y a pas de bilan final")
    note = lines("Précisions, pour l’équipe", help_text=FOR_THE_TEAM)

    def __init__(self, *args, reasons, review, **kwargs):
        super().__init__(*args, **kwargs)
        self.review = review
        self.fields["exit_reason"].choices = [("", "Choisir…"), *((code, ExitReason(code).label) for code in reasons)]
        if review is None:
            del self.fields["with_review"]
            self.fields["without_review"].label = "Pourquoi il n’y a pas de bilan final"
        else:
            state = review.get_state_display().lower()
            self.fields["with_review"].label = f"Avec le bilan final du {plain_date(review.on)} ({state})"

    @property
    def values(self):
        given = dict(self.cleaned_data)
        given["review"] = self.review if given.pop("with_review", False) else None
        return given


class WithdrawalForm(forms.Form):
    outcome = forms.ChoiceField(
        label="Ce que vous proposez",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’une des suites que le dispositif prévoit."},
    )
    reason = lines(
        "Pourquoi", required=True, missing="Dites pourquoi vous proposez cette suite.", help_text=FOR_THE_TEAM
    )

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [(outcome.value, outcome.label) for outcome in outcomes]
