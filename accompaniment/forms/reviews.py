"""A bilan: when, what the three will read, what the team alone reads, who signs."""

from django import forms

from accompaniment.enums import EffectAnswer, Moment, ReviewKind, SignatureWay
from accompaniment.forms.mesures import DayField
from accompaniment.rules.reviews import LONGEST_LINE, LONGEST_NOTE, LONGEST_TEXT
from accompaniment.services.meetings import NOT_OF_THE_STAY
from accompaniment.services.reviews import ReviewSigning
from core.attachments import AttachmentField
from core.signatures import SignatureField
from core.wording import plain_date
from referrals.enums import Party

SIDES = ((Party.TENANT, "Le ménage"), (Party.LANDLORD, "Le bailleur"), (Party.OPERATOR, "L’association"))


class MeetingChoice(forms.ModelChoiceField):
    def label_from_instance(self, meeting):
        return f"{meeting} du {plain_date(meeting.held_on)}"


def held_in(meetings):
    return MeetingChoice(
        label="Tenu en rencontre tripartite",
        queryset=meetings,
        required=False,
        empty_label="Pas encore de compte rendu",
        error_messages={"invalid_choice": NOT_OF_THE_STAY},
    )


def text(label, help_text="", rows=4):
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class StartForm(forms.Form):
    kind = forms.ChoiceField(
        label="Bilan",
        choices=ReviewKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le bilan : intermédiaire ou final."},
    )
    on = DayField(label="Jour du bilan", help_text="Ce qui est noté jusqu’à ce jour y entre.")

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = held_in(meetings)
        self.fields["meeting"].help_text = "Les mots du ménage et ce qui y est convenu sont repris, à relire."


class EffectsForm(forms.Form):
    """Of each effect: an answer, and a note; none is asked while one writes."""

    def __init__(self, *args, effects, **kwargs):
        super().__init__(*args, **kwargs)
        self.declared = effects
        for one in effects:
            self.fields[f"effect_{one.code}"] = forms.ChoiceField(
                label=one.label, required=False, choices=EffectAnswer.choices, widget=forms.RadioSelect
            )
            self.fields[f"note_{one.code}"] = forms.CharField(
                label="Précisions", required=False, max_length=LONGEST_NOTE
            )

    @property
    def effect_rows(self):
        return [(self[f"effect_{one.code}"], self[f"note_{one.code}"]) for one in self.declared]

    @property
    def effects(self):
        said = self.cleaned_data
        return {one.code: (said[f"effect_{one.code}"], said[f"note_{one.code}"]) for one in self.declared}


class ReviewForm(EffectsForm):
    on = DayField(label="Jour du bilan")
    tenant_words = text("Paroles du locataire", "Ses mots, tels qu’il veut que le bailleur les lise.")
    done = text("Ce qui a été fait", "Sans détail de santé, de famille ni de confidence.")
    worker_view = text("Regard de l’association")
    landlord_view = text("Regard du bailleur", "Ce que le bailleur en dit, à la rencontre.")
    next_steps = text("Et maintenant", "Ce qui continue, avec qui ; ce que chacun fera.")
    payments_entry = forms.CharField(label="Paiement du loyer à l’entrée", required=False, max_length=LONGEST_LINE)
    payments_exit = forms.CharField(label="Paiement du loyer maintenant", required=False, max_length=LONGEST_LINE)

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = held_in(meetings)

    @property
    def texts(self):
        return [self[name] for name in ("tenant_words", "done", "worker_view", "landlord_view", "next_steps")]

    @property
    def payments(self):
        return {moment: self.cleaned_data[f"payments_{moment}"] for moment in Moment}


class InsideForm(EffectsForm):
    analysis = text("Analyse, pour l’équipe", rows=8)
    autonomy = text("Autonomie")
    health = text("Santé et accès aux soins")

    @property
    def texts(self):
        return [self[name] for name in ("analysis", "autonomy", "health")]


class SignForm(forms.Form):
    party = forms.ChoiceField(
        label="Qui signe",
        choices=SIDES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez qui signe."},
    )
    name = forms.CharField(
        label="Nom de la personne",
        max_length=120,
        error_messages={"required": "Écrivez le nom de la personne qui signe."},
    )
    on = DayField(label="Signé le")
    way = forms.ChoiceField(
        label="Comment",
        choices=SignatureWay.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites comment le bilan est signé."},
    )
    signature = SignatureField(label="Signature, au doigt", required=False)
    witness = forms.CharField(
        label="Nom du témoin", max_length=120, required=False, help_text="Si la personne ne peut pas signer."
    )
    papers = AttachmentField(
        label="Papier signé",
        most=1,
        required=False,
        help_text="Une photo ou un PDF. Si les trois signent le même papier, il se joint une fois.",
    )

    @property
    def signing(self):
        said = dict(self.cleaned_data)
        papers = said.pop("papers")
        return ReviewSigning(**said, paper=papers[0] if papers else None)
