"""The sections of a diagnostic, its tables, and the conclusions written apart for the landlord.

Nothing asks for an opinion on an allocation or a tenancy.
"""

from decimal import Decimal

from django import forms

from accompaniment.enums import BudgetSide, TieHelp
from accompaniment.forms.mesures import DayField, lines
from accompaniment.models import Conclusions, Diagnostic
from core.forms import AmountField, DayInput, UnfoldedHelper

LONGEST_TEXT = 60_000
LONGEST_LABEL = 120
MOST_LINES = 40
EMPTY_LINES = 4
MOST_AMOUNT = Decimal("9999999.99")
NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."
FOR_THE_LANDLORD = "Le bailleur lira ce texte, et le ménage l’entendra avant lui : des faits, ni confidence, ni santé."
HELP = {
    "problems": "Ce que vit le ménage, avec ses mots autant que possible.",
    "family": "Qui vit là, les liens, ce qui pèse ou soutient.",
    "social": "Emploi, droits, démarches en cours, services déjà là.",
    "financial": "Ce qui explique les chiffres : un changement, une dette ancienne, un droit qui manque.",
    "strengths": "Ce que le ménage sait faire, ce qui tient.",
    "levers": "Ce qui peut le mettre en mouvement, et avec qui.",
    "health": "Seulement si le ménage souhaite en parler. L’association seule lit ces lignes, jamais le bailleur.",
    "analysis": "Ce que vous comprenez de la situation. Le bailleur ne lit pas cette page.",
}


def text(label, *, rows, help_text):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class OfRow(forms.ModelForm):
    """Shown over a row; a service writes it, under its lock."""

    def _post_clean(self):
        """The row that is shown stays as it is."""


class SectionForm(OfRow):
    """`section`: whose texts are asked."""

    class Meta:
        model = Diagnostic
        fields = tuple(HELP)

    def __init__(self, *args, section, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()
        for name in list(self.fields):
            if name not in section.fields:
                del self.fields[name]
                continue
            self.fields[name] = text(self.fields[name].label, rows=8, help_text=HELP[name])


# Lines that are kept in a list


class BaseLineFormSet(forms.BaseFormSet):
    """The lines of a table: those that say something, then empty ones. Without JavaScript, saving brings more."""

    label = "Lignes"

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Retirer"

    @property
    def written(self):
        said = [form for form in self.forms if form in self.initial_forms or (form.is_bound and form.has_changed())]
        return said or self.forms[:1]

    @property
    def empty_lines(self):
        written = self.written
        return [form for form in self.forms if form not in written]

    @property
    def lines(self):
        """What is said in the lines that stay, in their order."""
        said = [form.cleaned_data for form in self.forms]
        kept = [line for line in said if line and not line.get("DELETE")]
        return [{name: value for name, value in line.items() if name != "DELETE"} for line in kept]

    @property
    def mistakes(self):
        """What is wrong, each with its anchor and the words that say where."""
        found = [(f"id_{self.prefix}-0-label", self.label, error) for error in self.non_form_errors()]
        for number, form in enumerate(self.forms, start=1):
            if not form.errors or self._should_delete_form(form):
                continue
            for name, errors in form.errors.items():
                where = f"{self.label}, ligne {number}, {form.fields[name].label.lower()}"
                found += [(form[name].id_for_label, where, error) for error in errors]
        return found


class BudgetLineForm(forms.Form):
    label = forms.CharField(
        label="Quoi", max_length=LONGEST_LABEL, error_messages={"required": "Dites de quoi il s’agit."}
    )
    amount = AmountField(
        label="Montant (€)",
        max_value=MOST_AMOUNT,
        error_messages={
            "required": "Indiquez un montant, par exemple 512,30.",
            "invalid": "Un montant en euros, par exemple 512,30.",
            "max_value": "Vérifiez ce montant : il est trop grand.",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()


def budget_lines(side):
    base = type("Lines", (BaseLineFormSet,), {"label": side.label})
    return line_factory(BudgetLineForm, base)


def line_factory(form, formset):
    return forms.formset_factory(
        form,
        formset=formset,
        extra=EMPTY_LINES,
        max_num=MOST_LINES,
        validate_max=True,
        can_delete=True,
        can_delete_extra=False,
    )


BUDGET_FORMSETS = {side.value: budget_lines(side) for side in BudgetSide}


class TieForm(forms.Form):
    who = forms.CharField(label="Qui", max_length=LONGEST_LABEL, error_messages={"required": "Dites de qui il s’agit."})
    tie = forms.CharField(label="Lien", max_length=LONGEST_LABEL, required=False)
    help = forms.ChoiceField(
        label="Pour le ménage",
        choices=TieHelp.choices,
        initial=TieHelp.HELPFUL,
        error_messages={"invalid_choice": "Choisissez une des réponses.", "required": "Choisissez une réponse."},
    )
    note = forms.CharField(label="Précisions", max_length=500, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial.setdefault("help", TieHelp.HELPFUL)
        self.helper = UnfoldedHelper()


class BaseTieFormSet(BaseLineFormSet):
    label = "Réseau et liens"


TieFormSet = line_factory(TieForm, BaseTieFormSet)


# The conclusions


class ConclusionsForm(OfRow):
    measures = forms.MultipleChoiceField(
        label="Mesures de droit commun",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Si l’orientation est une mesure existante.",
        error_messages={"invalid_choice": "Choisissez les mesures dans la liste."},
    )
    support_from = DayField(
        label="Premier jour de l’accompagnement",
        required=False,
        help_text="Si vous accompagnez ce ménage : un jour qui suit la fin du diagnostic.",
    )

    class Meta:
        model = Conclusions
        fields = ("text", "recommendations", "orientation", "measures", "support_from")

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()
        self.fields["text"] = text("Conclusions", rows=10, help_text=FOR_THE_LANDLORD)
        self.fields["recommendations"] = text(
            "Préconisations", rows=5, help_text="Ce que vous proposez, avec qui. Lu par le bailleur."
        )
        self.fields["orientation"] = forms.ChoiceField(
            label="Orientation",
            required=False,
            widget=forms.RadioSelect,
            choices=[(each.kind, each.label) for each in definition.orientations],
            error_messages={"invalid_choice": "Choisissez l’une des orientations du dispositif."},
        )
        self.fields["measures"].choices = [(each.code, each.label) for each in definition.common_law_measures]


class ReadingForm(OfRow):
    read_on = forms.DateField(
        label="Lues au ménage le",
        widget=DayInput,
        error_messages={"required": "Indiquez le jour de la lecture.", "invalid": NO_SUCH_DAY},
    )

    class Meta:
        model = Conclusions
        fields = ("read_on", "remarks")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = UnfoldedHelper()
        self.fields["remarks"] = text(
            "Remarques du ménage",
            rows=6,
            help_text="Dans ses mots. Elles suivent les conclusions : le bailleur les lit aussi.",
        )


class RelayForm(forms.Form):
    structure = forms.ModelChoiceField(
        label="Vers quelle structure",
        queryset=None,
        empty_label="Choisir…",
        error_messages={
            "required": "Choisissez une structure de votre annuaire.",
            "invalid_choice": "Choisissez une structure de votre annuaire.",
        },
    )
    on = DayField(label="Le")
    purpose = lines("Pourquoi", help_text="Lu par l’équipe, jamais par le bailleur.")

    def __init__(self, *args, structures, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["structure"].queryset = structures
