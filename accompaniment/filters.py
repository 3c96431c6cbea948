"""What the lists of the accompaniment may be narrowed to."""

from django import forms

from core.forms import DayInput


class TimelineForm(forms.Form):
    quoi = forms.ChoiceField(label="Quoi", required=False)
    depuis = forms.DateField(label="Depuis le", required=False, widget=DayInput)
    jusque = forms.DateField(label="Jusqu’au", required=False, widget=DayInput)

    def __init__(self, data, *, sources):
        super().__init__(data)
        self.fields["quoi"].choices = [("", "Tout"), *((source.code, source.label) for source in sources)]


class TimelineFilter:
    """What core.filtering.filter_bar asks of a filter: the line of a file comes from many tables, none is its list."""

    def __init__(self, data, *, sources):
        self.data = data
        self.form = TimelineForm(data, sources=sources)
        self.asked = self.form.cleaned_data if self.form.is_valid() else {}
