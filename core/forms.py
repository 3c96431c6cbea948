"""Fields, widgets and lines that the forms of every application take."""

from decimal import Decimal

from crispy_forms.helper import FormHelper
from django import forms
from django.core.validators import MinValueValidator

from core import wording

CENT = Decimal("0.01")
SPACES = str.maketrans("", "", " \u00a0\u202f€%")


class AmountField(forms.DecimalField):
    """Takes a number as people write it: « 1 620,00 € », « 33,33 % »."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_validators = [MinValueValidator(CENT, "Saisissez un nombre supérieur à 0.")]
    default_error_messages = {
        "invalid": "Un montant en euros, par exemple 30\u202f000.",
        "max_decimal_places": "Deux décimales au plus, par exemple 12,35.",
    }

    def __init__(self, **kwargs):
        super().__init__(decimal_places=2, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.translate(SPACES).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value):
        if not isinstance(value, Decimal):
            return value
        return wording.number(value, 0 if value == value.to_integral_value() else 2)


class CompactField(forms.CharField):
    """A number that people write in groups: « 999 140 015 »."""

    def to_python(self, value):
        return "".join(super().to_python(value).split()).upper()

    def widget_attrs(self, widget):
        """No maxlength: it would count the spaces."""
        return {}


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    def __init__(self):
        super().__init__(attrs={"type": "date"}, format="%Y-%m-%d")


class UnfoldedHelper(FormHelper):
    """Fields only: the page's own form tag, hidden fields and buttons are around them."""

    form_tag = False
    disable_csrf = True


class LineFormSet(forms.BaseInlineFormSet):
    """Lines that are saved together by a service, not one by one."""

    twice = ""
    # Where it stands in its page: the words and the anchor to which the summary of errors leads.
    where = anchor = ""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer"

    @property
    def written(self):
        """The lines that say something, or a first empty one."""
        said = [form for form in self.forms if form in self.initial_forms or (form.is_bound and form.has_changed())]
        return said or self.forms[:1]

    @property
    def empty_lines(self):
        written = self.written
        return [form for form in self.forms if form not in written]

    @property
    def mistakes(self):
        """What is wrong, each with its anchor and the words that say where: « Le budget, 2026, montant »."""
        found = [(self.anchor, self.where, error) for error in self.non_form_errors()]
        for number, form in enumerate(self.forms, start=1):
            if not form.errors or self._should_delete_form(form):
                continue
            line = f"{self.where}, {self.name_of(form) or f'ligne {number}'}"
            for name, errors in form.errors.items():
                if name in form.fields:
                    label = form.fields[name].label.partition(" (")[0].lower()
                    found += [(form[name].id_for_label, f"{line}, {label}", error) for error in errors]
                else:
                    found += [(self.anchor, line, error) for error in errors]
        return found

    def name_of(self, form):
        """What a line is called, once enough of it is valid."""
        return ""

    def get_unique_error_message(self, unique_check):
        return self.twice

    @property
    def lines(self):
        """What is said in the lines that stay, in their order; an empty line says nothing."""
        said = [form.cleaned_data for form in self.forms]
        return [line for line in said if line and not line.get("DELETE")]
