from django import forms

from accounts.enums import NoticePace, NoticeScope
from accounts.services.notices import preference_of


class NoticeForm(forms.Form):
    """Which notices, and when, in each role that one has now: `scope_0`, `pace_0`, `scope_1`…"""

    def __init__(self, *args, memberships, **kwargs):
        super().__init__(*args, **kwargs)
        self.memberships = memberships
        for number, membership in enumerate(memberships):
            preference = preference_of(membership)
            role = f"{membership.role_label}, {membership.organisation}" if len(memberships) > 1 else ""
            self.fields[f"scope_{number}"] = self.choice("Les avis à recevoir", role, NoticeScope, preference.scope)
            self.fields[f"pace_{number}"] = self.choice("Quand", role, NoticePace, preference.pace)

    @staticmethod
    def choice(label, role, choices, chosen):
        return forms.ChoiceField(
            label=f"{label} : {role}" if role else label,
            choices=choices.choices,
            initial=chosen,
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": "Choisissez l’une des réponses proposées."},
        )

    def answers(self):
        for number, membership in enumerate(self.memberships):
            yield membership, self.cleaned_data[f"scope_{number}"], self.cleaned_data[f"pace_{number}"]
