"""The short form that opens a file: what the advisor knows when somebody stands in front of her."""

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone

from core.forms import DayInput, LineFormSet, UnfoldedHelper
from programmes.enums import OccupancyStatus
from tenants.enums import Composition, Tie
from tenants.forms.persons import PHONE, remind
from tenants.forms.situation import OccupancyForm, SuggestedInput
from tenants.models import Household, Occupancy, Person, Sector
from tenants.models.readers import reader_of
from tenants.rules import birth_date_problem

OF_PERSON = ["civility", "last_name", "first_name", "birth_name", "birth_date", "phone", "holds_lease"]
OF_HOUSEHOLD = ["composition", "children"]
OF_HOME = ["status", "starts_on", "reference", "address", "postcode", "commune", "district", "by_transport"]
# What an applicant was offered and until when; when a « bail glissant » is to pass to the household.
EXPECTED = ["proposal", "proposal_deadline", "target_on"]
OF_OCCUPANCY = OF_HOME + EXPECTED


def fields_of(model, names, **options):
    return forms.fields_for_model(model, fields=names, **options)


def sectors_for(actor):
    """Those from which she will still read the file."""
    known = Sector.objects.visible_to(actor)
    return known if reader_of(actor).open_portfolios else known.of_advisor(actor)


class BirthDateForm(forms.ModelForm):
    """The constraints of a person are the service's to say: a form would ask the database for each."""

    def clean(self):
        return self.cleaned_data

    def _post_clean(self):
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()
        del self.instance.validate_constraints

    def clean_birth_date(self):
        born = self.cleaned_data["birth_date"]
        if problem := birth_date_problem(born, timezone.localdate()):
            raise forms.ValidationError(problem)
        return born


class OpeningForm(BirthDateForm):
    """The reference person, what the household is, where it lives."""

    # The page sums up the errors of the form and of its lines in one place.
    summed_up_by_page = True
    sector = forms.ModelChoiceField(
        label="Secteur",
        queryset=Sector.objects.none(),
        required=False,
        empty_label="Aucun : toutes les conseillères le lisent",
    )
    # Which of the files shown before were read (tenants.services.duplicates.digest_of), and whether to link them.
    confirmed = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    linked = forms.CharField(required=False, max_length=3, widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = OF_PERSON
        widgets = {
            "birth_date": DayInput,
            "phone": forms.TextInput(attrs=PHONE),
            "civility": forms.RadioSelect,
        }
        help_texts = {"birth_name": "S’il est différent."}
        labels = {"holds_lease": "Titulaire ou co-titulaire du bail"}

    def __init__(self, *args, actor, communes=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields |= fields_of(Household, OF_HOUSEHOLD)
        self.fields |= fields_of(
            Occupancy,
            OF_OCCUPANCY,
            widgets={
                "starts_on": DayInput,
                "proposal_deadline": DayInput,
                "target_on": DayInput,
                "commune": SuggestedInput,
                "postcode": forms.TextInput(attrs={"inputmode": "numeric"}),
            },
            help_texts={name: OccupancyForm.Meta.help_texts[name] for name in (*EXPECTED, "by_transport")},
        )
        remind(self, "proposal")
        self.fields["civility"].choices = [choice for choice in self.fields["civility"].choices if choice[0]]
        self.fields["composition"].choices = [("", "Pas encore connue"), *Composition.choices]
        self.fields["commune"].widget.suggestions = communes
        self.fields["holds_lease"].initial = self.initial["holds_lease"] = True
        self.fields["status"].initial = OccupancyStatus.TENANT
        own = sectors_for(actor)
        self.fields["sector"].queryset = own
        if not self.is_bound:
            first = list(own[:2])
            self.fields["sector"].initial = first[0] if len(first) == 1 else None
        self.helper = UnfoldedHelper()

    def clean(self):
        values = super().clean()
        if values.get("status") == OccupancyStatus.TENANT and "reference" in values and not values["reference"]:
            self.add_error("reference", "Indiquez la référence du bail.")
        return values

    def part(self, names):
        return {name: self.cleaned_data[name] for name in names}

    @property
    def person_part(self):
        return self._laid_out(
            "civility",
            Div("last_name", "first_name", css_class="pairs"),
            Div("birth_date", "birth_name", css_class="pairs"),
            "phone",
            "holds_lease",
        )

    @property
    def household_part(self):
        return self._laid_out(Div("composition", "children", css_class="pairs"), "sector")

    @property
    def home_part(self):
        return self._laid_out(
            Div("status", "starts_on", css_class="pairs"),
            "reference",
            "address",
            Div("postcode", "commune", css_class="pairs"),
            Div("district", "by_transport", css_class="pairs"),
        )

    @property
    def expected_part(self):
        return self._laid_out("proposal", Div("proposal_deadline", "target_on", css_class="pairs"))

    @property
    def expects(self):
        """Whether something of it was typed, or is to be corrected: then it stands open."""
        return any(self[name].value() or self[name].errors for name in EXPECTED)

    def _laid_out(self, *fields):
        helper = UnfoldedHelper()
        helper.form_show_errors = True
        helper.layout = Layout(*fields)
        return helper


class MemberForm(BirthDateForm):
    """One more member, in a line."""

    class Meta:
        model = Person
        fields = ["last_name", "first_name", "birth_date", "tie", "holds_lease"]
        widgets = {"birth_date": DayInput}
        labels = {"holds_lease": "Co-titulaire du bail"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tie = self.fields["tie"]
        tie.choices = [choice for choice in Tie.choices if choice[0] != Tie.REFERENCE]
        tie.initial = self.initial["tie"] = Tie.PARTNER
        self.helper = UnfoldedHelper()


# What an empty line sends.
UNTOUCHED = ("tie", Tie.PARTNER.value)


class BaseMemberFormSet(LineFormSet):
    """Most households are told in a line or two: the lines after the last that says something are made to be shown."""

    label = "Autres membres"
    where, anchor = "Les autres membres", "membres"

    def total_form_count(self):
        total = super().total_form_count()
        if not self.is_bound:
            return total
        return max((number for number in range(1, total + 1) if self.says_something(number - 1)), default=min(total, 1))

    def says_something(self, number):
        said = {name: self.data.get(f"{self.add_prefix(number)}-{name}", "").strip() for name in MemberForm.Meta.fields}
        return any(value and (name, value) != UNTOUCHED for name, value in said.items())

    @property
    def empty_lines(self):
        more = range(len(self.forms), super().total_form_count())
        return [*super().empty_lines, *map(self._construct_form, more)]

    def name_of(self, form):
        return form.cleaned_data.get("first_name", "")

    @property
    def persons(self):
        return [{name: line[name] for name in MemberForm.Meta.fields} for line in self.lines]


MemberFormSet = forms.inlineformset_factory(
    Household,
    Person,
    form=MemberForm,
    formset=BaseMemberFormSet,
    extra=6,
    max_num=12,
    validate_max=True,
    can_delete=False,
)
