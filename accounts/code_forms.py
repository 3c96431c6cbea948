"""allauth's forms of the second factor, in our words."""

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

LABEL = "Code à six chiffres"
REQUIRED = "Recopiez les six chiffres que l’application affiche en ce moment."


class CodeInput(forms.TextInput):
    def __init__(self):
        super().__init__({"autocomplete": "one-time-code", "inputmode": "numeric"})


class CodeToLink(ActivateTOTPForm):
    code = forms.CharField(label=LABEL, widget=CodeInput(), error_messages={"required": REQUIRED})


def code_to_prove():
    return forms.CharField(
        label=LABEL,
        help_text="Celui de l’application de codes. Sans elle, un de vos codes de secours marche ici aussi, une fois.",
        widget=CodeInput(),
        error_messages={"required": REQUIRED},
    )


class CodeToEnter(AuthenticateForm):
    code = code_to_prove()


class CodeToContinue(ReauthenticateForm):
    code = code_to_prove()
