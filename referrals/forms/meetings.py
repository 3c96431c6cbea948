"""The minutes of a tripartite meeting on one page, and what begins and ends them."""

from dataclasses import dataclass

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.validators import MaxLengthValidator

from core.attachments import AttachmentField
from core.forms import DayInput, LineFormSet, UnfoldedHelper
from referrals.enums import CommitmentOutcome, MeetingKind, Party
from referrals.models import Commitment, Participant, TripartiteMeeting

LONGEST = 8000
NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."
ROWS = {"problems": 4, "improvements": 4, "household_words": 4, "remarks": 3, "place": 2}


def long_texts(form):
    """An encrypted text has no length of its own."""
    for name, rows in ROWS.items():
        if name in form.fields:
            form.fields[name].validators.append(MaxLengthValidator(LONGEST))
            form.fields[name].widget = forms.Textarea(attrs={"rows": rows, "maxlength": LONGEST})


class OpenMinutesForm(forms.ModelForm):
    """A meeting that just happened."""

    convention = forms.ModelChoiceField(label="Action", queryset=None, empty_label=None)

    class Meta:
        model = TripartiteMeeting
        fields = ("convention", "kind", "held_on", "place_kind", "place")
        widgets = {"held_on": DayInput, "kind": forms.RadioSelect}
        error_messages = {"held_on": {"invalid": NO_SUCH_DAY}}

    def __init__(self, *args, conventions, labels, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["convention"].queryset = conventions
        self.fields["convention"].label_from_instance = lambda one: labels.get(one.programme.code, one.reference)
        self.initial |= {"held_on": today, "convention": conventions.first()}
        self.fields["kind"].choices = MeetingKind.choices
        long_texts(self)

    def _post_clean(self):
        """The service checks and makes it."""


@dataclass(frozen=True)
class Review:
    """One earlier commitment as it comes back on the page."""

    commitment: Commitment
    outcome: forms.BoundField
    note: forms.BoundField


class MinutesForm(forms.ModelForm):
    # The page sums up the errors of the form and of its lines in one place.
    summed_up_by_page = True

    class Meta:
        model = TripartiteMeeting
        fields = ("held_on", "place_kind", "place", "points", "problems", "improvements", "household_words", "remarks")
        widgets = {"held_on": DayInput}
        error_messages = {"held_on": {"invalid": NO_SUCH_DAY}}
        help_texts = {
            "household_words": "Ce que le ménage dit de sa situation et de ce qu’il attend, dans ses mots, "
            "s’il veut bien que cela soit écrit.",
        }

    def __init__(self, *args, sheet, earlier, today, **kwargs):
        super().__init__(*args, **kwargs)
        long_texts(self)
        if self.instance.appointment_id:
            self.fields["held_on"].disabled = True
            self.fields["held_on"].help_text = "Le jour du rendez-vous."
        start = self.instance.kind == MeetingKind.START
        self.fields["problems"].label = (
            "Problématiques nommées par le bailleur" if start else "Où en est la situation, vue par chacun"
        )
        self.fields["improvements"].label = "Améliorations attendues" if start else "Ce qui est attendu maintenant"
        self.sheet, self.earlier, self.today = sheet, earlier, today
        self.add_points()
        self.add_reviews()
        self.helper = UnfoldedHelper()

    def add_points(self):
        if self.sheet is None:
            del self.fields["points"]
            return
        choices = [(number, point.title) for number, point in enumerate(self.sheet.points, start=1)]
        self.fields["points"] = forms.TypedMultipleChoiceField(
            label="Points abordés",
            choices=choices,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def add_reviews(self):
        for commitment in self.earlier:
            about = f"« {commitment.text[:80]} »"
            self.fields[f"outcome_{commitment.pk}"] = forms.ChoiceField(
                label=f"Suite de {about}",
                choices=CommitmentOutcome.choices,
                widget=forms.RadioSelect,
                initial=commitment.outcome,
            )
            self.fields[f"note_{commitment.pk}"] = forms.CharField(
                label=f"Ce qui s’est passé pour {about}", required=False, max_length=1000, initial=commitment.note
            )

    @property
    def ticks(self):
        """The points of the argument sheet with their boxes."""
        ticked = {str(number) for number in self["points"].value() or []}
        return [
            {"number": number, "point": point, "ticked": str(number) in ticked}
            for number, point in enumerate(self.sheet.points, start=1)
        ]

    @property
    def earlier_lines(self):
        return [Review(one, self[f"outcome_{one.pk}"], self[f"note_{one.pk}"]) for one in self.earlier]

    @property
    def reviews(self):
        """What is said of the earlier commitments, for the service."""
        said = self.cleaned_data
        return [(one.pk, said[f"outcome_{one.pk}"], said[f"note_{one.pk}"]) for one in self.earlier]

    @property
    def place_part(self):
        helper = UnfoldedHelper()
        helper.layout = Layout(Div("held_on", "place_kind", css_class="pairs"), "place")
        return helper

    def _post_clean(self):
        """The service writes; a form that is only checked leaves the row that it shows as it is."""


class ParticipantForm(forms.ModelForm):
    class Meta:
        model = Participant
        fields = ("present", "party", "name", "quality")
        labels = {"present": "Était là"}
        error_messages = {"name": {"required": "Indiquez le nom de cette personne."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = Party.choices
        self.fields["party"].initial = self.initial.setdefault("party", Party.TENANT)
        self.fields["quality"].help_text = "Par exemple : voisine, interprète, mandataire."
        self.helper = UnfoldedHelper()


class BaseParticipantFormSet(LineFormSet):
    label = "Participants"
    where, anchor = "Les participants", "participants"

    def name_of(self, form):
        return form.cleaned_data.get("name", "")


class CommitmentForm(forms.ModelForm):
    class Meta:
        model = Commitment
        fields = ("text", "party", "due_on")
        widgets = {"due_on": DayInput}
        error_messages = {
            "text": {"required": "Écrivez à quoi cette partie s’engage."},
            "due_on": {"invalid": NO_SUCH_DAY},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = Party.choices
        self.fields["party"].initial = self.initial.setdefault("party", Party.TENANT)
        self.fields["text"].validators.append(MaxLengthValidator(600))
        self.fields["text"].widget = forms.Textarea(attrs={"rows": 2, "maxlength": 600})
        self.helper = UnfoldedHelper()


class BaseCommitmentFormSet(LineFormSet):
    label = "Engagements"
    where, anchor = "Les engagements", "engagements"

    def name_of(self, form):
        return (form.cleaned_data.get("text") or "")[:40]


def lines_of(model, form, formset, *, extra):
    return forms.inlineformset_factory(
        TripartiteMeeting,
        model,
        form=form,
        formset=formset,
        fk_name="meeting",
        extra=extra,
        max_num=30,
        validate_max=True,
        can_delete_extra=False,
    )


ParticipantFormSet = lines_of(Participant, ParticipantForm, BaseParticipantFormSet, extra=3)
CommitmentFormSet = lines_of(Commitment, CommitmentForm, BaseCommitmentFormSet, extra=4)


class PaperForm(forms.Form):
    """Photographs or a scan of what was signed."""

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["papers"] = AttachmentField(label="Papier signé", most=most)
