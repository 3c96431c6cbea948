"""What one writes of a meeting: what happened, then two levels of text, each with its reader said under it."""

from django import forms
from django.db.models import Q
from django.utils import timezone

from accompaniment.enums import InterviewKind, Side
from accompaniment.models import Interview
from accompaniment.rules.interviews import LONGEST_LINE, LONGEST_STAY, LONGEST_TEXT, minutes_problem
from accompaniment.services.interviews import VALUES
from accounts.enums import OPERATOR_ROLES
from accounts.models import Membership
from core.forms import DayInput, UnfoldedHelper
from referrals.forms.appointments import TimeInput
from tenants.models import Person

NO_SUCH_DAY = "Ce jour n’existe pas : choisissez-en un autre."
NO_SUCH_HOUR = "Cette heure n’existe pas : écrivez-la ainsi, 14:30."
# What each shape of the form does not ask.
ATTEMPT, LETTER, MEETING = "attempt", "letter", "meeting"
ATTEMPTED = ("attempt_way", "attempt_result")
LEFT_OUT = {
    ATTEMPT: ("kind", "outcome", "outcome_by", "minutes", "themes", "then_publish"),
    LETTER: ("kind", "outcome", "outcome_by", "minutes", "themes", "then_publish", "place_kind", *ATTEMPTED),
    MEETING: ATTEMPTED,
}


class PersonChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, person):
        return person.full_name


class ColleagueChoices(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, membership):
        return f"{membership.user}, {membership.role_label}"


