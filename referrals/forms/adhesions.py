"""What a person answers for each kind of support, and how she gave it."""

from dataclasses import dataclass

from django import forms

from core.attachments import AttachmentField
from core.forms import DayInput
from core.signatures import SignatureField
from programmes.definition import Adhesion as AskedAdhesion
from referrals.rules.adhesions import WAYS_AT_A_MEETING
from referrals.services.adhesions import Signing

YES, NO, TIME = "yes", "no", "time"
ANSWERS = ((YES, "Oui, adhère"), (NO, "Non"), (TIME, "Besoin de temps"))
AS_ANSWERED = {YES: True, NO: False, TIME: None}
DAY_ERRORS = {"invalid": "Ce jour n’existe pas : choisissez-en un autre.", "required": "Indiquez le jour."}


@dataclass(frozen=True)
class Question:
    asked: AskedAdhesion
    answer: forms.BoundField
    reason: forms.BoundField


class AnswersForm(forms.Form):
    on = forms.DateField(
        label="Réponse donnée le",
        widget=DayInput,
        error_messages=DAY_ERRORS,
    )
    way = forms.ChoiceField(
        label="Comment le oui est donné",
        choices=[(way.value, way.label) for way in WAYS_AT_A_MEETING],
        widget=forms.RadioSelect,
        required=False,
    )
    signature = SignatureField(label="Signature de la personne", required=False)
    cosigned_by = forms.CharField(label="Mandataire qui cosigne", max_length=120, required=False)
    cosignature = SignatureField(label="Signature du mandataire", required=False)
    witness = forms.CharField(
        label="Nom du témoin", max_length=120, required=False, help_text="Si la personne ne peut pas signer."
    )
    papers = AttachmentField(
        label="Papier signé",
        most=1,
        required=False,
        help_text="Une photo ou un PDF ; si vous ne l’avez pas sous la main, il s’ajoute plus tard.",
    )

    def __init__(self, *args, asked, guardian, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["on"].initial = today
        for one in asked:
            self.fields[f"answer_{one.kind}"] = forms.ChoiceField(
                label=one.label,
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": "Choisissez sa réponse : oui, non, ou besoin de temps."},
            )
            self.fields[f"reason_{one.kind}"] = forms.CharField(
                label="Si c’est non, pourquoi, si la personne veut le dire",
                required=False,
                max_length=1000,
                help_text="Lu par l’association seule.",
            )
        if guardian:
            self.fields["cosigned_by"].help_text = f"Mandataire connu du dossier : {guardian}."
        else:
            del self.fields["cosigned_by"], self.fields["cosignature"]

    @property
    def questions(self):
        return [Question(one, self[f"answer_{one.kind}"], self[f"reason_{one.kind}"]) for one in self.asked]

    @property
    def answers(self):
        return {one.kind: AS_ANSWERED[self.cleaned_data[f"answer_{one.kind}"]] for one in self.asked}

    @property
    def reasons(self):
        return {one.kind: self.cleaned_data[f"reason_{one.kind}"] for one in self.asked}

    @property
    def signing(self):
        said = self.cleaned_data
        return Signing(
            way=said["way"],
            signature=said["signature"],
            witness=said["witness"],
            cosigned_by=said.get("cosigned_by", ""),
            cosignature=said.get("cosignature"),
            paper=said["papers"][0] if said["papers"] else None,
        )


class WithdrawalForm(forms.Form):
    on = forms.DateField(label="Retirée le", widget=DayInput, error_messages=DAY_ERRORS)
    reason = forms.CharField(
        label="Motif, si la personne veut le dire",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Lu par l’association seule : le bailleur lit que l’adhésion est retirée, et le jour.",
    )
