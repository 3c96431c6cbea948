from django import forms
from django.utils.html import format_html

from referrals.enums import DeclineKind
from referrals.rules.motives import LONGEST_MOTIVE, MOTIVES, OTHER, REDIRECTIONS
from referrals.rules.questions import ASKABLE, LONGEST

NOT_OFFERED = "Choisissez l’une des réponses proposées."
READ_BY_THE_LANDLORD = "Lu par le bailleur : ni santé, ni rien de ce que le ménage a confié à l’association."


class WorkerForm(forms.Form):
    """To whom it goes: each with what she has in hand, nobody chosen beforehand."""

    worker = forms.ChoiceField(
        label="Interlocuteur privilégié",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez à qui confier cette fiche.", "invalid_choice": NOT_OFFERED},
    )

    def __init__(self, *args, carriers, loads, **kwargs):
        super().__init__(*args, **kwargs)
        self.carriers = {str(each.pk): each for each in carriers}
        self.fields["worker"].choices = [(key, line_of(each, loads[each.pk])) for key, each in self.carriers.items()]

    def clean_worker(self):
        return self.carriers[self.cleaned_data["worker"]]


class ChangeWorkerForm(WorkerForm):
    reason = forms.CharField(
        label="Pourquoi, si c’est utile",
        help_text=READ_BY_THE_LANDLORD,
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def line_of(member, load):
    return format_html("{}, {} <span class='soft d-block'>{}</span>", member.user, member.role_label, load.words)


class QuestionsForm(forms.Form):
    """A question about each part of the fiche; an empty one asks nothing. `said`: what stands there now."""

    def __init__(self, *args, said, **kwargs):
        super().__init__(*args, **kwargs)
        for field, label in ASKABLE.items():
            help_text = f"Dans la fiche : « {said[field]} »" if said.get(field) else ""
            self.fields[field] = forms.CharField(
                label=label, help_text=help_text, required=False, max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip

    @property
    def questions(self):
        return [(field, self.cleaned_data[field]) for field in ASKABLE if self.cleaned_data.get(field)]


class AnswersForm(forms.Form):
    """One answer under each question that waits."""

    def __init__(self, *args, requests, **kwargs):
        super().__init__(*args, **kwargs)
        self.requests = {answer_name(request): request for request in requests}
        for name, request in self.requests.items():
            self.fields[name] = forms.CharField(
                label=request.question, help_text=f"À propos de : {request.about.lower()}.", required=False,
                max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip

    @property
    def answers(self):
        return {request.pk: self.cleaned_data.get(name, "") for name, request in self.requests.items()}


def answer_name(request):
    return f"answer_{request.pk.hex}"


def motive_field(sentences):
    return forms.ChoiceField(
        label="Motif",
        choices=[*sentences.items(), (OTHER, "Un autre, que j’écris ci-dessous")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez l’un des motifs proposés.", "invalid_choice": NOT_OFFERED},
    )


class MoreForm(forms.Form):
    more = forms.CharField(
        label="Précision, si elle aide le bailleur",
        help_text=READ_BY_THE_LANDLORD,
        required=False,
        max_length=LONGEST_MOTIVE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RedirectForm(MoreForm):
    orientation = forms.ChoiceField(
        label="Vers quoi",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une orientation.", "invalid_choice": NOT_OFFERED},
    )
    motive = motive_field(REDIRECTIONS)
    field_order = ["orientation", "motive", "more"]

    def __init__(self, *args, orientations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["orientation"].choices = list(orientations.items())

    @property
    def sentences(self):
        return REDIRECTIONS


class DeclineForm(MoreForm):
    """How, and why: one list, in which each motive belongs to a refusal or to a silence."""

    motive = forms.ChoiceField(
        label="Ce qu’il en est",
        widget=forms.RadioSelect,
        choices=[
            *((f"{kind}-{code}", words) for kind, sentences in MOTIVES.items() for code, words in sentences.items()),
            *((f"{kind}-{OTHER}", f"{kind.label}, pour un motif que j’écris ci-dessous") for kind in MOTIVES),
        ],
        error_messages={"required": "Choisissez l’un des motifs proposés.", "invalid_choice": NOT_OFFERED},
    )
    field_order = ["motive", "more"]

    @property
    def kind(self):
        return DeclineKind(self.cleaned_data["motive"].partition("-")[0])

    @property
    def chosen(self):
        return self.cleaned_data["motive"].partition("-")[2]
