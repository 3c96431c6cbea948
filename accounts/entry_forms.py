"""allauth's forms at the door and of one's own address, in our words."""

from allauth.account.forms import AddEmailForm, LoginForm, ResetPasswordForm

LABEL = "Adresse électronique"


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        address = self.fields["login"]
        address.label = LABEL
        address.widget.attrs.pop("placeholder", None)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        address = self.fields["email"]
        address.label = LABEL
        address.widget.attrs.pop("placeholder", None)


class NewAddressForm(AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        address = self.fields["email"]
        address.label = "Nouvelle adresse électronique"
        address.widget.attrs.pop("placeholder", None)
