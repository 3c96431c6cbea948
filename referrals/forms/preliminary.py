from dataclasses import dataclass

from django import forms

from core.forms import DayInput
from referrals.enums import TenantAnswer
from referrals.models import PreliminaryMeeting, Slot
from referrals.rules.moments import day_of, in_words

GONE = "Ce créneau vient d’être pris : choisissez-en un autre parmi ceux qui restent."
READ_BY_THE_PERSON = (
    "Le locataire peut lire ce que vous écrivez : la santé, les infractions, les opinions et la vie de famille n’y ont "
    "pas leur place."
)


@dataclass(frozen=True)
class Point:
    """A point of the argument sheet, as a box."""

    number: int
    title: str
    text: str
    items: tuple
    ticked: bool


class SlotChoice(forms.ModelChoiceField):
    def to_python(self, value):
        """Whatever does not name a free slot is one that is gone."""
        try:
            return super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(GONE, code="invalid_choice") from None

    def label_from_instance(self, slot):
        return in_words(slot.starts_at)


class PreliminaryForm(forms.ModelForm):
    points = forms.TypedMultipleChoiceField(
        label="Points abordés", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    answer = forms.ChoiceField(
        label="Ce que répond le locataire",
        choices=TenantAnswer,
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez ce que répond le locataire."},
    )
    refusal_reason = forms.CharField(
        label="Le motif du refus, avec ses mots",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    slot = SlotChoice(
        label="Créneau de la rencontre tripartite",
        queryset=Slot.objects.none(),
        required=False,
        empty_label="Aucun créneau pour l’instant",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": GONE},
    )
    wishes = forms.CharField(
        label="Ses souhaits de rendez-vous",
        required=False,
        max_length=500,
        help_text="Si aucun créneau ne convient : jours, heures, lieu.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remarks = forms.CharField(
        label="Ce que dit le locataire, avec ses mots",
        required=False,
        max_length=2000,
        help_text=READ_BY_THE_PERSON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = PreliminaryMeeting
        fields = ("held_on", "points", "answer", "refusal_reason", "slot", "wishes", "remarks", "leaflet_given")
        widgets = {"held_on": DayInput}
        error_messages = {"held_on": {"invalid": "Ce jour n’existe pas : choisissez-en un autre."}}

    def __init__(self, *args, sheet, slots, today, **kwargs):
        kwargs["initial"] = {"held_on": today} | (kwargs.get("initial") or {}) if kwargs.get("instance") is None else {}
        super().__init__(*args, **kwargs)
        self.sheet, self.free = sheet, list(slots)
        points = sheet.points if sheet else ()
        self.fields["points"].choices = [(number, point.title) for number, point in enumerate(points, start=1)]
        self.fields["slot"].queryset = slots
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()

    @property
    def talking_points(self):
        ticked = {str(number) for number in self["points"].value() or ()}
        points = self.sheet.points if self.sheet else ()
        return [
            Point(number, point.title, point.text, point.items, str(number) in ticked)
            for number, point in enumerate(points, start=1)
        ]

    @property
    def days(self):
        """The free slots by day: [(day, [slots])]."""
        found = {}
        for slot in self.free:
            found.setdefault(day_of(slot.starts_at), []).append(slot)
        return list(found.items())

    def _post_clean(self):
        """The service sets the values: nothing is written on the meeting before it agreed."""
