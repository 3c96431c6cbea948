from dataclasses import dataclass

from django import forms

from core.forms import DayInput
from tenants.enums import YesNoUnknown
from tenants.rules.screening import Known, known_from_file
from tenants.services.screenings import NOT_ATTESTED

# The criterion of a programme that says what every screening keeps.
ISOLATION = "isolement"
CHANGED = "Ce dispositif a changé pendant que vous remplissiez la page : relisez-la, puis enregistrez."
HELP_IN_PLACE = (
    "Par exemple le service social du secteur, une association, la famille. La personne peut lire ce que vous "
    "écrivez : la santé, les infractions, les opinions et la vie de famille n’y ont pas leur place."
)


@dataclass(frozen=True)
class Tick:
    """A box with its help, and what the file of the household knows of it."""

    code: str
    label: str
    help: str
    ticked: bool
    known: Known | None = None


class ScreeningForm(forms.Form):
    on = forms.DateField(
        label="Vérifié le",
        widget=DayInput,
        error_messages={"invalid": "Ce jour n’existe pas : choisissez-en un autre."},
    )
    prerequisites = forms.MultipleChoiceField(label="Préalables", required=False, widget=forms.CheckboxSelectMultiple)
    criteria = forms.MultipleChoiceField(label="Critères", required=False, widget=forms.CheckboxSelectMultiple)
    attested = forms.BooleanField(label="Attestation", error_messages={"required": NOT_ATTESTED})
    isolated = forms.ChoiceField(
        label="Le ménage est isolé", choices=YesNoUnknown, required=False, widget=forms.RadioSelect
    )
    help_in_place = forms.CharField(
        label="Aides déjà en place",
        required=False,
        max_length=1000,
        help_text=HELP_IN_PLACE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    need_expressed = forms.ChoiceField(
        label="Le ménage exprime lui-même un besoin", choices=YesNoUnknown, required=False, widget=forms.RadioSelect
    )
    # Under which version the page was filled.
    programme_version = forms.IntegerField(label="Version du dispositif", widget=forms.HiddenInput)

    def __init__(self, *args, version, facts, today, **kwargs):
        self.version, self.asked, self.facts = version, version.content.screening, facts
        initial = {
            "on": today,
            "isolated": YesNoUnknown.UNKNOWN,
            "need_expressed": YesNoUnknown.UNKNOWN,
            "prerequisites": [each.code for each in self.asked.prerequisites if self.holds(each)],
        }
        super().__init__(*args, initial={**initial, **(kwargs.pop("initial", None) or {})}, **kwargs)
        for name in ("prerequisites", "criteria"):
            self.fields[name].choices = [(each.code, each.label) for each in getattr(self.asked, name)]
        self.fields["on"].widget.attrs["max"] = today.isoformat()
        if not self.asked.exclusions:
            del self.fields["attested"]
        if self.asks_isolation:
            del self.fields["isolated"]

    def known(self, prerequisite):
        return known_from_file(prerequisite, self.facts)

    def holds(self, prerequisite):
        known = self.known(prerequisite)
        return known is not None and known.holds

    @property
    def prerequisite_ticks(self):
        ticked = self["prerequisites"].value() or ()
        return [
            Tick(each.code, each.label, each.help, each.code in ticked, self.known(each))
            for each in self.asked.prerequisites
        ]

    @property
    def criterion_ticks(self):
        ticked = self["criteria"].value() or ()
        return [Tick(each.code, each.label, each.help, each.code in ticked) for each in self.asked.criteria]

    @property
    def asks_isolation(self):
        """Among the criteria: it is not asked a second time."""
        return any(each.code == ISOLATION for each in self.asked.criteria)

    def clean_isolated(self):
        return self.cleaned_data["isolated"] or YesNoUnknown.UNKNOWN

    def clean_need_expressed(self):
        return self.cleaned_data["need_expressed"] or YesNoUnknown.UNKNOWN

    def clean(self):
        given = super().clean()
        if given.get("programme_version") != self.version.number:
            self.add_error(None, CHANGED)
        if self.asks_isolation:
            given["isolated"] = YesNoUnknown.YES if ISOLATION in given.get("criteria", ()) else YesNoUnknown.UNKNOWN
        return given
