from django import forms

from core.forms import DayInput
from referrals.forms.reception import NOT_OFFERED, line_of

READ_BY_THE_TEAM = "Lu par l’équipe, jamais par le bailleur. N’écrivez ni santé, ni ce que le ménage a confié."


class ConfideForm(forms.Form):
    """To whom: each with what she has in hand, nobody chosen beforehand. `asks_days`: from one day to another."""

    worker = forms.ChoiceField(
        label="À qui",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez à qui confier ce ménage.", "invalid_choice": NOT_OFFERED},
    )
    on = forms.DateField(label="À partir du", widget=DayInput)
    until = forms.DateField(label="Jusqu’au, ce jour compris", widget=DayInput)
    reason = forms.CharField(label="Pourquoi", max_length=200, help_text=READ_BY_THE_TEAM)

    def __init__(self, *args, carriers, loads, asks_days, **kwargs):
        super().__init__(*args, **kwargs)
        self.carriers = {str(each.pk): each for each in carriers}
        self.fields["worker"].choices = [(key, line_of(each, loads[each.pk])) for key, each in self.carriers.items()]
        if not asks_days:
            del self.fields["on"], self.fields["until"]

    def clean_worker(self):
        return self.carriers[self.cleaned_data["worker"]]


class ReleaseForm(forms.Form):
    reason = forms.CharField(label="Pourquoi", max_length=200, help_text=READ_BY_THE_TEAM)