class InterviewForm(forms.ModelForm):
    """`shape`: a meeting, an attempt or, before there is a mesure, a letter."""

    mesure = forms.ModelChoiceField(label="Dans quelle mesure", queryset=None, empty_label=None)
    minutes = forms.IntegerField(
        label="Durée, en minutes",
        required=False,
        error_messages={"invalid": minutes_problem(0)},
        widget=forms.NumberInput(attrs={"min": 1, "max": LONGEST_STAY, "inputmode": "numeric", "list": "durees"}),
    )
    themes = forms.MultipleChoiceField(
        label="Thèmes abordés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ce thème n’est pas de ce dispositif."},
    )
    persons = PersonChoices(
        label="Membres du ménage",
        queryset=None,
        required=False,
        error_messages={"invalid_choice": "Une de ces personnes n’est pas de ce ménage."},
    )
    colleagues = ColleagueChoices(
        label="Avec des collègues",
        queryset=None,
        required=False,
        error_messages={"invalid_choice": "Une de ces personnes n’est pas de votre équipe."},
    )
    private = forms.CharField(
        label="Ce que vous gardez pour vous",
        help_text="Personne d’autre ne le lit. Votre chef de service, en urgence seulement, et vous le sauriez.",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    then_publish = forms.BooleanField(
        label="Écrire ensuite un texte pour le bailleur",
        help_text="Rien de cette page n’est publié : vous écrivez un autre texte, et le voyez avant de publier.",
        required=False,
    )

    class Meta:
        model = Interview
        fields = tuple(name for name in VALUES if name not in ("minutes", "themes"))
        labels = {"team_text": "Ce que l’équipe doit savoir"}
        widgets = {
            "on": DayInput,
            "at": TimeInput,
            "kind": forms.RadioSelect,
            "outcome": forms.RadioSelect,
            "attempt_way": forms.RadioSelect,
            "attempt_result": forms.RadioSelect,
            "others": forms.TextInput(attrs={"maxlength": LONGEST_LINE}),
            "team_text": forms.Textarea(attrs={"rows": 6}),
        }
        error_messages = {
            "on": {"invalid": NO_SUCH_DAY, "required": "Indiquez le jour."},
            "at": {"invalid": NO_SUCH_HOUR},
        }
        help_texts = {
            "outcome_by": "Si le rendez-vous a été manqué ou annulé.",
            "others": "Un proche, un interprète, un partenaire.",
            "team_text": "Lu par les travailleurs sociaux du ménage et leur chef de service, jamais par le bailleur. "
            "La personne peut demander à le lire : n’y écrivez que ce qui sert à l’accompagner.",
        }

    def __init__(self, *args, shape, household, mesures, labels, actor, private="", **kwargs):
        super().__init__(*args, **kwargs)
        self.shape, self.mesures = shape, mesures
        self.initial["private"] = private
        for name in LEFT_OUT[shape]:
            del self.fields[name]
        self.ask_mesure(labels)
        self.ask_who(household, actor)
        self.ask_how()
        self.helper = UnfoldedHelper()

    def ask_mesure(self, labels):
        """Only where there are several."""
        if len(self.mesures) < 2:
            del self.fields["mesure"]
            return
        field = self.fields["mesure"]
        field.queryset = type(self.mesures[0])._default_manager.filter(pk__in=[one.pk for one in self.mesures])
        names = {one.pk: labels.get(one.convention.programme.code, one.number) for one in self.mesures}
        field.label_from_instance = lambda one: f"{names[one.pk]}, n° {one.number}"
        self.initial["mesure"] = self.instance.accompaniment_id or self.mesures[0].pk

    def ask_who(self, household, actor):
        present = Q(left_on=None)
        today = timezone.localdate()
        team = Q(pk__in=Membership.objects.open_on(today).filter(user__is_active=True).values("pk"))
        if not self.instance._state.adding:
            present |= Q(interviews=self.instance)
            team |= Q(pk__in=self.instance.colleagues.values("pk"))
            self.initial |= {name: list(getattr(self.instance, name).all()) for name in ("persons", "colleagues")}
        if "persons" in self.fields:
            self.fields["persons"].queryset = Person.objects.filter(present, household=household).distinct()
        members = Membership.objects.filter(team, organisation=actor.organisation_id, role__in=OPERATOR_ROLES)
        members = members.exclude(pk=self.instance.author_id or actor.pk).select_related("user")
        self.fields["colleagues"].queryset = members.order_by("user__last_name", "user__first_name", "pk")
        if not members:
            del self.fields["colleagues"]

    def ask_how(self):
        fields = self.fields
        if self.shape == MEETING:
            fields["kind"].choices = [each for each in InterviewKind.choices if each[0] != InterviewKind.ATTEMPT]
            themes = {
                theme.code: theme.label
                for mesure in self.mesures
                for theme in mesure.programme_version.content.individual_themes
            }
            fields["themes"].choices = list(themes.items())
            fields["outcome_by"].choices = [("", "Personne : il a eu lieu"), *Side.choices]
            self.initial.setdefault("minutes", self.instance.minutes)
            self.initial.setdefault("themes", self.instance.themes)
        if self.shape == ATTEMPT:
            for name in ("attempt_way", "attempt_result"):
                field = fields[name]
                field.choices = [each for each in field.choices if each[0]]
                field.required = True
            fields["attempt_way"].error_messages["required"] = "Dites par quel moyen."
            fields["attempt_result"].error_messages["required"] = "Dites avec quel résultat."
            fields["persons"].label = "Qui vous cherchiez à joindre"
        if "place_kind" in fields:
            fields["place_kind"].choices = [("", "Non précisé"), *fields["place_kind"].choices[1:]]

    # The page sums up the errors in one place.
    summed_up_by_page = True

    def part(self, *names):
        """Those of these fields that this shape of the form asks."""
        return [self[name] for name in names if name in self.fields]

    @property
    def what(self):
        return self.part("mesure", "kind", "outcome", "outcome_by", "attempt_way", "attempt_result")

    @property
    def when(self):
        return self.part("on", "at", "minutes", "place_kind")

    @property
    def about(self):
        return self.part("themes", "persons", "colleagues", "others")

    def _post_clean(self):
        """The service checks and writes; a form that is only checked leaves the row that it shows as it is."""

    @property
    def values(self):
        """What the service takes."""
        kinds = {ATTEMPT: InterviewKind.ATTEMPT, LETTER: InterviewKind.LETTER}
        known = {"kind": kinds[self.shape]} if self.shape in kinds else {}
        return known | {name: self.cleaned_data[name] for name in VALUES if name in self.cleaned_data}

    @property
    def chosen_mesure(self):
        """The one that was chosen, the only one, or none yet."""
        return self.cleaned_data.get("mesure") or (self.mesures[0] if self.mesures else None)

    @property
    def who(self):
        return {name: list(self.cleaned_data.get(name) or ()) for name in ("persons", "colleagues")}

    def clean_mesure(self):
        """With what was read of it already."""
        chosen = self.cleaned_data["mesure"]
        return next(one for one in self.mesures if one.pk == chosen.pk)


class QuickForm(forms.Form):
    """One touch: what took place, today."""

    kind = forms.ChoiceField(
        label="Ce qui a eu lieu",
        choices=[each for each in InterviewKind.choices if each[0] != InterviewKind.ATTEMPT],
        error_messages={"required": "Choisissez ce qui a eu lieu.", "invalid_choice": "Choisissez ce qui a eu lieu."},
    )
    mesure = forms.ChoiceField(
        label="Dans quelle mesure", required=False, error_messages={"invalid_choice": "Choisissez la mesure."}
    )

    def __init__(self, *args, mesures, **kwargs):
        super().__init__(*args, **kwargs)
        self.mesures = {str(one.pk): one for one in mesures}
        self.fields["mesure"].choices = [(key, one.number) for key, one in self.mesures.items()]
        self.fields["mesure"].required = len(mesures) > 1

    @property
    def chosen_mesure(self):
        chosen = self.cleaned_data.get("mesure")
        return self.mesures[chosen] if chosen else next(iter(self.mesures.values()), None)


class MissedForm(forms.Form):
    missed_by = forms.ChoiceField(
        label="Qui n’est pas venu",
        choices=[each for each in Side.choices if each[0] != Side.PARTNER],
        widget=forms.RadioSelect,
        error_messages={"required": "Indiquez qui n’est pas venu."},
    )
