from django import forms

from accompaniment.forms.mesures import DayField
from referrals.forms.reception import NOT_OFFERED, line_of
from referrals.forms.workers import READ_BY_THE_TEAM


class TransferForm(forms.Form):
    """Which files, to whom, from which day: all of them are chosen beforehand, nobody is."""

    households = forms.MultipleChoiceField(
        label="Les dossiers",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choisissez au moins un dossier.",
            "invalid_choice": "Un de ces dossiers a changé de mains entre-temps : relisez la page.",
        },
    )
    worker = forms.ChoiceField(
        label="À qui",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez à qui confier ces suivis.", "invalid_choice": NOT_OFFERED},
    )
    on = DayField(label="À partir du", help_text="Aujourd’hui, ou un jour passé.")
    reason = forms.CharField(
        label="Pourquoi", max_length=200, help_text=READ_BY_THE_TEAM, error_messages={"required": "Dites pourquoi."}
    )
    with_meetings = forms.BooleanField(
        label="Les rendez-vous à venir passent aussi à cette personne",
        required=False,
        help_text="Sinon, la personne qui est attendue aujourd’hui le reste.",
    )

    def __init__(self, *args, households, carriers, loads, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(each.pk): each for each in households}
        self.carriers = {str(each.pk): each for each in carriers}
        self.fields["households"].choices = [(key, file_words(each)) for key, each in self.by_key.items()]
        self.fields["worker"].choices = [(key, line_of(each, loads[each.pk])) for key, each in self.carriers.items()]
        if not meetings:
            del self.fields["with_meetings"]

    def clean_households(self):
        return [self.by_key[key] for key in self.cleaned_data["households"]]

    def clean_worker(self):
        return self.carriers[self.cleaned_data["worker"]]


def file_words(household):
    if household.guarded:
        return f"Dossier {household.number}"
    return f"{household.name}, dossier {household.number}"
