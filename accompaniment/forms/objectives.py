"""What is asked of an objective and of who does what for it; short enough for a telephone."""

from django import forms

from accompaniment.enums import Side
from accompaniment.forms.mesures import NO_SUCH_DAY
from accompaniment.models import Objective, Task
from accompaniment.rules.objectives import LONGEST_OBJECTIVE, LONGEST_TASK, MOST_TASKS
from core.forms import DayInput, LineFormSet


def few_lines(field, most, *, rows=2):
    field.max_length = most
    field.widget = forms.Textarea(attrs={"rows": rows, "maxlength": most})


class ObjectiveForm(forms.ModelForm):
    """`themes`: code → words, those of the programme."""

    summed_up_by_page = True

    class Meta:
        model = Objective
        fields = ("theme", "text", "due_on", "agreed_on")
        labels = {"text": "Ce que vous convenez d’atteindre", "due_on": "Pour le"}
        help_texts = {
            "text": "Avec les mots du ménage. Lu par l’équipe ; le bailleur ne lit que ce que vous publierez.",
            "due_on": "Si vous convenez d’un jour.",
        }
        widgets = {"due_on": DayInput, "agreed_on": DayInput}
        error_messages = {
            "text": {"required": "Écrivez ce qui est convenu avec le ménage."},
            "due_on": {"invalid": NO_SUCH_DAY},
            "agreed_on": {"invalid": NO_SUCH_DAY, "required": "Indiquez ce jour."},
        }

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        missing = {"required": "Choisissez un thème.", "invalid_choice": "Ce thème n’est pas de ceux du dispositif."}
        choices = [("", "Choisir…"), *themes.items()]
        self.fields["theme"] = forms.ChoiceField(
            label="Thème", choices=choices, required=bool(themes), error_messages=missing
        )
        if not themes:
            self.fields["theme"].widget = forms.HiddenInput()
        few_lines(self.fields["text"], LONGEST_OBJECTIVE, rows=3)

    def _post_clean(self):
        """The service checks and writes."""


class TaskForm(forms.ModelForm):
    class Meta:
        model = Task
        fields = ("text", "side", "due_on")
        widgets = {"due_on": DayInput}
        error_messages = {"text": {"required": "Écrivez ce qui est à faire."}, "due_on": {"invalid": NO_SUCH_DAY}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = Side.choices
        self.fields["side"].initial = self.initial.setdefault("side", Side.HOUSEHOLD)
        few_lines(self.fields["text"], LONGEST_TASK)


class BaseTaskFormSet(LineFormSet):
    label = "Qui fait quoi"
    where, anchor = "Qui fait quoi", "taches"

    def __init__(self, *args, **kwargs):
        """What was given up is not edited any more."""
        super().__init__(*args, **{"queryset": Task.objects.filter(dropped=False), **kwargs})

    def name_of(self, form):
        return (form.cleaned_data.get("text") or "")[:40]


TaskFormSet = forms.inlineformset_factory(
    Objective,
    Task,
    form=TaskForm,
    formset=BaseTaskFormSet,
    extra=3,
    max_num=MOST_TASKS,
    validate_max=True,
    can_delete_extra=False,
)
